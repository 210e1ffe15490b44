"""From what an event is about to the attempt that it concerns."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from shopwright.commerce.payments import attempt_by_reference

from shopwright_stripe_payments.shapes import Charge, Subject

NAME = "stripe"
SET_UP = "setup_intent.succeeded"
# Those that can change what the shop knows of a payment, or of saved cards; the merchant registers these.
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.amount_capturable_updated",
    "payment_intent.processing",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "charge.captured",
    "charge.expired",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "refund.created",
    "refund.updated",
    "refund.failed",
    SET_UP,
)


def attempt_of(subject: Subject, charge_of: Callable[[str], Charge]) -> UUID | None:
    """The attempt that it names, if any; ours or not is for `fetch` to find out.

    Refunds and disputes that were made in Stripe's dashboard name a charge alone: `charge_of`
    reads that.
    """
    found = _named(subject.metadata or {})
    if found is None and subject.object in ("refund", "dispute") and subject.charge:
        found = _named(charge_of(subject.charge).metadata)
    if found is None and subject.object in ("checkout.session", "payment_intent"):
        attempt = attempt_by_reference(NAME, subject.id)
        found = attempt.id if attempt else None
    return found


def customer_of(subject: Subject) -> UUID | None:
    """The customer of the shop whose card it is about, if it names one."""
    return _named(subject.metadata or {}, "customer_id")


def _named(metadata: dict[str, str], name: str = "attempt_id") -> UUID | None:
    try:
        return UUID(metadata[name])
    except (KeyError, ValueError):
        return None
