"""The order of locks, everywhere: cart, order, attempt, holds by id, levels by id."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from shopwright.commerce.cart.models import Cart
from shopwright.commerce.orders.errors import OrderNotFound
from shopwright.commerce.orders.models import Order

_CART_OF = select(Order.cart_id).where(Order.id == bindparam("order_id"))
_LOCK_CART = select(Cart.id).where(Cart.id == bindparam("cart_id")).with_for_update()
_LOCK_ORDER = (
    select(Order)
    .where(Order.id == bindparam("order_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock_order_and_cart(db: Session, order_id: UUID) -> Order:
    """The order as it is now, locked behind its cart."""
    cart_id = db.scalar(_CART_OF, {"order_id": order_id})
    if cart_id is None:
        raise OrderNotFound("There is no such order.")
    db.execute(_LOCK_CART, {"cart_id": cart_id})
    return lock_order(db, order_id)


def lock_order(db: Session, order_id: UUID) -> Order:
    """The order's row, locked, as it is now. The caller has locked its cart."""
    return db.scalars(_LOCK_ORDER, {"order_id": order_id}).one()
