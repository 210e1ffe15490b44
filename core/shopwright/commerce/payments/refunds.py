"""Refunds: the row first, with its key; then the call; then the entry."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, update
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
        .where(Order.id == order.id, Order.refund_committed + amount <= Order.captured_total)
        .values(refund_committed=Order.refund_committed + amount)
        .returning(Order.refund_committed)
    ).one_or_none()
    if guarded is None:
        left = order.captured_total - order.refund_committed
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
    captured = _sum(db, attempt.id, "captured")
    asked = db.scalar(
        select(func.coalesce(func.sum(Refund.amount), 0)).where(
            Refund.attempt_id == attempt.id, Refund.state != "failed"
        )
    )
    left = captured - int(asked or 0)
    if left > 0:
        return record_refund(db, order, attempt, left, reason=reason).id
    if attempt.state == "authorized":
        enqueue(PROCESS_VOID, dedupe_key=f"void:{attempt.id}", attempt_id=str(attempt.id))
    return None


def _sum(db: Session, attempt_id: UUID, kind: str) -> int:
    total = db.scalar(
        select(func.coalesce(func.sum(PaymentEntry.amount), 0)).where(
            PaymentEntry.attempt_id == attempt_id, PaymentEntry.kind == kind
        )
    )
    return int(total or 0)


def give_back(db: Session, order: Order, refund: Refund, why: str) -> None:
    """A refund that failed no longer counts against what can be refunded."""
    if refund.state == "failed":
        return
    refund.state = "failed"
    refund.error = why[:500]
    refund.finished_at = now()
    order.refund_committed -= refund.amount
