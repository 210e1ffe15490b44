"""Stock as carts and orders meet it."""

from __future__ import annotations

from uuid import UUID

from shopwright.commerce.cart import cart_view
from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.channels import default_channel
from shopwright.commerce.inventory import (
    count,
    deactivate_location,
    find_levels,
    find_movements,
    receive,
)
from shopwright.commerce.orders.fulfillments import cancel_fulfillment, fulfill
from shopwright.commerce.orders.queries import order_detail
from shopwright.platform.db import transaction
from shopwright.testing.invariants import assert_books
from shopwright.testing.shop import Shop
from sqlalchemy import update


def _level(variant_id: UUID) -> tuple[int, int]:
    [row] = find_levels(variant_id=variant_id)
    return row.level.on_hand, row.level.held


def _set_policy(variant_id: UUID, policy: str) -> None:
    with transaction() as db:
        db.execute(update(Variant).where(Variant.id == variant_id).values(policy=policy))


def test_a_cart_does_not_count_on_a_location_that_is_switched_off(shop: Shop) -> None:
    mug = shop.product(stock=10)
    cart_id = shop.cart({mug: 1})
    deactivate_location(default_channel().location_ids[0])
    [line] = cart_view(cart_id).draft.lines
    assert (line.available, line.in_stock) == (0, False)


def test_an_order_bought_when_its_variant_was_counted_leaves_the_shelf(shop: Shop) -> None:
    mug = shop.product(stock=10)
    order = shop.place_order({mug: 2})
    _set_policy(mug, "untracked")
    fulfill(order.order_id)
    assert _level(mug) == (8, 0)
    assert_books()


def test_an_order_bought_before_its_variant_was_counted_can_be_sent(shop: Shop) -> None:
    voucher = shop.product(policy="untracked")
    order = shop.place_order({voucher: 2})
    _set_policy(voucher, "deny")
    parcel = fulfill(order.order_id)
    assert order_detail(order.order_id).order.fulfillment_state == "fulfilled"
    cancel_fulfillment(order.order_id, parcel)
    assert find_levels(variant_id=voucher) == []
    assert_books()


def test_a_paid_order_that_a_count_made_short_is_sent_when_goods_arrive(shop: Shop) -> None:
    mug = shop.product(stock=3)
    order = shop.place_order({mug: 3})
    place = default_channel().location_ids[0]
    assert count(mug, place, 1, accept=True).short_units == 2
    receive(mug, place, 5)
    fulfill(order.order_id)
    assert _level(mug) == (3, 0)
    assert [row.delta for row in find_movements(variant_id=mug)] == [-3, 5, -2, 3]
    assert_books()
