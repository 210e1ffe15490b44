"""Whose cart it is: the one place where that is decided."""

from __future__ import annotations

from hashlib import sha256
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select

from shopwright.commerce.cart.errors import CartNotFound
from shopwright.commerce.cart.models import Cart
from shopwright.commerce.cart.types import CartOwner
from shopwright.platform.db import read

CARTS = cast(Table, Cart.__table__)
# A guest's cart is opened by its token, a customer's by being that customer. It stands in the
# statement, so that nobody reads, locks or waits for another one's cart.
OWN = (CARTS.c.customer_id == bindparam("by_customer")) | (
    CARTS.c.customer_id.is_(None) & (CARTS.c.token_hash == bindparam("by_token"))
)
_OWN_ID = select(Cart.id).where(Cart.id == bindparam("cart_id"), OWN)


def token_hash(token: str) -> str:
    """How a cart's token is stored. It has 128 random bits, so a plain hash is enough."""
    return sha256(token.encode()).hexdigest()


def owned_cart(cart_id: UUID, *, token: str | None, customer_id: UUID | None) -> UUID:
    """`cart_id` if the caller owns it, by its token or as its customer. Raises `CartNotFound`."""
    owner = CartOwner(token=token, customer_id=customer_id)
    with read() as db:
        if db.scalar(_OWN_ID, named(cart_id, owner)) is None:
            raise not_found(owner)
    return cart_id


def named(cart_id: UUID, owner: CartOwner | None) -> dict[str, UUID | str | None]:
    """What statements about a cart ask for; those with `OWN` ask for its owner, too."""
    if owner is None:
        return {"cart_id": cart_id}
    by_token = None if owner.token is None else token_hash(owner.token)
    return {"cart_id": cart_id, "by_customer": owner.customer_id, "by_token": by_token}


def not_found(owner: CartOwner | None) -> CartNotFound:
    """The same answer for carts of others and for none: nobody learns which there are."""
    return CartNotFound("There is no such cart" + (", or it is not yours." if owner else "."))
