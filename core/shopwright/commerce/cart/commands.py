"""Writing carts. Every command locks the cart first, and refuses one that is being paid for.

Each returns the cart as it is then, so that nobody has to read it again. With `owner` it changes
their cart only, and neither finds nor locks another one; without, the caller has looked whose it is.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, delete, exists, select
from sqlalchemy.orm import Session

from shopwright.commerce.cart.errors import (
    CartClosed,
    CartFull,
    LineNotFound,
    PaymentUnderWay,
    UnknownChoice,
    VariantNotFound,
)
from shopwright.commerce.cart.hooks import CartLineChange, cart_line_validate
from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.cart.queries import (
    GROUP,
    OWN,
    cart_draft,
    customer_group,
    empty_draft,
    load_draft,
    named,
    not_found,
    token_hash,
)
from shopwright.commerce.cart.totals import shipping_request
from shopwright.commerce.cart.types import CartDraft, CartOwner
from shopwright.commerce.catalog.models import Product, Variant
from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.customers.models import Customer
from shopwright.commerce.customers.types import Address
from shopwright.commerce.inventory.errors import OutOfStock
from shopwright.commerce.inventory.holds import release_cart
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.models import LIVE_STATES, PaymentAttempt
from shopwright.commerce.pricing.models import Price
from shopwright.commerce.shipping import quote
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.errors import JSON, Problem
from shopwright.platform.hooks import veto
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime

MAX_LINES = 200
MAX_QUANTITY = 1000

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
_LINES = select(CartLine).where(CartLine.cart_id == bindparam("cart_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCart:
    """A cart just made; the token is known to its maker only, and empty for a customer's own."""

    cart_id: UUID
    token: str
    draft: CartDraft


@command()
def create_cart(
    *,
    channel_id: UUID,
    currency: str | None = None,
    locale: str | None = None,
    customer_id: UUID | None = None,
    email: str = "",
) -> NewCart:
    """An empty cart; for a customer who has one in the channel, that one.

    Raises `UnknownChoice` for a currency that the channel does not sell in.
    """
    channel = channel_by_id(channel_id)
    currency = currency or channel.currency
    if currency not in channel.currencies:
        raise UnknownChoice(f"This shop does not sell in {currency}.")
    db = session()
    own_id = lock_own_cart(db, customer_id, channel_id) if customer_id else None
    if own_id is not None:
        return NewCart(cart_id=own_id, token="", draft=cart_draft(own_id))
    token = secrets.token_urlsafe(16)
    cart = Cart(
        id=uuid7(),
        token_hash=token_hash(token),
        channel_id=channel_id,
        currency=currency,
        locale=locale or channel.locale,
        customer_id=customer_id,
        email=email,
    )
    db.add(cart)
    db.flush()
    draft = empty_draft(cart, customer_group(db, cart))
    return NewCart(cart_id=cart.id, token=token, draft=draft)


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


def _edit(db: Session, cart_id: UUID, owner: CartOwner | None) -> tuple[Cart, str]:
    """Lock the cart for a change by its shopper; returns it with its customer's group."""
    cart = lock_cart(db, cart_id, owner)
    group = require_editable(db, cart)
    _touch(cart)
    return cart, group


def _touch(cart: Cart) -> None:
    cart.version += 1
    cart.updated_at = now()


@command()
def add_line(
    cart_id: UUID,
    variant_id: UUID,
    quantity: int,
    options: Mapping[str, Any] | None = None,
    *,
    owner: CartOwner | None = None,
) -> CartDraft:
    """Put `quantity` more of a variant in; a line with the same options grows."""
    db = session()
    cart = lock_cart(db, cart_id, owner)
    prices = channel_by_id(cart.channel_id).price_list_id
    wanted = {"variant_id": variant_id, "price_list_id": prices, "currency": cart.currency}
    found = _look(db, cart, _BEFORE_ADDING, **wanted)
    _touch(cart)
    key = options_key(options or {})
    lines = db.scalars(_LINES, {"cart_id": cart_id}).all()
    line = next((x for x in lines if x.variant_id == variant_id and x.options_key == key), None)
    if line is None:
        if len(lines) >= MAX_LINES:
            raise CartFull(f"A cart has at most {MAX_LINES} different items.")
        if not found.for_sale:
            raise VariantNotFound("This item is not for sale.")
        line = CartLine(
            id=uuid7(),
            cart_id=cart_id,
            variant_id=variant_id,
            quantity=0,
            options=dict(options or {}),
            options_key=key,
            # As the shopper is going to be told, so that nothing is left to write down then.
            seen_amount=found.amount,
            seen_available=True,
        )
    group = found.customer_group or ""
    return _set_quantity(db, cart, group, line, line.quantity + quantity)


@command()
def change_line(
    cart_id: UUID, line_id: UUID, quantity: int, *, owner: CartOwner | None = None
) -> CartDraft:
    """Set a line's quantity; 0 takes it out."""
    db = session()
    cart, group = _edit(db, cart_id, owner)
    line = db.get(CartLine, line_id)
    if line is None or line.cart_id != cart_id:
        raise LineNotFound("The cart has no such line.")
    return _set_quantity(db, cart, group, line, quantity)


def _set_quantity(db: Session, cart: Cart, group: str, line: CartLine, quantity: int) -> CartDraft:
    if quantity > MAX_QUANTITY:
        raise CartFull(f"At most {MAX_QUANTITY} of one item can be ordered at once.")
    change = CartLineChange(
        cart_id=cart.id,
        variant_id=line.variant_id,
        before=line.quantity,
        after=quantity,
        options=MappingProxyType(dict(line.options)),
    )
    veto(cart_line_validate, change, code="line_refused", message="This cannot be put in the cart.")
    if quantity == 0:
        return _take_out(db, cart, group, line)
    grows = quantity > line.quantity
    line.quantity = quantity
    db.add(line)
    db.flush()
    draft = load_draft(db, cart, group)
    if grows:
        _must_be_available(draft, line.id)
    return _seen(draft, {line.id: line})


def _take_out(db: Session, cart: Cart, group: str, line: CartLine) -> CartDraft:
    db.delete(line)
    db.flush()
    draft = load_draft(db, cart, group)
    if not draft.lines:
        release_cart(db, cart.id)
    return draft


def _must_be_available(draft: CartDraft, line_id: UUID) -> None:
    """Refuse what cannot be had; over all lines of the variant."""
    asked = next(line for line in draft.lines if line.id == line_id)
    wanted = sum(line.quantity for line in draft.lines if line.variant_id == asked.variant_id)
    left = asked.available or 0
    if asked.policy != "deny" or left >= wanted:
        return
    message = f"Only {left} of {asked.title} are left." if left else f"{asked.title} is sold out."
    meta: dict[str, JSON] = {
        "variant_id": str(asked.variant_id),
        "title": asked.title,
        "available": left,
        "wanted": wanted,
    }
    problem = Problem(code="out_of_stock", message=message, field="quantity", meta=meta)
    raise OutOfStock(message, problems=(problem,))


def _seen(draft: CartDraft, rows: Mapping[UUID, CartLine]) -> CartDraft:
    """Remember what the shopper is told about these lines now."""
    lines = []
    for line in draft.lines:
        row = rows.get(line.id)
        if row is not None:
            row.seen_amount = line.unit_price.amount if line.unit_price else None
            row.seen_available = line.in_stock
            line = replace(  # noqa: PLW2901
                line, seen_amount=row.seen_amount, seen_available=row.seen_available
            )
        lines.append(line)
    return replace(draft, lines=tuple(lines))


@command()
def acknowledge(cart_id: UUID, *, owner: CartOwner | None = None) -> CartDraft:
    """The shopper has seen prices and availability as they are now."""
    db = session()
    cart = lock_cart(db, cart_id, owner)
    rows = {row.id: row for row in db.scalars(_LINES, {"cart_id": cart_id})}
    return _seen(load_draft(db, cart, customer_group(db, cart)), rows)


@command()
def set_contact(
    cart_id: UUID,
    *,
    email: str | None = None,
    shipping_address: Address | None = None,
    billing_address: Address | None = None,
    owner: CartOwner | None = None,
) -> CartDraft:
    """Who buys and where it goes; what is None stays as it was."""
    db = session()
    cart, group = _edit(db, cart_id, owner)
    if email is not None:
        cart.email = email
    if shipping_address is not None:
        cart.shipping_address = shipping_address.to_dict()
    if billing_address is not None:
        cart.billing_address = billing_address.to_dict()
    return load_draft(db, cart, group)


@command()
def set_shipping_option(
    cart_id: UUID, option_id: str, *, owner: CartOwner | None = None
) -> CartDraft:
    """Choose how it is sent. Raises `UnknownChoice` for an option that is not quoted."""
    db = session()
    cart, group = _edit(db, cart_id, owner)
    draft = load_draft(db, cart, group)
    request = shipping_request(draft)
    if request is None or option_id not in {option.id for option in quote(request)}:
        raise UnknownChoice("This way of shipping is not on offer for this cart.")
    cart.shipping_option = option_id
    return replace(draft, shipping_option=option_id)


@command()
def set_payment_method(
    cart_id: UUID, method_id: str, *, owner: CartOwner | None = None
) -> CartDraft:
    """Choose how it is paid. Raises `UnknownChoice` for a method that is not on offer."""
    from shopwright.commerce.payments.methods import payment_methods_for

    db = session()
    cart, group = _edit(db, cart_id, owner)
    draft = load_draft(db, cart, group)
    if method_id not in {method.id for method in payment_methods_for(draft)}:
        raise UnknownChoice("This way of paying is not on offer for this cart.")
    cart.payment_method = method_id
    return replace(draft, payment_method=method_id)


@command()
def set_codes(
    cart_id: UUID, codes: tuple[str, ...], *, owner: CartOwner | None = None
) -> CartDraft:
    """The codes a shopper typed; plugins say what they are worth."""
    db = session()
    cart, group = _edit(db, cart_id, owner)
    cart.codes = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    return load_draft(db, cart, group)


@command()
def set_note(cart_id: UUID, note: str, *, owner: CartOwner | None = None) -> CartDraft:
    """A message to the shop."""
    db = session()
    cart, group = _edit(db, cart_id, owner)
    cart.note = note
    return load_draft(db, cart, group)


@command()
def delete_stale_carts(limit: int = 500) -> int:
    """Delete carts nobody touched for `cart_days` that never became an order. Returns how many."""
    db = session()
    old = now() - timedelta(days=runtime().settings.cart_days)
    is_ordered = exists().where(Order.cart_id == Cart.id)
    ids = db.scalars(
        select(Cart.id)
        .where(Cart.updated_at < old, Cart.state != "completed", ~is_ordered)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    # Asked again under the lock: until it was ours, somebody may have pressed Pay.
    stale = db.scalars(select(Cart.id).where(Cart.id.in_(ids), ~is_ordered)).all()
    for cart_id in stale:
        release_cart(db, cart_id)
    db.execute(delete(Cart).where(Cart.id.in_(stale)))
    return len(stale)


def options_key(options: Mapping[str, Any]) -> str:
    """Lines with equal options are one line."""
    return json.dumps(dict(options), sort_keys=True, ensure_ascii=False) if options else ""
