"""What the cart's page tells while an order would be too small."""

from __future__ import annotations

from typing import Any

import pytest
from shopwright import slot_contents
from shopwright.testing import Shop

MINIMUM = {"minimum_order": {"EUR": 5000}}


def told(amount: int, currency: str = "EUR", *, lines: int = 1) -> Any:
    """What stands in the slot of a cart with goods for so much."""
    (placed,) = slot_contents()["cart.summary"]
    subtotal = {"amount": amount, "currency": currency}
    payload = {"cart": {"lines": [{}] * lines, "subtotal": subtotal}, "request": {"locale": "en"}}
    assert placed.content.function is not None
    return placed.content.function(payload, placed.ctx)


@pytest.mark.parametrize("settings", [MINIMUM])
def test_it_tells_what_is_missing_until_there_is_enough(shop: Shop) -> None:
    assert told(3800) == "Orders start at €50.00: please add goods for €12.00."
    assert told(5000) is None
    assert told(1, "USD") is None


@pytest.mark.parametrize("settings", [MINIMUM])
def test_an_empty_cart_is_told_nothing(shop: Shop) -> None:
    assert told(0, lines=0) is None


def test_without_a_minimum_nothing_is_told(shop: Shop) -> None:
    assert told(1) is None
