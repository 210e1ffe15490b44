"""Authorizations lapse: the merchant is warned in time, and what lapsed is found out and closed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.orders.locks import lock_order_and_cart
from shopwright.commerce.orders.timeline import note
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.settling import settle
from shopwright.commerce.payments.sweepers import Condition, each
from shopwright.commerce.pricing import Money
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.events.outbox import emit
from shopwright.platform.jobs.sweepers import sweeper
from shopwright.platform.notices import StaffNotified

_AHEAD = timedelta(hours=48)
_AGAIN = timedelta(minutes=30)


@sweeper("capture_deadlines", every=timedelta(minutes=10))
def watch_authorizations() -> int:
    """Warn once, 48 hours ahead; afterwards ask the provider what became of it."""
    return each(PaymentAttempt.id, _ending(), warn) + each(
        PaymentAttempt.id, _ended(), lambda key: settle(key, source="capture_deadline")
    )


def _ending() -> Condition:
    return (
        (PaymentAttempt.state == "authorized")
        & PaymentAttempt.warned_at.is_(None)
        & (PaymentAttempt.capture_before <= now() + _AHEAD)
    )


def _ended() -> Condition:
    return (
        (PaymentAttempt.state == "authorized")
        & (PaymentAttempt.capture_before <= now())
        & (PaymentAttempt.touched_at < now() - _AGAIN)
    )


@command()
def warn(attempt_id: UUID) -> None:
    """Tell staff, once, that money has to be captured now."""
    db = session()
    order_id = db.scalar(select(PaymentAttempt.order_id).where(PaymentAttempt.id == attempt_id))
    assert order_id is not None
    order = lock_order_and_cart(db, order_id)
    attempt = db.get_one(PaymentAttempt, attempt_id, with_for_update=True)
    if attempt.state != "authorized" or attempt.warned_at is not None:
        return
    assert attempt.capture_before is not None
    attempt.warned_at = now()
    until = f"{attempt.capture_before:%Y-%m-%d %H:%M} UTC"
    amount = Money(attempt.amount, attempt.currency)
    note(db, order_id, "capture_deadline", f"{amount} must be captured before {until}.")
    emit(
        StaffNotified(
            source="payments",
            title=f"Capture the payment of order {order.number} before {until}",
            text=f"The authorization of {amount} ends then. Without the money the order is canceled "
            "and its stock is free again.",
        )
    )
