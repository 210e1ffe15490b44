"""What is in a cart: putting in, changing, taking out, and what the shopper was told of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from shopwright.commerce.cart.errors import CartFull, LineNotFound, VariantNotFound
from shopwright.commerce.cart.hooks import CartLineChange, cart_line_validate
from shopwright.commerce.cart.locks import lock_cart, lock_for_adding, lock_for_change
from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.cart.queries import customer_group, load_draft
from shopwright.commerce.cart.types import CartDraft, CartOwner
from shopwright.commerce.inventory.errors import OutOfStock
from shopwright.commerce.inventory.holds import release_cart
from shopwright.platform.db import command, session
from shopwright.platform.errors import JSON, Problem
from shopwright.platform.hooks import veto
from shopwright.platform.ids import uuid7

MAX_LINES = 200
MAX_QUANTITY = 1000
_LINES = select(CartLine).where(CartLine.cart_id == bindparam("cart_id"))


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
    key = options_key(options or {})
    cart, found = lock_for_adding(db, cart_id, variant_id, key, owner)
    line: CartLine | None = found.CartLine
    if line is None:
        if found.line_count >= MAX_LINES:
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
    cart, group = lock_for_change(db, cart_id, owner)
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


def options_key(options: Mapping[str, Any]) -> str:
    """Lines with equal options are one line."""
    return json.dumps(dict(options), sort_keys=True, ensure_ascii=False) if options else ""
