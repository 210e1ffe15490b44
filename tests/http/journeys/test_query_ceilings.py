"""What the cart and the checkout may ask the database, whatever the number of lines."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from shopwright.platform.runtime import runtime
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop


@pytest.fixture(autouse=True)
def _follows(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a served shop does, commands look whether the plugins were switched: one statement each.

    The channels are at hand, as they are for all requests but one in five seconds.
    """
    monkeypatch.setattr(runtime().plugins, "_look_at", math.inf)
    monkeypatch.setattr("shopwright.commerce.channels.queries._channels._seconds", math.inf)


@pytest.mark.parametrize("lines", [1, 8])
def test_reading_a_cart_takes_two(shop: Shop, browse: Callable[[], Any], lines: int) -> None:
    guest = browse()
    for number in range(lines):
        guest.add(shop.product(f"Thing {number}"))
    guest.send("GET", guest.cart)
    with count_queries() as asked:
        guest.send("GET", guest.cart)
    assert len(asked) <= 2, asked


@pytest.mark.parametrize("lines", [0, 6])
def test_adding_to_a_cart_takes_four(shop: Shop, browse: Callable[[], Any], lines: int) -> None:
    guest = browse()
    things = [shop.product(f"Thing {number}") for number in range(lines + 1)]
    for thing in things[1:]:
        guest.add(thing)
    with count_queries() as asked:
        guest.add(things[0])
    assert len(asked) <= 4, asked


@pytest.mark.parametrize("lines", [3, 9])
def test_completing_a_cart_takes_thirty_four(
    shop: Shop, browse: Callable[[], Any], lines: int
) -> None:
    guest = browse()
    for number in range(lines):
        guest.add(shop.product(f"Thing {number}"))
    guest.fill_in()
    with count_queries() as asked:
        guest.send("POST", f"{guest.cart}/complete", {}, status=201)
    assert any("plugin_stamp" in statement for statement in asked)
    assert len(asked) <= 34, asked
