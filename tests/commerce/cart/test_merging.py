"""A guest signs in: what becomes of the two carts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from shopwright.commerce.cart import (
    add_line,
    cart_draft,
    cart_view,
    create_cart,
    merge_into_customer,
    set_contact,
)
from shopwright.commerce.cart.errors import CartClosed, PaymentUnderWay
from shopwright.commerce.channels import default_channel, install_defaults
from shopwright.commerce.checkout import complete
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.inventory.models import StockLevel
from shopwright.platform.db import read
from shopwright.testing.invariants import assert_books
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import ADDRESS, Shop
from sqlalchemy import select

URL = "https://shop.example/"


@pytest.fixture
def ada(shop: Shop) -> UUID:
    return create_customer(NewCustomer(email="ada@example.com", first_name="Ada", last_name="B"))


@pytest.fixture
def merge(ada: UUID) -> Callable[[UUID | None], UUID | None]:
    """Ada signs in with this cart."""
    return lambda guest: merge_into_customer(ada, guest, default_channel().id)


def _lines(cart_id: UUID | None) -> dict[UUID, int]:
    assert cart_id is not None
    return {line.variant_id: line.quantity for line in cart_draft(cart_id).lines}


def test_a_guests_cart_becomes_that_of_a_customer_without_one(
    shop: Shop, ada: UUID, merge: Callable[[UUID | None], UUID | None]
) -> None:
    mug = shop.product()
    guest = shop.cart({mug: 2})
    assert merge(None) is None
    assert merge(guest) == guest
    assert merge(guest) == merge(None) == guest
    assert cart_draft(guest).customer_id == ada
    assert _lines(guest) == {mug: 2}


def test_lines_of_both_are_kept_and_equal_ones_take_the_larger_quantity(
    shop: Shop, ada: UUID, merge: Callable[[UUID | None], UUID | None]
) -> None:
    mug, vase, bowl = (shop.product(title) for title in ("Mug", "Vase", "Bowl"))
    own = create_cart(channel_id=default_channel().id, customer_id=ada).cart_id
    add_line(own, mug, 3)
    add_line(own, vase, 1)
    set_contact(own, email="old@example.com")
    guest = shop.cart({vase: 2, bowl: 1})
    assert merge(guest) == own
    assert _lines(own) == {mug: 3, vase: 2, bowl: 1}
    draft = cart_view(own).draft
    assert (draft.email, draft.shipping_address) == ("ada@example.com", ADDRESS)
    with pytest.raises(CartClosed):
        add_line(guest, mug, 1)
    with pytest.raises(CartClosed):
        complete(guest, expected_total=None, return_url=URL)
    assert merge(guest) == own
    assert _lines(own) == {mug: 3, vase: 2, bowl: 1}


def test_a_cart_that_is_being_paid_for_is_not_merged_and_keeps_its_stock(
    shop: Shop,
    ada: UUID,
    provider: ScriptedProvider,
    merge: Callable[[UUID | None], UUID | None],
) -> None:
    mug, vase = shop.product("Mug", stock=5), shop.product("Vase", stock=5)
    own = create_cart(channel_id=default_channel().id, customer_id=ada).cart_id
    add_line(own, vase, 1)
    guest = shop.cart({mug: 2})
    provider.outcome = "open"
    complete(guest, expected_total=None, return_url=URL)
    with pytest.raises(PaymentUnderWay):
        merge(guest)
    assert _lines(own) == {vase: 1}
    with read() as db:
        assert sum(db.scalars(select(StockLevel.held))) == 2
    assert_books()


def test_nothing_is_merged_into_a_cart_that_is_being_paid_for(
    shop: Shop,
    ada: UUID,
    provider: ScriptedProvider,
    merge: Callable[[UUID | None], UUID | None],
) -> None:
    mug, vase = shop.product("Mug"), shop.product("Vase")
    own = shop.cart({mug: 1})
    merge(own)
    provider.outcome = "open"
    complete(own, expected_total=None, return_url=URL)
    guest = shop.cart({vase: 1})
    with pytest.raises(PaymentUnderWay):
        merge(guest)
    assert (_lines(own), _lines(guest)) == ({mug: 1}, {vase: 1})


def test_a_customer_has_one_cart_however_often_it_is_begun(shop: Shop, ada: UUID) -> None:
    channel = install_defaults().id
    first = create_cart(channel_id=channel, customer_id=ada)
    again = create_cart(channel_id=channel, customer_id=ada)
    assert (again.cart_id, again.token) == (first.cart_id, "")
