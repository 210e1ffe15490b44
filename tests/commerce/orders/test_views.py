"""Orders as plain values, for those who bought them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from shopwright.commerce.orders import count_orders_of, order_view, orders_of
from shopwright.commerce.orders.errors import OrderNotFound
from shopwright.commerce.pricing import Money
from shopwright.testing import ADDRESS, Shop


def test_an_order_is_told_as_it_was_agreed(shop: Shop) -> None:
    mug = shop.product("Mug", price=2200)
    placed = shop.place_order({mug: 2})
    order = order_view(placed.order_id)
    (line,) = order.lines
    assert (line.title, line.quantity, line.variant_id) == ("Mug", 2, mug)
    assert (line.unit_price, line.total) == (Money(2200, "EUR"), Money(4400, "EUR"))
    assert order.number == placed.number
    assert order.shipping_address == ADDRESS
    assert order.subtotal + order.shipping == order.total == placed.total
    assert order.paid == order.total


def test_an_order_that_is_not_there_is_an_error(shop: Shop) -> None:
    with pytest.raises(OrderNotFound):
        order_view(uuid4())


def test_who_has_bought_nothing_has_no_orders(shop: Shop) -> None:
    assert orders_of(uuid4()) == []
    assert count_orders_of(uuid4()) == 0
