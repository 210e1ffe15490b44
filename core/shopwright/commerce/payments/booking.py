"""What facts about money do to an order: the table of the settle function, case by case.

Facts cannot be vetoed. Money that cannot become an order goes back by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

import structlog
from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.cart.models import Cart
from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.inventory.errors import OutOfStock
from shopwright.commerce.inventory.holds import (
    Owner,
    allocate,
    hold,
    hold_until,
    release_order,
    tie,
)
from shopwright.commerce.inventory.hooks import StockShortfall
from shopwright.commerce.orders.hooks import OrderCanceled, OrderPaid
from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.commerce.orders.progress import complete_if_done
from shopwright.commerce.orders.snapshots import placed_event
from shopwright.commerce.orders.states import follow
from shopwright.commerce.orders.timeline import note
from shopwright.commerce.payments import ledger
from shopwright.commerce.payments.hooks import (
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDisputed,
    PaymentFailed,
    RefundFailed,
    RefundIssued,
)
from shopwright.commerce.payments.models import PaymentAttempt, Refund
from shopwright.commerce.payments.refunds import give_back, owe_refund
from shopwright.commerce.payments.types import Fact, Seen, next_action_of
from shopwright.commerce.pricing import Money
from shopwright.platform.clock import now
from shopwright.platform.events.outbox import emit

_log = structlog.get_logger()
SHORTFALL = "stock_shortfall"
EXPIRED = "expired"
# the source of a void that is part of canceling the order
CANCEL = "cancel"
_TAKEN = ("authorized", "paid")
_MONEY_IN = ("authorized", "captured")
_TRACKED_UNITS = (
    select(OrderLine.variant_id, OrderLine.quantity - OrderLine.canceled)
    .join(Variant, Variant.id == OrderLine.variant_id)
    .where(OrderLine.order_id == bindparam("order_id"), Variant.policy != "untracked")
)
_CLOSE_CART = update(Cart).where(Cart.id == bindparam("cart_id")).values(state="completed")


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
    was_paid = order.payment_state in ("paid", "partly_refunded", "refunded", "disputed")
    _store_sums(db, order)
    _tell(db, order, new_facts)
    if _wrong_amount(order, attempt, seen):
        _flag(db, order, f"{seen.state} with another amount or currency than the order's")
        return ()
    refunds: tuple[UUID, ...] = ()
    was_placed = order.number is not None
    if advanced or any(fact.kind in _MONEY_IN for fact in new_facts):
        refunds = _by_state(db, order, attempt, source)
    if order.payment_state == "paid" and not was_paid and order.state in ("open", "completed"):
        _paid(order, at_once=not was_placed)
    complete_if_done(db, order)
    return refunds


def _by_state(db: Session, order: Order, attempt: PaymentAttempt, source: str) -> tuple[UUID, ...]:
    if attempt.state in _TAKEN:
        return _taken(db, order, attempt)
    if attempt.state == "processing" and order.state == "pending":
        _place(db, order, attempt, "awaiting_payment", "the payment is on its way")
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
    order.payment_state = ledger.payment_state(order.total, sums)
    order.updated_at = now()


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
        _allocate(db, order)
    except OutOfStock as error:
        return _shortfall(db, order, attempt, error)
    if order.state == "pending":
        _place(db, order, attempt, "open", "paid" if attempt.state == "paid" else "authorized")
    else:
        was_placed = order.number is not None
        follow(db, order, "open", reason=attempt.state)
        if not was_placed:
            _announce(db, order, attempt)
    return ()


def _allocate(db: Session, order: Order) -> None:
    """Holds become allocations; what the reaper took meanwhile is held again. Raises `OutOfStock`."""
    wanted = _tracked_units(db, order.id)
    have = allocate(db, order.id)
    missing = {key: units - have.get(key, 0) for key, units in wanted.items()}
    missing = {key: units for key, units in missing.items() if units > 0}
    if not missing:
        return
    hold(
        db,
        Owner(cart_id=order.cart_id, order_id=order.id),
        missing,
        locations=channel_by_id(order.channel_id).location_ids,
        expires_at=None,
    )
    allocate(db, order.id)


def _tracked_units(db: Session, order_id: UUID) -> dict[UUID, int]:
    rows = db.execute(_TRACKED_UNITS, {"order_id": order_id})
    units: dict[UUID, int] = defaultdict(int)
    for variant_id, quantity in rows:
        units[variant_id] += quantity
    return units


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


def _place(db: Session, order: Order, attempt: PaymentAttempt, to: str, reason: str) -> None:
    follow(db, order, to, reason=reason)  # type: ignore[arg-type]
    _announce(db, order, attempt)


def _announce(db: Session, order: Order, attempt: PaymentAttempt | None) -> None:
    """The order is binding now: its cart is closed, and everybody hears of it once."""
    db.execute(
        _CLOSE_CART, {"cart_id": order.cart_id}, execution_options={"synchronize_session": False}
    )
    action = next_action_of(attempt.next_action, order_number=order.number) if attempt else None
    emit(placed_event(db, order, instructions=action.text if action else ""))


def place_free(db: Session, order: Order) -> None:
    """An order of nothing to pay opens at once."""
    _allocate(db, order)
    order.payment_state = "paid"
    follow(db, order, "open", reason="nothing to pay")
    _announce(db, order, None)
    _paid(order, at_once=True)
    complete_if_done(db, order)


def _paid(order: Order, *, at_once: bool) -> None:
    assert order.number is not None
    emit(
        OrderPaid(
            order_id=order.id,
            number=order.number,
            email=order.email,
            locale=order.locale,
            total=Money(order.total, order.currency),
            at_once=at_once,
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
        _flag(db, order, "its authorization ended before the money was captured")
    if attempt.state == "failed":
        emit(
            PaymentFailed(
                order_id=order.id,
                number=order.number,
                email=order.email,
                reason=attempt.error or "",
            )
        )


def _tell(db: Session, order: Order, facts: Iterable[Fact]) -> None:
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
        elif fact.kind == "disputed":
            emit(PaymentDisputed(order_id=order.id, number=order.number, amount=fact.amount))
        elif fact.kind == "refunded":
            _refunded(db, order, fact)
        elif fact.kind == "refund_failed":
            _refund_failed(db, order, fact)


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
