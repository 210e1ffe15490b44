"""What each fact about money does beside moving its order: timeline, events, refund rows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.timeline import note
from shopwright.commerce.payments.hooks import (
    DisputeClosed,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDisputed,
    RefundFailed,
    RefundIssued,
)
from shopwright.commerce.payments.models import Refund
from shopwright.commerce.payments.refunds import give_back
from shopwright.commerce.payments.types import Fact
from shopwright.platform.clock import now
from shopwright.platform.events.outbox import emit
from shopwright.platform.notices import StaffNotified


def tell(db: Session, order: Order, facts: Iterable[Fact]) -> None:
    for fact in facts:
        note(
            db,
            order.id,
            f"payment_{fact.kind}",
            f"{fact.kind.replace('_', ' ').capitalize()}: {fact.amount}.",
            data={"reference": fact.reference, "amount": fact.amount.amount},
            public=fact.kind in ("captured", "refunded"),
        )
        if fact.kind == "authorized":
            emit(PaymentAuthorized(order_id=order.id, number=order.number, amount=fact.amount))
        elif fact.kind == "captured":
            emit(PaymentCaptured(order_id=order.id, number=order.number, amount=fact.amount))
        elif fact.kind in ("disputed", "dispute_won", "dispute_lost"):
            _disputed(order, fact)
        elif fact.kind == "refunded":
            _refunded(db, order, fact)
        elif fact.kind == "refund_failed":
            _refund_failed(db, order, fact)


def _disputed(order: Order, fact: Fact) -> None:
    if fact.kind != "disputed":
        won = fact.kind == "dispute_won"
        emit(DisputeClosed(order_id=order.id, number=order.number, amount=fact.amount, won=won))
        return
    emit(PaymentDisputed(order_id=order.id, number=order.number, amount=fact.amount))
    emit(
        StaffNotified(
            source="payments",
            title=f"The payment of order {order.number} is disputed",
            text=f"The shopper's bank wants {fact.amount} back. The order is not sent meanwhile. "
            "Answer the dispute at the payment provider, with proof that the goods were sent.",
        )
    )


def _refunded(db: Session, order: Order, fact: Fact) -> None:
    refund = db.get(Refund, fact.refund_id, with_for_update=True) if fact.refund_id else None
    if refund is None:
        # made at the provider, not here: it counts all the same
        order.refund_committed += fact.amount.amount
    elif refund.state == "pending":
        refund.state = "succeeded"
        refund.provider_reference = fact.reference
        refund.finished_at = now()
    emit(
        RefundIssued(
            order_id=order.id,
            number=order.number,
            email=order.email,
            locale=order.locale,
            refund_id=fact.refund_id,
            amount=fact.amount,
            reason=refund.reason if refund else "",
        )
    )


def _refund_failed(db: Session, order: Order, fact: Fact) -> None:
    refund = db.get(Refund, fact.refund_id, with_for_update=True) if fact.refund_id else None
    if refund is not None:
        give_back(db, order, refund, "the provider could not deliver it")
    else:
        order.refund_committed -= fact.amount.amount
    emit(
        RefundFailed(
            order_id=order.id,
            number=order.number,
            refund_id=fact.refund_id,
            amount=fact.amount,
            reason="the provider could not deliver it",
        )
    )
