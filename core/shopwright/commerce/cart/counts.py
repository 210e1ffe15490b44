"""How much is in a shopper's cart: one indexed read, for the number beside the cart's picture."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.cart.owners import token_hash
from shopwright.platform.db import read


@dataclass(frozen=True, slots=True, kw_only=True)
class CartCount:
    """A cart and the units in it."""

    cart_id: UUID
    units: int


def cart_count(*, token: str | None, customer_id: UUID | None) -> CartCount | None:
    """The active cart of a customer, else of a guest's token; None when there is none."""
    if customer_id is not None:
        owner = Cart.customer_id == customer_id
    elif token is not None:
        owner = (Cart.token_hash == token_hash(token)) & Cart.customer_id.is_(None)
    else:
        return None
    statement = (
        select(Cart.id, func.coalesce(func.sum(CartLine.quantity), 0))
        .outerjoin(CartLine, CartLine.cart_id == Cart.id)
        .where(owner, Cart.state == "active")
        .group_by(Cart.id, Cart.updated_at)
        .order_by(Cart.updated_at.desc())
        .limit(1)
    )
    with read() as db:
        row = db.execute(statement).one_or_none()
    return CartCount(cart_id=row[0], units=int(row[1])) if row is not None else None
