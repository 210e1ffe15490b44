"""Stripe, as far as this plugin uses it: one small method per question.

An `Api` serves one operation, all of whose calls share eight seconds. Answers come as the shapes of
this package. What it raises are the library's errors; `errors` says what they mean.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import stripe
from shopwright import Context

from shopwright_stripe_payments.connection import Connection
from shopwright_stripe_payments.shapes import (
    Account,
    Charge,
    Dispute,
    Event,
    Intent,
    PaymentMethodShape,
    Refund,
    Session,
    SetupShape,
    Shape,
)
from shopwright_stripe_payments.transport import SECONDS, Transport

S = TypeVar("S", bound=Shape)
Params = Mapping[str, Any]
_PAGE = 100
# The library would log what it sends, which names shoppers; our own client logs that it asked.
logging.getLogger("stripe").setLevel(logging.WARNING)
_INTENT = ["latest_charge.refunds"]
_SESSION = ["payment_intent.latest_charge.refunds"]


class Api:
    """Calls to one account, which must be over in `seconds`."""

    def __init__(self, ctx: Context, connection: Connection, *, seconds: float = SECONDS) -> None:
        ctx.check_network("Stripe")
        self._stripe = stripe.StripeClient(
            connection.secret_key,
            base_addresses={"api": connection.url},
            http_client=Transport(ctx.http, seconds=seconds),
            max_network_retries=0,
        ).v1

    def account(self) -> Account:
        """Whose key it is."""
        return _shaped(Account, self._stripe.accounts.retrieve_current())

    def session(self, session_id: str) -> Session:
        """A Checkout Session with its intent, charge and refunds."""
        found = self._stripe.checkout.sessions.retrieve(session_id, {"expand": _SESSION})
        return _shaped(Session, found)

    def create_session(self, params: Params, *, key: str) -> Session:
        """A new session, or the one that was made with this key."""
        asked: Any = {**params, "expand": _SESSION}
        made = self._stripe.checkout.sessions.create(asked, {"idempotency_key": key})
        return _shaped(Session, made)

    def expire_session(self, session_id: str) -> Session:
        """Close a session that nobody has paid; refused for one that somebody did."""
        return _shaped(
            Session, self._stripe.checkout.sessions.expire(session_id, {"expand": _SESSION})
        )

    def sessions(self, since: datetime, until: datetime) -> Iterator[Session]:
        """Sessions that were made between two moments, the latest first."""
        listed = self._stripe.checkout.sessions.list(
            {"created": _span(since, until), "limit": _PAGE}
        )
        return (_shaped(Session, item, without=("payment_intent",)) for item in _all(listed))

    def intent(self, intent_id: str) -> Intent:
        """An intent with its charge and refunds."""
        found = self._stripe.payment_intents.retrieve(intent_id, {"expand": _INTENT})
        return _shaped(Intent, found)

    def create_intent(self, params: Params, *, key: str) -> Intent:
        """A new intent, or the one that was made with this key."""
        asked: Any = {**params, "expand": _INTENT}
        made = self._stripe.payment_intents.create(asked, {"idempotency_key": key})
        return _shaped(Intent, made)

    def confirm_intent(self, intent_id: str, *, return_url: str, key: str) -> Intent:
        """Try to take the money of a saved card."""
        confirmed = self._stripe.payment_intents.confirm(
            intent_id, {"return_url": return_url, "expand": _INTENT}, {"idempotency_key": key}
        )
        return _shaped(Intent, confirmed)

    def create_setup(self, params: Params, *, key: str) -> SetupShape:
        """A new setup intent, or the one that was made with this key."""
        asked: Any = dict(params)
        made = self._stripe.setup_intents.create(asked, {"idempotency_key": key})
        return _shaped(SetupShape, made)

    def capture_intent(self, intent_id: str, units: int, *, key: str) -> Intent:
        """Take promised money; what is left of it is let go."""
        captured = self._stripe.payment_intents.capture(
            intent_id, {"amount_to_capture": units, "expand": _INTENT}, {"idempotency_key": key}
        )
        return _shaped(Intent, captured)

    def cancel_intent(self, intent_id: str) -> Intent:
        """Close an intent; refused for one that succeeded, or that nobody can stop any more."""
        return _shaped(Intent, self._stripe.payment_intents.cancel(intent_id, {"expand": _INTENT}))

    def intents(self, since: datetime, until: datetime) -> Iterator[Intent]:
        """Intents that were made between two moments, the latest first."""
        listed = self._stripe.payment_intents.list({"created": _span(since, until), "limit": _PAGE})
        return (_shaped(Intent, item, without=("latest_charge",)) for item in _all(listed))

    def create_refund(self, params: Params, *, key: str) -> Refund:
        """A refund, or the one that was made with this key."""
        asked: Any = dict(params)
        made = self._stripe.refunds.create(asked, {"idempotency_key": key})
        return _shaped(Refund, made)

    def refunds(self, charge_id: str) -> tuple[Refund, ...]:
        """All refunds of a charge."""
        listed = self._stripe.refunds.list({"charge": charge_id, "limit": _PAGE})
        return tuple(_shaped(Refund, item) for item in _all(listed))

    def charge(self, charge_id: str) -> Charge:
        """A charge, for its metadata."""
        return _shaped(Charge, self._stripe.charges.retrieve(charge_id))

    def disputes(self, charge_id: str) -> tuple[Dispute, ...]:
        """All disputes about a charge."""
        listed = self._stripe.disputes.list({"charge": charge_id, "limit": _PAGE})
        return tuple(_shaped(Dispute, item) for item in _all(listed))

    def events(
        self, since: datetime, types: tuple[str, ...], *, after: str = "", limit: int = _PAGE
    ) -> tuple[list[Event], bool]:
        """A page of what happened from a moment on, the latest first, and whether there is more.

        `after` is the last one of the page before. Stripe remembers 30 days.
        """
        params: Any = {
            "created": {"gte": int(since.timestamp())},
            "types": list(types),
            "limit": limit,
            **({"starting_after": after} if after else {}),
        }
        listed = self._stripe.events.list(params)
        return [_shaped(Event, item) for item in listed.data], listed.has_more

    def create_customer(self, params: Params, *, key: str) -> str:
        """The id of a new customer, or of the one that was made with this key."""
        asked: Any = dict(params)
        made = self._stripe.customers.create(asked, {"idempotency_key": key})
        return made.id

    def delete_customer(self, customer_id: str) -> None:
        """Forget a customer, with the cards."""
        self._stripe.customers.delete(customer_id)

    def payment_methods(self, customer_id: str) -> list[PaymentMethodShape]:
        """The cards that a customer agreed to have kept."""
        listed = self._stripe.customers.payment_methods.list(
            customer_id, {"type": "card", "limit": _PAGE}
        )
        return [_shaped(PaymentMethodShape, item) for item in _all(listed)]

    def detach_payment_method(self, method_id: str) -> None:
        """It can never be used again."""
        self._stripe.payment_methods.detach(method_id)


def _shaped(shape: type[S], answer: Any, *, without: tuple[str, ...] = ()) -> S:
    """An answer as a value. `without` are fields that lists hold as ids only."""
    values = answer.to_dict()
    return shape.model_validate(
        {name: item for name, item in values.items() if name not in without}
    )


def _all(listed: Any) -> Iterator[Any]:
    """Every item of a list, page by page."""
    return iter(listed.auto_paging_iter())


def _span(since: datetime, until: datetime) -> Any:
    return {"gte": int(since.timestamp()), "lte": int(until.timestamp())}
