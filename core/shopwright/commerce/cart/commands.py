"""Writing carts. Every command locks the cart first, and refuses one that is being paid for.

Each returns the cart as it is then, so that nobody has to read it again. With `owner` it changes
their cart only, and neither finds nor locks another one; without, the caller has looked whose it is.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select

from shopwright.commerce.cart.errors import UnknownChoice
from shopwright.commerce.cart.locks import lock_for_change, lock_own_cart
from shopwright.commerce.cart.models import Cart
from shopwright.commerce.cart.owners import token_hash
from shopwright.commerce.cart.queries import (
    cart_draft,
    customer_group,
    empty_draft,
    load_draft,
)
from shopwright.commerce.cart.totals import shipping_request
from shopwright.commerce.cart.types import CartDraft, CartOwner
from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.customers.types import Address
from shopwright.commerce.inventory.holds import release_cart
from shopwright.commerce.orders.models import Order
from shopwright.commerce.shipping import quote
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime


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
    given = {
        "email": email,
        "shipping_address": shipping_address and shipping_address.to_dict(),
        "billing_address": billing_address and billing_address.to_dict(),
    }
    changes = {name: value for name, value in given.items() if value is not None}
    return _changed(cart_id, owner, **changes)


@command()
def set_shipping_option(
    cart_id: UUID, option_id: str, *, owner: CartOwner | None = None
) -> CartDraft:
    """Choose how it is sent. Raises `UnknownChoice` for an option that is not quoted."""
    draft = _changed(cart_id, owner, shipping_option=option_id)
    request = shipping_request(draft)
    if request is None or option_id not in {option.id for option in quote(request)}:
        raise UnknownChoice("This way of shipping is not on offer for this cart.")
    return draft


@command()
def set_payment_method(
    cart_id: UUID, method_id: str, *, owner: CartOwner | None = None
) -> CartDraft:
    """Choose how it is paid. Raises `UnknownChoice` for a method that is not on offer."""
    from shopwright.commerce.payments.methods import payment_methods_for

    draft = _changed(cart_id, owner, payment_method=method_id)
    if method_id not in {method.id for method in payment_methods_for(draft)}:
        raise UnknownChoice("This way of paying is not on offer for this cart.")
    return draft


@command()
def set_codes(
    cart_id: UUID, codes: tuple[str, ...], *, owner: CartOwner | None = None
) -> CartDraft:
    """The codes a shopper typed; plugins say what they are worth."""
    entered = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    return _changed(cart_id, owner, codes=entered)


@command()
def set_note(cart_id: UUID, note: str, *, owner: CartOwner | None = None) -> CartDraft:
    """A message to the shop."""
    return _changed(cart_id, owner, note=note)


def _changed(cart_id: UUID, owner: CartOwner | None, **changes: object) -> CartDraft:
    db = session()
    cart, group = lock_for_change(db, cart_id, owner, **changes)
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
