"""Removing a cart by hand; those that nobody touched for long go by themselves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, exists, select

from shopwright.commerce.cart.errors import CartClosed
from shopwright.commerce.cart.locks import lock_cart
from shopwright.commerce.cart.models import Cart
from shopwright.commerce.inventory.holds import release_cart
from shopwright.commerce.orders.models import Order
from shopwright.platform import audit
from shopwright.platform.db import command, session


@command()
def delete_cart(cart_id: UUID) -> None:
    """Remove a cart and let go what it holds. Raises `CartNotFound`, or `CartClosed` for an order's.

    Pressing Pay makes the order, so nothing that is being paid for can be lost.
    """
    db = session()
    lock_cart(db, cart_id)
    if db.scalar(select(exists().where(Order.cart_id == cart_id))):
        raise CartClosed("An order was made from this cart, and its history needs it.")
    release_cart(db, cart_id)
    db.execute(delete(Cart).where(Cart.id == cart_id))
    audit.record("cart.delete", "cart", cart_id)
