"""What Stripe's objects mean in the shop's ledger.

Pure: a picture of a payment goes in, `Seen` comes out. References are made of Stripe's ids, so the
same picture always gives the same facts, and a later one gives them again with what was added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from shopwright.commerce.payments import (
    AttemptState,
    AttemptView,
    Fact,
    FactKind,
    NextAction,
    Seen,
)

from shopwright_stripe_payments.amounts import from_stripe
from shopwright_stripe_payments.errors import decline
from shopwright_stripe_payments.persons import paid_with, risk_of
from shopwright_stripe_payments.shapes import Charge, Dispute, Intent, Refund, Session

# A warning is a question of the bank's, and what was prevented never became a dispute.
_NO_DISPUTE = ("warning_needs_response", "warning_under_review", "warning_closed", "prevented")
_GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All that Stripe said of one payment. `refunds` and `disputes` are those of its charge."""

    session: Session | None = None
    intent: Intent | None = None
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def charge(self) -> Charge | None:
        """The money, once there is any."""
        return self.intent.latest_charge if self.intent else None

    @property
    def is_captured(self) -> bool:
        """Whether money was taken."""
        return self.charge is not None and self.charge.captured

    @property
    def reference(self) -> str:
        """What the shop keeps to find it again."""
        found = self.session or self.intent
        assert found is not None
        return found.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a picture is read with. `waits` is how long a delayed method may take."""

    at: datetime
    waits: timedelta
    publishable_key: str


def with_refund(picture: Picture, refund: Refund) -> Picture:
    """The picture after a refund was made."""
    return replace(picture, refunds=(*picture.refunds, refund))


def seen(attempt: AttemptView, picture: Picture, reading: Reading, *, refused: str = "") -> Seen:
    """The attempt, as the picture shows it. `refused` is why what was asked did not happen."""
    state = _state(attempt, picture)
    charge = picture.charge
    return Seen(
        attempt_id=attempt.id,
        order_id=attempt.order_id,
        state=state,
        reference=picture.reference,
        facts=tuple(_facts(attempt, picture, reading.at)),
        next_action=_next_action(attempt, picture, state, reading),
        deadline=_deadline(picture, reading) if state == "processing" else None,
        error=refused or (_error(picture) if state == "failed" else ""),
        risk=risk_of(charge) if charge else None,
        capture_before=_capture_before(charge) if charge and state == "authorized" else None,
        paid_with=paid_with(charge) if charge and charge.paid else "",
    )


def _state(attempt: AttemptView, picture: Picture) -> AttemptState:
    session, intent = picture.session, picture.intent
    if session is not None and session.status == "expired":
        return "voided"
    if intent is None or (session is not None and session.status == "open"):
        return "open"
    match intent.status:
        case "succeeded":
            return "paid"
        case "requires_capture":
            return "authorized"
        case "processing":
            return "processing"
        case "canceled":
            return "failed" if _was_declined(intent) else "voided"
        case "requires_action":
            # a voucher was drawn, or a transfer announced: the shopper pays elsewhere
            return "processing" if session is not None else "open"
        case _:
            return "failed" if _has_ended(attempt, picture) else "open"


def is_declined(attempt: AttemptView, picture: Picture) -> bool:
    """The one try that this attempt has is over, but somebody could still try again at Stripe."""
    return (
        picture.session is None
        and picture.intent is not None
        and picture.intent.status == "requires_payment_method"
        and _has_ended(attempt, picture)
    )


def _has_ended(attempt: AttemptView, picture: Picture) -> bool:
    """On Stripe's page, and in apps, shoppers may try again; delayed and saved methods have one try."""
    intent = picture.intent
    tried = intent is not None and intent.last_payment_error is not None
    one_try = attempt.method.startswith("saved_") or attempt.state == "processing"
    return picture.session is not None or (tried and one_try)


def _was_declined(intent: Intent) -> bool:
    charge = intent.latest_charge
    return intent.last_payment_error is not None and (charge is None or not charge.paid)


def _error(picture: Picture) -> str:
    found = picture.intent.last_payment_error if picture.intent else None
    return decline(found.code, found.decline_code) if found else decline(None, None)


def _facts(attempt: AttemptView, picture: Picture, at: datetime) -> Iterator[Fact]:
    charge, intent = picture.charge, picture.intent
    if charge is None or intent is None or not charge.paid or charge.status != "succeeded":
        return
    if intent.capture_method == "manual":
        yield _fact("authorized", charge.id, charge.amount, charge.currency, _time(charge.created))
    if charge.captured and charge.amount_captured:
        # Stripe does not say when it was captured: we heard of it now
        moment = at if intent.capture_method == "manual" else _time(charge.created)
        yield _fact("captured", charge.id, charge.amount_captured, charge.currency, moment)
    let_go = _let_go(charge, intent)
    if intent.capture_method == "manual" and let_go:
        yield _fact("voided", charge.id, let_go, charge.currency, at)
    if charge.captured:
        for refund in _real_refunds(picture.refunds, let_go):
            yield from _refund_facts(attempt, refund, at)
    for dispute in picture.disputes:
        yield from _dispute_facts(attempt, dispute, at)


def _let_go(charge: Charge, intent: Intent) -> int:
    """What was promised and will never be taken, in Stripe's units."""
    if charge.captured:
        return charge.amount - charge.amount_captured
    return charge.amount if intent.status == "canceled" else 0


def _real_refunds(refunds: tuple[Refund, ...], let_go: int) -> Iterator[Refund]:
    """Without those by which Stripe writes down that promised money was let go."""
    for refund in refunds:
        released = refund.reason == "expired_uncaptured_charge" or (
            let_go > 0
            and refund.amount == let_go
            and refund.balance_transaction is None
            and "refund_id" not in refund.metadata
        )
        if not released:
            yield refund


def _refund_facts(attempt: AttemptView, refund: Refund, at: datetime) -> Iterator[Fact]:
    """A refund counts once it succeeded, and may fail after that."""
    reference = f"refunded:{refund.id}"
    failed = refund.status in ("failed", "canceled")
    if refund.status != "succeeded" and not (failed and reference in attempt.booked):
        return
    ours = _refund_id(refund)
    created = _time(refund.created)
    yield _fact("refunded", refund.id, refund.amount, refund.currency, created, refund_id=ours)
    if failed:
        yield _fact("refund_failed", refund.id, refund.amount, refund.currency, at, refund_id=ours)


def _refund_id(refund: Refund) -> UUID | None:
    try:
        return UUID(refund.metadata["refund_id"])
    except (KeyError, ValueError):
        return None


def _dispute_facts(attempt: AttemptView, dispute: Dispute, at: datetime) -> Iterator[Fact]:
    """What was lost stays so in the ledger while it is appealed; winning the appeal is a new fact."""
    if dispute.status in _NO_DISPUTE:
        return
    money = (dispute.amount, dispute.currency)
    yield _fact("disputed", dispute.id, *money, _time(dispute.created))
    if dispute.status == "lost" or f"dispute_lost:{dispute.id}" in attempt.booked:
        yield _fact("dispute_lost", dispute.id, *money, at)
    if dispute.status == "won":
        yield _fact("dispute_won", dispute.id, *money, at)


def _fact(
    kind: FactKind,
    stripe_id: str,
    units: int,
    currency: str,
    moment: datetime,
    *,
    refund_id: UUID | None = None,
) -> Fact:
    return Fact(
        kind=kind,
        reference=f"{kind}:{stripe_id}",
        amount=from_stripe(units, currency),
        occurred_at=moment,
        refund_id=refund_id,
    )


def _next_action(
    attempt: AttemptView, picture: Picture, state: AttemptState, reading: Reading
) -> NextAction | None:
    session, intent = picture.session, picture.intent
    if state == "open" and session is not None and session.url:
        return NextAction(kind="redirect", url=session.url)
    if intent is None or state not in ("open", "processing"):
        return None
    url = _url_of(intent.next_action or {})
    if url:
        return NextAction(kind="redirect", url=url)
    if state == "open" and session is None and not attempt.method.startswith("saved_"):
        details = {
            "client_secret": intent.client_secret or "",
            "publishable_key": reading.publishable_key,
        }
        return NextAction(kind="client", details=details)
    return None


def _url_of(action: dict[str, object]) -> str:
    """Where the shopper goes on: the bank's 3-D Secure, a voucher, instructions for a transfer."""
    details = action.get(str(action.get("type", "")))
    if isinstance(details, dict):
        for name in ("url", "hosted_voucher_url", "hosted_instructions_url"):
            if isinstance(details.get(name), str):
                return str(details[name])
    return ""


def _deadline(picture: Picture, reading: Reading) -> datetime:
    """When we give up. What cannot be stopped by then is asked about once a day."""
    assert picture.intent is not None
    return max(_time(picture.intent.created) + reading.waits, reading.at + _GRACE)


def _capture_before(charge: Charge) -> datetime | None:
    details = charge.payment_method_details or {}
    found = (details.get(str(details.get("type", ""))) or {}).get("capture_before")
    return _time(found) if isinstance(found, int) else None


def _time(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)
