"""A guest signs in: their cart joins the one that they have as a customer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopwright.commerce.cart.lines import MAX_LINES
from shopwright.commerce.cart.locks import lock_cart, lock_own_cart, require_editable
from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.inventory.holds import release_cart
from shopwright.platform.clock import now
from shopwright.platform.db import command, session

_CHOICES = ("email", "shipping_address", "billing_address", "shipping_option")


@command()
def merge_into_customer(
    customer_id: UUID, guest_cart_id: UUID | None, channel_id: UUID
) -> UUID | None:
    """At login: the guest's cart joins the customer's. Returns the cart to go on with.

    The rule: lines of both are kept; the same variant with the same options takes the larger
    quantity, so that signing in twice never doubles anything. Contact and choices of the guest's
    cart win, being the latest. Without a cart of the customer's, the guest's becomes it. Raises
    `PaymentUnderWay`, and changes nothing, while one of the two is being paid for.
    """
    db = session()
    own_id = lock_own_cart(db, customer_id, channel_id)
    if guest_cart_id is None or guest_cart_id == own_id:
        return own_id
    both = sorted(key for key in (guest_cart_id, own_id) if key is not None)
    carts = {key: lock_cart(db, key) for key in both}
    guest, own = carts[guest_cart_id], carts[own_id] if own_id else None
    if guest.state != "active" or guest.customer_id is not None:
        return own_id
    if own is None or own.state != "active":  # it became an order while we waited for it
        guest.customer_id = customer_id
        guest.version += 1
        return guest.id
    require_editable(db, guest)
    require_editable(db, own)
    _merge(db, guest, own)
    return own_id


def _merge(db: Session, guest: Cart, own: Cart) -> None:
    rows = db.scalars(select(CartLine).where(CartLine.cart_id.in_((guest.id, own.id)))).all()
    mine = {(row.variant_id, row.options_key): row for row in rows if row.cart_id == own.id}
    for row in rows:
        if row.cart_id == own.id:
            continue
        twin = mine.get((row.variant_id, row.options_key))
        if twin is not None:
            twin.quantity = max(twin.quantity, row.quantity)
        elif len(mine) < MAX_LINES:
            row.cart_id = own.id
            mine[row.variant_id, row.options_key] = row
    for field in _CHOICES:
        setattr(own, field, getattr(guest, field) or getattr(own, field))
    own.codes = list(dict.fromkeys([*own.codes, *guest.codes]))
    own.version += 1
    own.updated_at = now()
    guest.state = "merged"
    db.flush()
    release_cart(db, guest.id)
