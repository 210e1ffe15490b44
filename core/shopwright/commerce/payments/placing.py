"""Making an order binding: its stock allocated, its number drawn, its cart closed, everybody told."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.cart.models import Cart
from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.inventory.holds import Owner, hold
from shopwright.commerce.inventory.holds import allocate as allocate_holds
from shopwright.commerce.orders.hooks import OrderPaid
from shopwright.commerce.orders.invoices import owe_invoice
from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.commerce.orders.progress import complete_if_done
from shopwright.commerce.orders.snapshots import placed_event
from shopwright.commerce.orders.states import State, follow
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.stored import next_action_of
from shopwright.commerce.pricing import Money
from shopwright.platform.events.outbox import emit

_TRACKED_UNITS = (
    select(OrderLine.variant_id, OrderLine.quantity - OrderLine.canceled)
    .join(Variant, Variant.id == OrderLine.variant_id)
    .where(OrderLine.order_id == bindparam("order_id"), Variant.policy != "untracked")
)
_CLOSE_CART = update(Cart).where(Cart.id == bindparam("cart_id")).values(state="completed")


def allocate(db: Session, order: Order) -> None:
    """Holds become allocations; what the reaper took meanwhile is held again. Raises `OutOfStock`."""
    wanted = _tracked_units(db, order.id)
    have = allocate_holds(db, order.id)
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
    allocate_holds(db, order.id)


def _tracked_units(db: Session, order_id: UUID) -> dict[UUID, int]:
    rows = db.execute(_TRACKED_UNITS, {"order_id": order_id})
    units: dict[UUID, int] = defaultdict(int)
    for variant_id, quantity in rows:
        units[variant_id] += quantity
    return units


def place(db: Session, order: Order, attempt: PaymentAttempt, to: State, reason: str) -> None:
    """Move a pending order to where it is binding, and tell."""
    follow(db, order, to, reason=reason)
    announce(db, order, attempt)


def announce(db: Session, order: Order, attempt: PaymentAttempt | None) -> None:
    """The order is binding now: its cart is closed, and everybody hears of it once."""
    db.execute(
        _CLOSE_CART, {"cart_id": order.cart_id}, execution_options={"synchronize_session": False}
    )
    action = next_action_of(attempt.next_action, order_number=order.number) if attempt else None
    emit(placed_event(db, order, instructions=action.text if action else ""))


def place_free(db: Session, order: Order) -> None:
    """An order of nothing to pay opens at once."""
    allocate(db, order)
    order.payment_state = "paid"
    follow(db, order, "open", reason="nothing to pay")
    announce(db, order, None)
    paid(order, at_once=True)
    complete_if_done(db, order)


def paid(order: Order, *, at_once: bool) -> None:
    """Tell that all of it was captured, and have it invoiced."""
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
    owe_invoice(order)
