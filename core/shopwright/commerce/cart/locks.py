"""Locking carts, and looking at what may be changed: what every command on a cart begins with.

With `owner` a cart of somebody else is neither found nor locked; without, the caller has looked.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, exists, select
from sqlalchemy.orm import Session

from shopwright.commerce.cart.errors import CartClosed, PaymentUnderWay
from shopwright.commerce.cart.models import Cart
from shopwright.commerce.cart.owners import OWN, named, not_found
from shopwright.commerce.cart.queries import GROUP
from shopwright.commerce.cart.types import CartOwner
from shopwright.commerce.catalog.models import Product, Variant
from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.customers.models import Customer
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.models import LIVE_STATES, PaymentAttempt
from shopwright.commerce.pricing.models import Price
from shopwright.platform.clock import now

# Statements are built once: building one costs more than running it.
_LOCK = (
    select(Cart)
    .where(Cart.id == bindparam("cart_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LOCK_OWN = _LOCK.where(OWN)
# Asked once the lock is held. Within the statement that waits for the lock, PostgreSQL answers by
# what it saw before the wait, and a payment that began meanwhile would be missed.
_IS_PAYING = exists().where(
    Order.cart_id == bindparam("cart_id"),
    PaymentAttempt.order_id == Order.id,
    PaymentAttempt.state.in_(LIVE_STATES),
)
_FOR_SALE = (
    select(Variant.id)
    .join(Product, Product.id == Variant.product_id)
    .where(Variant.id == bindparam("variant_id"), Variant.active, Product.status == "active")
)
_PRICE = select(Price.amount).where(
    Price.variant_id == bindparam("variant_id"),
    Price.price_list_id == bindparam("price_list_id"),
    Price.currency == bindparam("currency"),
)
_UNDER_LOCK = select(_IS_PAYING.label("is_paying"), GROUP.scalar_subquery().label("customer_group"))
_BEFORE_ADDING = _UNDER_LOCK.add_columns(
    _FOR_SALE.exists().label("for_sale"), _PRICE.scalar_subquery().label("amount")
)
_LOCK_CUSTOMER = (
    select(Customer.id)
    .where(Customer.id == bindparam("customer_id"))
    .with_for_update(key_share=True)
)
_OWN = select(Cart.id).where(
    Cart.customer_id == bindparam("customer_id"),
    Cart.channel_id == bindparam("channel_id"),
    Cart.state == "active",
)


def lock_cart(db: Session, cart_id: UUID, owner: CartOwner | None = None) -> Cart:
    """The cart's row, locked: the first lock of every unit that touches a cart or its order."""
    statement = _LOCK if owner is None else _LOCK_OWN
    cart = db.scalars(statement, named(cart_id, owner)).one_or_none()
    if cart is None:
        raise not_found(owner)
    return cart


def lock_own_cart(db: Session, customer_id: UUID, channel_id: UUID) -> UUID | None:
    """The customer's cart. The customer's row is locked before any cart, so that two cannot arise."""
    db.execute(_LOCK_CUSTOMER, {"customer_id": customer_id})
    return db.scalar(_OWN, {"customer_id": customer_id, "channel_id": channel_id})


def require_editable(db: Session, cart: Cart) -> str:
    """Refuse a locked cart that is closed, or being paid for; returns its customer's group."""
    return _look(db, cart, _UNDER_LOCK).customer_group or ""


def _look(db: Session, cart: Cart, statement: Select[Any], **more: object) -> Row[Any]:
    if cart.state != "active":
        raise CartClosed("This cart has already become an order; start a new one.")
    known = {"cart_id": cart.id, "customer_id": cart.customer_id, **more}
    found = db.execute(statement, known).one()
    if found.is_paying:
        raise PaymentUnderWay("A payment for this cart is open. Cancel it to change the cart.")
    return found


def lock_for_change(db: Session, cart_id: UUID, owner: CartOwner | None) -> tuple[Cart, str]:
    """Lock the cart for a change by its shopper; returns it with its customer's group."""
    cart = lock_cart(db, cart_id, owner)
    group = require_editable(db, cart)
    _touch(cart)
    return cart, group


def lock_for_adding(
    db: Session, cart_id: UUID, variant_id: UUID, owner: CartOwner | None
) -> tuple[Cart, Row[Any]]:
    """The same, with a look at what is put in: `customer_group`, `for_sale` and its `amount`."""
    cart = lock_cart(db, cart_id, owner)
    prices = channel_by_id(cart.channel_id).price_list_id
    wanted = {"variant_id": variant_id, "price_list_id": prices, "currency": cart.currency}
    found = _look(db, cart, _BEFORE_ADDING, **wanted)
    _touch(cart)
    return cart, found


def _touch(cart: Cart) -> None:
    cart.version += 1
    cart.updated_at = now()
