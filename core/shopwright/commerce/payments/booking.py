"""What facts about money do to an order: the table of the settle function, case by case.

Facts cannot be vetoed. Money that cannot become an order goes back by itself.
"""

from __future__ import annotations

from uuid import UUID

import structlog
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from shopwright.commerce.cart.models import Cart
from shopwright.commerce.inventory.errors import OutOfStock
from shopwright.commerce.inventory.holds import hold_until, release_order, tie
from shopwright.commerce.inventory.hooks import StockShortfall
from shopwright.commerce.orders.hooks import OrderCanceled
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.progress import complete_if_done
from shopwright.commerce.orders.states import follow
from shopwright.commerce.orders.timeline import note
from shopwright.commerce.payments import ledger
from shopwright.commerce.payments.facts import tell
from shopwright.commerce.payments.hooks import PaymentFailed
from shopwright.commerce.payments.models import CaptureRequest, PaymentAttempt
from shopwright.commerce.payments.placing import allocate, announce, paid, place
from shopwright.commerce.payments.queries import captured_by
from shopwright.commerce.payments.refunds import owe_refund
from shopwright.commerce.payments.screening import ask_for_screening
from shopwright.commerce.payments.types import Fact, Seen
from shopwright.commerce.pricing import Money
from shopwright.platform.clock import now
from shopwright.platform.events.outbox import emit
from shopwright.platform.notices import StaffNotified

_log = structlog.get_logger()
SHORTFALL = "stock_shortfall"
EXPIRED = "expired"
LAPSED = "authorization_lapsed"
# the source of a void that is part of canceling the order
CANCEL = "cancel"
_TAKEN = ("authorized", "paid")
_MONEY_IN = ("authorized", "captured")
_WAS_PAID = ("paid", "partly_refunded", "refunded", "disputed", "charged_back")


def apply(
    db: Session,
    order: Order,
    attempt: PaymentAttempt,
    seen: Seen,
    new_facts: list[Fact],
    *,
    advanced: bool,
    source: str,
) -> tuple[UUID, ...]:
    """Move `order` by what is new. Returns refunds that are now owed.

    `advanced`: the attempt reached another state. A refund or dispute alone moves no order.
    """
    was_paid = order.payment_state in _WAS_PAID
    _store_sums(db, order)
    tell(db, order, new_facts)
    if _wrong_amount(order, attempt, seen):
        _flag(db, order, f"{seen.state} with another amount or currency than the order's")
        return ()
    if order.state == "open" and _captured_otherwise(db, attempt, new_facts):
        taken = Money(order.captured_total, order.currency)
        _flag(db, order, f"{taken} were captured at the provider, not the promised amount")
    refunds: tuple[UUID, ...] = ()
    was_placed = order.number is not None
    if advanced or any(fact.kind in _MONEY_IN for fact in new_facts):
        refunds = _by_state(db, order, attempt, source)
    if order.payment_state == "paid" and not was_paid and order.state in ("open", "completed"):
        paid(order, at_once=not was_placed)
    if order.state == "open" and any(fact.kind in _MONEY_IN for fact in new_facts):
        ask_for_screening(order)
    complete_if_done(db, order)
    return refunds


def _by_state(db: Session, order: Order, attempt: PaymentAttempt, source: str) -> tuple[UUID, ...]:
    if attempt.state in _TAKEN:
        return _taken(db, order, attempt)
    if attempt.state == "processing" and order.state == "pending":
        place(db, order, attempt, "awaiting_payment", "the payment is on its way")
    elif attempt.state in ("failed", "voided"):
        _closed(db, order, attempt, source)
        return _return_part(db, order, attempt)
    return ()


def _return_part(db: Session, order: Order, attempt: PaymentAttempt) -> tuple[UUID, ...]:
    """What came in part goes back when the rest can never come and the order is canceled."""
    if order.state != "canceled" or not order.captured_total:
        return ()
    refund = owe_refund(db, order, attempt, reason=order.cancel_reason)
    return (refund,) if refund else ()


def _store_sums(db: Session, order: Order) -> None:
    sums = ledger.money_of(db, order.id)
    order.authorized_total = sums.authorized
    order.captured_total = sums.captured
    order.refunded_total = sums.refunded
    order.lost_total = sums.lost
    order.payment_state = ledger.payment_state(order.total, sums)
    order.updated_at = now()


def _captured_otherwise(db: Session, attempt: PaymentAttempt, new_facts: list[Fact]) -> bool:
    """Captured for good, but not what was promised, and not because staff asked for less."""
    if attempt.state != "paid" or all(fact.kind != "captured" for fact in new_facts):
        return False
    captured = captured_by(db, attempt.id)
    if captured == attempt.amount:
        return False
    asked = select(func.coalesce(func.sum(CaptureRequest.amount), 0)).where(
        CaptureRequest.attempt_id == attempt.id, CaptureRequest.state != "failed"
    )
    return captured != int(db.scalar(asked) or 0)


def _wrong_amount(order: Order, attempt: PaymentAttempt, seen: Seen) -> bool:
    """Authorized or captured in all, but not what the order says. Integers are compared."""
    if seen.state not in _TAKEN or not seen.facts:
        return False
    if any(fact.amount.currency != order.currency for fact in seen.facts):
        return True
    kind = "authorized" if any(fact.kind == "authorized" for fact in seen.facts) else "captured"
    amount = sum(fact.amount.amount for fact in seen.facts if fact.kind == kind)
    first_success = order.state in ("pending", "awaiting_payment", "canceled")
    return (first_success and kind == "authorized" and amount != attempt.amount) or (
        first_success and kind == "captured" and order.captured_total != attempt.amount
    )


def _flag(db: Session, order: Order, why: str) -> None:
    order.review = True
    note(db, order.id, "review", f"Needs a look: {why}.")
    _log.error("an order needs a look", order=str(order.id), why=why)


def _taken(db: Session, order: Order, attempt: PaymentAttempt) -> tuple[UUID, ...]:
    """Money is promised or there."""
    if _paid_by_another(db, order, attempt):
        return _return_money(db, order, attempt, "the order was paid already")
    if order.state in ("pending", "awaiting_payment"):
        return _open(db, order, attempt)
    if order.state == "canceled":
        if order.cancel_reason == EXPIRED:
            return _open(db, order, attempt)
        return _return_money(db, order, attempt, "the order was canceled")
    return ()


def _paid_by_another(db: Session, order: Order, attempt: PaymentAttempt) -> bool:
    if order.state not in ("open", "completed"):
        return False
    twin = exists().where(
        PaymentAttempt.order_id == order.id,
        PaymentAttempt.id != attempt.id,
        PaymentAttempt.state.in_(_TAKEN),
    )
    return bool(db.scalar(select(twin)))


def _open(db: Session, order: Order, attempt: PaymentAttempt) -> tuple[UUID, ...]:
    """Allocate and open; without stock, cancel and give the money back."""
    try:
        allocate(db, order)
    except OutOfStock as error:
        return _shortfall(db, order, attempt, error)
    if order.state == "pending":
        place(db, order, attempt, "open", "paid" if attempt.state == "paid" else "authorized")
    else:
        was_placed = order.number is not None
        follow(db, order, "open", reason=attempt.state)
        if not was_placed:
            announce(db, order, attempt)
    return ()


def _shortfall(
    db: Session, order: Order, attempt: PaymentAttempt, error: OutOfStock
) -> tuple[UUID, ...]:
    for problem in error.problems:
        emit(
            StockShortfall(
                variant_id=UUID(str(problem.meta["variant_id"])),
                order_id=order.id,
                missing=int(str(problem.meta["wanted"])) - int(str(problem.meta["available"])),
                reason="paid after its stock was gone",
            )
        )
    return _return_money(db, order, attempt, SHORTFALL)


def _return_money(
    db: Session, order: Order, attempt: PaymentAttempt, reason: str
) -> tuple[UUID, ...]:
    """This attempt's money goes back; the order is canceled unless another attempt paid it."""
    if order.state not in ("open", "completed"):
        cancel_by_fact(db, order, reason)
    note(db, order.id, "money_returned", f"Money goes back: {reason.replace('_', ' ')}.")
    refund = owe_refund(db, order, attempt, reason=reason)
    return (refund,) if refund else ()


def cancel_by_fact(db: Session, order: Order, reason: str) -> None:
    """Cancel without asking anybody, and let the stock go. Who was told once is not told again."""
    release_order(db, order.id)
    if order.state == "canceled":
        order.cancel_reason = reason
        return
    follow(db, order, "canceled", reason=reason)
    emit(
        OrderCanceled(
            order_id=order.id,
            number=order.number,
            email=order.email,
            locale=order.locale,
            reason=reason,
            refunding=Money(order.captured_total - order.refunded_total, order.currency),
        )
    )


def _closed(db: Session, order: Order, attempt: PaymentAttempt, source: str) -> None:
    """The attempt can never succeed any more; only then is stock let go."""
    others = exists().where(
        PaymentAttempt.order_id == order.id,
        PaymentAttempt.id != attempt.id,
        PaymentAttempt.state.not_in(("failed", "voided")),
    )
    if db.scalar(select(others)):
        return
    if order.state == "pending":
        active = db.scalar(select(Cart.state).where(Cart.id == order.cart_id)) == "active"
        if active:
            tie(db, order.id, hold_until())
        else:
            release_order(db, order.id)
    elif order.state == "awaiting_payment":
        cancel_by_fact(db, order, "payment_failed")
    elif order.state == "open" and order.captured_total == 0 and source != CANCEL:
        _lapsed(db, order)
    if attempt.state == "failed":
        emit(
            PaymentFailed(
                order_id=order.id,
                number=order.number,
                email=order.email,
                reason=attempt.error or "",
            )
        )


def _lapsed(db: Session, order: Order) -> None:
    """The promised money can never be captured: stock goes back, what was sent is for a person."""
    if order.fulfillment_state == "none":
        cancel_by_fact(db, order, LAPSED)
    else:
        release_order(db, order.id)
        _flag(db, order, "its authorization ended before the money was captured")
    emit(
        StaffNotified(
            source="payments",
            title=f"The authorization of order {order.number} ended",
            text="Its money was not captured in time and can no longer be. Its stock is free again.",
        )
    )
