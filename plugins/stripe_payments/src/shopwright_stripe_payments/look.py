"""Looking at a payment at Stripe: by its reference, or by what we wrote into its metadata."""

from __future__ import annotations

from datetime import timedelta

import stripe
from shopwright.commerce.payments import AttemptView, PaymentForeign

from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.errors import is_gone
from shopwright_stripe_payments.facts import Picture
from shopwright_stripe_payments.shapes import Charge, Dispute, Intent, Refund, Session

# A start is repeated for as long as the shop waits for one; clocks differ.
_BEFORE, _AFTER = timedelta(minutes=5), timedelta(hours=2)


def look(api: Api, attempt: AttemptView) -> Picture | None:
    """What Stripe has; None when it never heard of the attempt.

    Raises `PaymentForeign` when it does not know a payment that it once gave us: the key is of
    another account or mode by now.
    """
    if attempt.reference is None:
        return _found_by_metadata(api, attempt)
    try:
        if attempt.reference.startswith("cs_"):
            return completed(api, attempt, api.session(attempt.reference))
        return completed(api, attempt, api.intent(attempt.reference))
    except stripe.InvalidRequestError as error:
        if not is_gone(error):
            raise
        raise PaymentForeign(
            f"the payment {attempt.reference}, which Stripe does not know under this key: is it "
            "another account's, or the other mode's?"
        ) from None


def _found_by_metadata(api: Api, attempt: AttemptView) -> Picture | None:
    """The answer to `start` was lost, or is not stored yet."""
    since, until = attempt.created_at - _BEFORE, attempt.created_at + _AFTER
    wanted = str(attempt.id)
    for session in api.sessions(since, until):
        if session.metadata.get("attempt_id") == wanted:
            return completed(api, attempt, api.session(session.id))
    for intent in api.intents(since, until):
        if intent.metadata.get("attempt_id") == wanted:
            return completed(api, attempt, api.intent(intent.id))
    return None


def completed(api: Api, attempt: AttemptView, found: Session | Intent) -> Picture:
    """A whole picture of what was just read, with all refunds and disputes."""
    session = found if isinstance(found, Session) else None
    intent = found.payment_intent if isinstance(found, Session) else found
    charge = intent.latest_charge if intent else None
    return Picture(
        session=session,
        intent=intent,
        refunds=_refunds(api, charge) if charge else (),
        disputes=_disputes(api, attempt, charge) if charge else (),
    )


def _refunds(api: Api, charge: Charge) -> tuple[Refund, ...]:
    """Most charges have few; then they came with it."""
    if charge.refunds is not None and not charge.refunds.has_more:
        return charge.refunds.data
    return api.refunds(charge.id)


def _disputes(api: Api, attempt: AttemptView, charge: Charge) -> tuple[Dispute, ...]:
    known = any(reference.startswith("disputed:") for reference in attempt.booked)
    return api.disputes(charge.id) if charge.disputed or known else ()


def check_ours(picture: Picture, attempt: AttemptView, *, shop_id: str, livemode: bool) -> None:
    """Raise `PaymentForeign` unless all of it was made by this shop, for this attempt, in this mode."""
    wanted = {
        "shop_id": shop_id,
        "order_id": str(attempt.order_id),
        "attempt_id": str(attempt.id),
    }
    for part in (picture.session, picture.intent):
        if part is None:
            continue
        if part.livemode != livemode:
            raise PaymentForeign(
                f"{part.id} of {_mode(part.livemode)} mode, where {_mode(livemode)} mode is in force"
            )
        for name, value in wanted.items():
            found = part.metadata.get(name, "nothing")
            if found != value:
                raise PaymentForeign(f"{part.id}, whose {name} says {found[:60]} and not {value}")


def _mode(livemode: bool) -> str:
    return "live" if livemode else "test"
