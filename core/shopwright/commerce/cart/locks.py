"""Locking carts, and looking at what may be changed: what every command on a cart begins with.

With `owner` a cart of somebody else is neither found nor locked; without, the caller has looked.
A shopper's change is written by the statement that locks: what is refused afterwards is rolled back.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, exists, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from shopwright.commerce.cart.errors import CartClosed, PaymentUnderWay
from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.cart.owners import CARTS, OWN, named, not_found
from shopwright.commerce.cart.queries import GROUP, CartRow
from shopwright.commerce.cart.types import CartOwner
from shopwright.commerce.catalog.models import Product, Variant
from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.customers.models import Customer
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.models import LIVE_STATES, PaymentAttempt
from shopwright.commerce.pricing.models import Price
from shopwright.platform.clock import now
from shopwright.platform.plugins.models import PLUGINS_STAMP
from shopwright.platform.runtime import runtime

_NEW = "new_"
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
_UNDER_LOCK = select(
    _IS_PAYING.label("is_paying"),
    GROUP.scalar_subquery().label("customer_group"),
    PLUGINS_STAMP.label("plugins_stamp"),
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
_LINE_COUNT = select(func.count(CartLine.id)).where(CartLine.cart_id == bindparam("cart_id"))
_BEFORE_ADDING = (
    _UNDER_LOCK.add_columns(
        _FOR_SALE.exists().label("for_sale"),
        _PRICE.scalar_subquery().label("amount"),
        _LINE_COUNT.correlate(None).scalar_subquery().label("line_count"),
        CartLine.id.label("line_id"),
        CartLine.quantity,
    )
    .select_from(Cart)
    .outerjoin(
        CartLine,
        (CartLine.cart_id == Cart.id)
        & (CartLine.variant_id == bindparam("variant_id"))
        & (CartLine.options_key == bindparam("options_key")),
    )
    .where(Cart.id == bindparam("cart_id"))
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


def require_editable(db: Session, cart: CartRow) -> str:
    """Refuse a locked cart that is closed, or being paid for; returns its customer's group."""
    return _look(db, cart, _UNDER_LOCK).customer_group or ""


def lock_for_change(
    db: Session, cart_id: UUID, owner: CartOwner | None, **changes: object
) -> tuple[Row[Any], str]:
    """Lock the cart for a change by its shopper, its columns to `changes` first of all.

    Returns it as it is then, with its customer's group.
    """
    cart = _lock_and_change(db, cart_id, owner, changes)
    return cart, require_editable(db, cart)


def lock_for_adding(
    db: Session, cart_id: UUID, variant_id: UUID, options_key: str, owner: CartOwner | None
) -> tuple[Row[Any], Row[Any]]:
    """The same, with a look at what is put in.

    `customer_group`; `for_sale` and `amount` of the variant; `line_count` of the cart; `line_id`
    and `quantity` of the line that it joins, both None when there is none.
    """
    cart = _lock_and_change(db, cart_id, owner, {})
    wanted = {
        "variant_id": variant_id,
        "options_key": options_key,
        "price_list_id": channel_by_id(cart.channel_id).price_list_id,
        "currency": cart.currency,
    }
    return cart, _look(db, cart, _BEFORE_ADDING, **wanted)


def _lock_and_change(
    db: Session, cart_id: UUID, owner: CartOwner | None, changes: Mapping[str, object]
) -> Row[Any]:
    statement = _change(tuple(changes), with_owner=owner is not None)
    values = {_NEW + name: value for name, value in changes.items()}
    cart = db.execute(statement, {**named(cart_id, owner), **values, "moment": now()}).one_or_none()
    if cart is None:
        raise not_found(owner)
    return cart


@cache
def _change(names: tuple[str, ...], *, with_owner: bool) -> ReturningUpdate[Any]:
    """Of the table: an UPDATE of the model costs three times as much."""
    chosen = {name: bindparam(_NEW + name, type_=CARTS.c[name].type) for name in names}
    return (
        update(CARTS)
        .where(CARTS.c.id == bindparam("cart_id"), *([OWN] if with_owner else []))
        .values(version=CARTS.c.version + 1, updated_at=bindparam("moment"), **chosen)
        .returning(*CARTS.c)
    )


def _look(db: Session, cart: CartRow, statement: Select[Any], **more: object) -> Row[Any]:
    if cart.state != "active":
        raise CartClosed("This cart has already become an order; start a new one.")
    known = {"cart_id": cart.id, "customer_id": cart.customer_id, **more}
    found = db.execute(statement, known).one()
    if found.is_paying:
        raise PaymentUnderWay("A payment for this cart is open. Cancel it to change the cart.")
    runtime().plugins.compare(found.plugins_stamp)
    return found
