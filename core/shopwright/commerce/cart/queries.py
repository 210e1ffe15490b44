"""Reading carts: two statements, however many lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, String, bindparam, cast, func, select, tuple_
from sqlalchemy.orm import Session

from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.cart.owners import OWN, named, not_found
from shopwright.commerce.cart.totals import calculate
from shopwright.commerce.cart.types import (
    CartDraft,
    CartOwner,
    CartSummary,
    CartView,
    Change,
    DraftLine,
)
from shopwright.commerce.catalog.models import CategoryListing, Product, ProductTag, Variant
from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.channels.models import ChannelLocation
from shopwright.commerce.customers.models import Customer
from shopwright.commerce.customers.types import Address
from shopwright.commerce.inventory.models import Location, StockHold, StockLevel
from shopwright.commerce.pricing import Money
from shopwright.commerce.pricing.models import Price
from shopwright.platform.db import read

CartRow: TypeAlias = Cart | Row[Any]  # a cart's columns
# No name has it: names are single lines of printable text.
_BETWEEN_TAGS = "\x1f"


def _units() -> ScalarSelect[int]:
    """What the channel's locations could sell; one that is switched off sells nothing."""
    return (
        select(func.coalesce(func.sum(StockLevel.on_hand - StockLevel.held), 0))
        .join(ChannelLocation, ChannelLocation.location_id == StockLevel.location_id)
        .join(Location, Location.id == ChannelLocation.location_id)
        .where(
            StockLevel.variant_id == Variant.id,
            ChannelLocation.channel_id == bindparam("channel_id"),
            Location.active,
        )
        .correlate(Variant)
        .scalar_subquery()
    )


def _own_units() -> ScalarSelect[int]:
    """What the cart holds already: an own hold never blocks its owner."""
    return (
        select(func.coalesce(func.sum(StockHold.quantity), 0))
        .join(StockLevel, StockLevel.id == StockHold.level_id)
        .where(
            StockHold.cart_id == bindparam("cart_id"),
            StockHold.state == "held",
            StockLevel.variant_id == Variant.id,
        )
        .correlate(Variant)
        .scalar_subquery()
    )


def _tags() -> ScalarSelect[str]:
    return (
        select(func.aggregate_strings(ProductTag.tag, _BETWEEN_TAGS))
        .where(ProductTag.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )


def _categories() -> ScalarSelect[str]:
    return (
        select(func.aggregate_strings(cast(CategoryListing.category_id, String), ","))
        .where(CategoryListing.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )


# Statements are built once: building one costs more than running it.
GROUP = select(Customer.group).where(Customer.id == bindparam("customer_id"))
_CART = (
    select(Cart, Customer.group)
    .outerjoin(Customer, Customer.id == Cart.customer_id)
    .where(Cart.id == bindparam("cart_id"))
)
_OWN_CART = _CART.where(OWN)
_LINES = (
    select(
        CartLine.id,
        CartLine.variant_id,
        CartLine.quantity,
        CartLine.options,
        CartLine.seen_amount,
        CartLine.seen_available,
        Variant.product_id,
        Variant.sku,
        Variant.title.label("variant_title"),
        Variant.weight_grams,
        Variant.requires_shipping,
        Variant.policy,
        Variant.taxable,
        Variant.active,
        Product.title,
        Product.handle,
        Product.status,
        Product.tax_category,
        Product.vendor,
        _tags().label("tags"),
        _categories().label("categories"),
        Price.amount,
        Price.compare_at,
        (_units() + _own_units()).label("available"),
    )
    .join(Variant, Variant.id == CartLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .outerjoin(
        Price,
        (Price.variant_id == Variant.id)
        & (Price.price_list_id == bindparam("price_list_id"))
        & (Price.currency == bindparam("currency")),
    )
    .where(CartLine.cart_id == bindparam("cart_id"))
    .order_by(CartLine.id)
)


def cart_view(cart_id: UUID) -> CartView:
    """The cart with its totals, and what changed since the shopper looked last."""
    return view_of(cart_draft(cart_id))


def view_of(draft: CartDraft) -> CartView:
    """`draft` with its totals and changes."""
    return CartView(draft=draft, totals=calculate(draft), changes=changes_of(draft))


def cart_draft(cart_id: UUID, *, owner: CartOwner | None = None) -> CartDraft:
    """The cart as a value; with `owner`, theirs only. Raises `CartNotFound`."""
    with read() as db:
        statement = _CART if owner is None else _OWN_CART
        found = db.execute(statement, named(cart_id, owner)).one_or_none()
        if found is None:
            raise not_found(owner)
        cart, group = found
        return load_draft(db, cart, group or "")


def customer_group(db: Session, cart: Cart) -> str:
    """The group of the cart's customer; a guest has none, and costs no query."""
    if cart.customer_id is None:
        return ""
    return db.scalar(GROUP, {"customer_id": cart.customer_id}) or ""


def load_draft(db: Session, cart: CartRow, group: str) -> CartDraft:
    """`cart` and its lines as a value, with the prices and availability of this moment."""
    channel = channel_by_id(cart.channel_id)
    rows = db.execute(
        _LINES,
        {
            "cart_id": cart.id,
            "channel_id": channel.id,
            "price_list_id": channel.price_list_id,
            "currency": cart.currency,
        },
    ).all()
    return replace(empty_draft(cart, group), lines=tuple(_line(row, cart.currency) for row in rows))


def empty_draft(cart: CartRow, group: str) -> CartDraft:
    """`cart` as a value, without lines."""
    channel = channel_by_id(cart.channel_id)
    return CartDraft(
        cart_id=cart.id,
        channel=channel.handle,
        channel_id=channel.id,
        country=channel.country,
        currency=cart.currency,
        locale=cart.locale,
        tax_included=channel.tax_included,
        customer_id=cart.customer_id,
        customer_group=group,
        email=cart.email,
        shipping_address=_address(cart.shipping_address),
        billing_address=_address(cart.billing_address),
        shipping_option=cart.shipping_option,
        payment_method=cart.payment_method,
        codes=tuple(cart.codes),
        note=cart.note,
        lines=(),
        version=cart.version,
        updated_at=cart.updated_at,
    )


def _address(data: dict[str, Any] | None) -> Address | None:
    return Address.from_dict(data) if data else None


def _line(row: Row[Any], currency: str) -> DraftLine:
    return DraftLine(
        id=row.id,
        variant_id=row.variant_id,
        product_id=row.product_id,
        handle=row.handle,
        sku=row.sku,
        title=row.title,
        variant_title=row.variant_title,
        options=row.options,
        quantity=row.quantity,
        unit_price=None if row.amount is None else Money(row.amount, currency),
        compare_at=None if row.compare_at is None else Money(row.compare_at, currency),
        weight_grams=row.weight_grams,
        requires_shipping=row.requires_shipping,
        tax_category=row.tax_category if row.taxable else "exempt",
        sellable=row.status == "active" and row.active,
        policy=row.policy,
        available=None if row.policy == "untracked" else max(int(row.available), 0),
        seen_amount=row.seen_amount,
        seen_available=row.seen_available,
        vendor=row.vendor,
        tags=frozenset(row.tags.split(_BETWEEN_TAGS)) if row.tags else frozenset(),
        categories=frozenset(map(UUID, row.categories.split(",")))
        if row.categories
        else frozenset(),
    )


def changes_of(draft: CartDraft) -> tuple[Change, ...]:
    """Per line, what is different from what the shopper saw last."""
    return tuple(change for line in draft.lines for change in _line_changes(line, draft.currency))


def _line_changes(line: DraftLine, currency: str) -> list[Change]:
    changes = []
    now_amount = line.unit_price.amount if line.unit_price else None
    if line.seen_amount is not None and line.seen_amount != now_amount:
        before = Money(line.seen_amount, currency)
        changes.append(
            Change(
                line_id=line.id,
                kind="price_changed",
                message=f"The price of {line.title} changed.",
                before=before,
                after=line.unit_price,
            )
        )
    if line.seen_available and not line.in_stock:
        some = line.sellable and bool(line.available)
        changes.append(
            Change(
                line_id=line.id,
                kind="less_available" if some else "unavailable",
                message=f"Only {line.available} of {line.title} are left."
                if some
                else f"{line.title} is sold out.",
            )
        )
    elif line.seen_available is False and line.in_stock:
        message = f"{line.title} is available again."
        changes.append(Change(line_id=line.id, kind="available_again", message=message))
    return changes


def list_carts(
    *,
    state: str | None = None,
    customer_id: UUID | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[CartSummary]:
    """Carts by when they were touched last, the latest first; for staff."""
    lines = (
        select(func.coalesce(func.sum(CartLine.quantity), 0))
        .where(CartLine.cart_id == Cart.id)
        .correlate(Cart)
        .scalar_subquery()
    )
    statement = select(
        Cart.id,
        Cart.state,
        Cart.channel_id,
        Cart.customer_id,
        Cart.email,
        Cart.currency,
        lines.label("item_count"),
        Cart.created_at,
        Cart.updated_at,
    )
    if state is not None:
        statement = statement.where(Cart.state == state)
    if customer_id is not None:
        statement = statement.where(Cart.customer_id == customer_id)
    if after is not None:
        statement = statement.where(tuple_(Cart.updated_at, Cart.id) < after)
    with read() as db:
        rows = db.execute(
            statement.order_by(Cart.updated_at.desc(), Cart.id.desc()).limit(limit)
        ).mappings()
        return [CartSummary(**row) for row in rows]


__all__ = [
    "GROUP",
    "CartRow",
    "cart_draft",
    "cart_view",
    "changes_of",
    "customer_group",
    "empty_draft",
    "list_carts",
    "load_draft",
    "view_of",
]
