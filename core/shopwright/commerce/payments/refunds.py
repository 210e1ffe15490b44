"""Refunds: the row first, with its key; then the call; then the entry."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.errors import RefundTooLarge
from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry, Refund
from shopwright.platform.actor import current_actor
from shopwright.platform.clock import now
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.ids import uuid7

PROCESS_REFUND = "payments.process_refund"
PROCESS_VOID = "payments.void"
_SIGNS = {"captured": 1, "refunded": -1, "refund_failed": 1, "dispute_lost": -1}
_MOVED = (
    select(PaymentEntry.attempt_id, PaymentEntry.kind, func.sum(PaymentEntry.amount))
    .where(PaymentEntry.order_id == bindparam("order_id"), PaymentEntry.kind.in_(_SIGNS))
    .group_by(PaymentEntry.attempt_id, PaymentEntry.kind)
)
_PROMISED = (
    select(Refund.attempt_id, func.sum(Refund.amount))
    .where(Refund.order_id == bindparam("order_id"), Refund.state == "pending")
    .group_by(Refund.attempt_id)
)


def record_refund(
    db: Session,
    order: Order,
    attempt: PaymentAttempt,
    amount: int,
    *,
    reason: str,
    lines: list[dict[str, object]] | None = None,
    restock: bool = False,
) -> Refund:
    """A refund that will be made; refused above what is captured and not yet refunded.

    The guard is one statement, so that two at once cannot both pass.
    """
    guarded = db.execute(
        update(Order)
        .where(
            Order.id == order.id,
            Order.refund_committed + amount <= Order.captured_total - Order.lost_total,
        )
        .values(refund_committed=Order.refund_committed + amount)
        .returning(Order.refund_committed)
    ).one_or_none()
    if guarded is None:
        left = order.captured_total - order.lost_total - order.refund_committed
        raise RefundTooLarge(
            "More than was paid and not yet refunded.", extra={"left": left, "asked": amount}
        )
    refund_id = uuid7()
    refund = Refund(
        id=refund_id,
        order_id=order.id,
        attempt_id=attempt.id,
        provider=attempt.provider,
        amount=amount,
        currency=order.currency,
        key=f"{order.id}-{refund_id}-refund-1",
        reason=reason,
        lines=lines or [],
        restock=restock,
        requested_by=str(current_actor()),
    )
    db.add(refund)
    enqueue(PROCESS_REFUND, dedupe_key=f"refund:{refund_id}", refund_id=str(refund_id))
    return refund


def owe_refund(db: Session, order: Order, attempt: PaymentAttempt, *, reason: str) -> UUID | None:
    """Give back all that one attempt captured; an attempt that captured nothing is voided."""
    db.flush()
    left = left_to_refund(db, order.id).get(attempt.id, 0)
    if left > 0:
        return record_refund(db, order, attempt, left, reason=reason).id
    if attempt.state == "authorized":
        enqueue(PROCESS_VOID, dedupe_key=f"void:{attempt.id}", attempt_id=str(attempt.id))
    return None


def left_to_refund(db: Session, order_id: UUID) -> dict[UUID, int]:
    """Minor units per attempt: captured, not given back or lost, and not promised to be."""
    left: dict[UUID, int] = defaultdict(int)
    for attempt_id, kind, amount in db.execute(_MOVED, {"order_id": order_id}):
        left[attempt_id] += _SIGNS[kind] * int(amount)
    for attempt_id, amount in db.execute(_PROMISED, {"order_id": order_id}):
        left[attempt_id] -= int(amount)
    return dict(left)


def give_back(db: Session, order: Order, refund: Refund, why: str) -> None:
    """A refund that failed no longer counts against what can be refunded."""
    if refund.state == "failed":
        return
    refund.state = "failed"
    refund.error = why[:500]
    refund.finished_at = now()
    order.refund_committed -= refund.amount
