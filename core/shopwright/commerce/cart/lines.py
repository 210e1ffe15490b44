"""What is in a cart: putting in, changing, taking out, and what the shopper was told of it."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.cart.errors import CartFull, LineNotFound, VariantNotFound
from shopwright.commerce.cart.hooks import CartLineChange, cart_line_validate
from shopwright.commerce.cart.locks import lock_cart, lock_for_adding, lock_for_change
from shopwright.commerce.cart.models import CartLine
from shopwright.commerce.cart.queries import CartRow, customer_group, load_draft
from shopwright.commerce.cart.types import CartDraft, CartOwner, DraftLine
from shopwright.commerce.inventory.errors import OutOfStock
from shopwright.commerce.inventory.holds import release_cart
from shopwright.platform.db import command, insert_rows, parameters_of, session
from shopwright.platform.errors import JSON, Problem
from shopwright.platform.hooks import veto
from shopwright.platform.ids import uuid7

MAX_LINES = 200
MAX_QUANTITY = 1000
_lines = cast(Table, CartLine.__table__)
_LINE = select(_lines.c.id, _lines.c.variant_id, _lines.c.quantity, _lines.c.options).where(
    _lines.c.id == bindparam("line_id"), _lines.c.cart_id == bindparam("cart_id")
)
_ITSELF = _lines.c.id == bindparam("line_id")
_SET_QUANTITY = update(_lines).where(_ITSELF).values(quantity=bindparam("wanted"))
_TAKE_OUT = delete(_lines).where(_ITSELF)
_SEEN = (
    update(_lines)
    .where(_ITSELF)
    .values(seen_amount=bindparam("amount"), seen_available=bindparam("is_available"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """As it was; a new one has a quantity of 0, and costs `amount` now."""

    id: UUID = field(default_factory=uuid7)
    variant_id: UUID
    quantity: int = 0
    options: Mapping[str, Any]
    amount: int | None = None


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
    options = dict(options or {})
    cart, found = lock_for_adding(db, cart_id, variant_id, options_key(options), owner)
    if found.line_id is None:
        if found.line_count >= MAX_LINES:
            raise CartFull(f"A cart has at most {MAX_LINES} different items.")
        if not found.for_sale:
            raise VariantNotFound("This item is not for sale.")
        line = _Line(variant_id=variant_id, options=options, amount=found.amount)
    else:
        line = _Line(
            id=found.line_id, variant_id=variant_id, quantity=found.quantity, options=options
        )
    return _set_quantity(db, cart, found.customer_group or "", line, line.quantity + quantity)


@command()
def change_line(
    cart_id: UUID, line_id: UUID, quantity: int, *, owner: CartOwner | None = None
) -> CartDraft:
    """Set a line's quantity; 0 takes it out."""
    db = session()
    cart, group = lock_for_change(db, cart_id, owner)
    row = db.execute(_LINE, {"line_id": line_id, "cart_id": cart_id}).mappings().one_or_none()
    if row is None:
        raise LineNotFound("The cart has no such line.")
    return _set_quantity(db, cart, group, _Line(**row), quantity)


def _set_quantity(db: Session, cart: CartRow, group: str, line: _Line, quantity: int) -> CartDraft:
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
    _write(db, cart, line, quantity)
    draft = load_draft(db, cart, group)
    if quantity > line.quantity:
        _must_be_available(draft, line.id)
    return _seen(db, draft, {line.id})


def _write(db: Session, cart: CartRow, line: _Line, quantity: int) -> None:
    if line.quantity:
        db.execute(_SET_QUANTITY, {"line_id": line.id, "wanted": quantity})
        return
    row = {
        "id": line.id,
        "cart_id": cart.id,
        "variant_id": line.variant_id,
        "quantity": quantity,
        "options": dict(line.options),
        "options_key": options_key(line.options),
        # As the shopper is going to be told, so that nothing is left to write down then.
        "seen_amount": line.amount,
        "seen_available": True,
    }
    insert_rows(db, CartLine, [row])


def _take_out(db: Session, cart: CartRow, group: str, line: _Line) -> CartDraft:
    db.execute(_TAKE_OUT, {"line_id": line.id})
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


def _seen(db: Session, draft: CartDraft, line_ids: Container[UUID]) -> CartDraft:
    """Remember what the shopper is told about these lines now."""
    lines = [_told(line) if line.id in line_ids else line for line in draft.lines]
    news = [
        {"line_id": line.id, "amount": line.seen_amount, "is_available": line.seen_available}
        for line, before in zip(lines, draft.lines, strict=True)
        if line != before
    ]
    if news:
        db.execute(_SEEN, parameters_of(news))
    return replace(draft, lines=tuple(lines))


def _told(line: DraftLine) -> DraftLine:
    amount = line.unit_price.amount if line.unit_price else None
    return replace(line, seen_amount=amount, seen_available=line.in_stock)


@command()
def acknowledge(cart_id: UUID, *, owner: CartOwner | None = None) -> CartDraft:
    """The shopper has seen prices and availability as they are now."""
    db = session()
    cart = lock_cart(db, cart_id, owner)
    draft = load_draft(db, cart, customer_group(db, cart))
    return _seen(db, draft, {line.id for line in draft.lines})


def options_key(options: Mapping[str, Any]) -> str:
    """Lines with equal options are one line."""
    return json.dumps(dict(options), sort_keys=True, ensure_ascii=False) if options else ""
