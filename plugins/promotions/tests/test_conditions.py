"""When an offer applies, at the borders of each condition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError
from shopwright.commerce.cart import CartDraft, DraftLine
from shopwright.commerce.pricing import Money
from shopwright.testing import sample
from shopwright.testing.shop import ADDRESS
from shopwright_promotions.conditions import Condition
from shopwright_promotions.items import Basket

CONDITIONS: TypeAdapter[Condition] = TypeAdapter(Condition)
RED = {"only": {"tags": ["Red"]}}


def line(number: int, price: int | None, quantity: int, tag: str) -> DraftLine:
    return sample(
        DraftLine,
        product_id=UUID(int=300 + number),
        quantity=quantity,
        unit_price=None if price is None else Money(price, "EUR"),
        tags=frozenset({tag}),
    )


CART = sample(
    CartDraft,
    country="AT",
    email="",
    lines=(line(0, 1000, 2, "RED"), line(1, 500, 1, "blue"), line(2, None, 9, "red")),
)


def reason(condition: dict[str, Any], *, has_ordered: bool = False, **changes: Any) -> str | None:
    """Why it does not hold; None: it does."""
    basket = Basket.of(replace(CART, **changes), lambda: has_ordered)
    unmet = CONDITIONS.validate_python(condition, strict=False).unmet(basket)
    return unmet.reason if unmet else None


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"kind": "subtotal_at_least", "amounts": {"EUR": 2500}}, None),
        ({"kind": "subtotal_at_least", "amounts": {"EUR": 2501}}, "below_minimum"),
        ({"kind": "subtotal_at_least", "amounts": {"EUR": 2000}, "items": RED}, None),
        ({"kind": "subtotal_at_least", "amounts": {"EUR": 2001}, "items": RED}, "below_minimum"),
        # what has no price cannot be bought, and does not count
        ({"kind": "quantity_at_least", "quantity": 3}, None),
        ({"kind": "quantity_at_least", "quantity": 4}, "too_few_items"),
        ({"kind": "quantity_at_least", "quantity": 3, "items": RED}, "too_few_items"),
        ({"kind": "items_are", "items": RED}, None),
        ({"kind": "items_are", "items": RED, "all": True}, "wrong_items"),
        ({"kind": "items_are", "items": {"only": {"tags": ["red", "blue"]}}, "all": True}, None),
        ({"kind": "items_are", "items": {"only": {"vendors": ["Wren"]}}}, "wrong_items"),
        # the channel's country counts until there is an address
        ({"kind": "country_is", "countries": ["AT"]}, None),
        ({"kind": "country_is", "countries": ["DE"]}, "wrong_country"),
        ({"kind": "customer_group_is", "groups": ["trade"]}, "unknown"),
        ({"kind": "first_order"}, None),
    ],
)
def test_a_condition_holds_up_to_its_border(
    condition: dict[str, Any], expected: str | None
) -> None:
    assert reason(condition) == expected


def test_the_address_says_where_it_goes() -> None:
    germany = {"kind": "country_is", "countries": ["DE"]}
    assert reason(germany, shipping_address=ADDRESS) is None
    assert reason(germany, billing_address=ADDRESS) is None


def test_a_group_is_named_in_whatever_case() -> None:
    trade = {"kind": "customer_group_is", "groups": ["Trade"]}
    assert reason(trade, customer_group="TRADE") is None


def test_who_has_ordered_has_no_first_order() -> None:
    assert reason({"kind": "first_order"}, has_ordered=True) == "unknown"


def test_an_empty_cart_meets_no_condition_on_goods() -> None:
    for condition in (
        {"kind": "subtotal_at_least", "amounts": {"EUR": 1}},
        {"kind": "quantity_at_least", "quantity": 1},
        {"kind": "items_are", "items": {}, "all": True},
    ):
        assert reason(condition, lines=()) is not None


@pytest.mark.parametrize(
    "condition",
    [
        {"kind": "subtotal_at_least", "amounts": {}},
        {"kind": "subtotal_at_least", "amounts": {"EUR": 0}},
        {"kind": "subtotal_at_least", "amounts": {"XXQ": 5}},
        {"kind": "country_is", "countries": []},
        {"kind": "country_is", "countries": ["de"]},
        {"kind": "customer_group_is", "groups": []},
        {"kind": "first_order", "since": "2026"},
        {"kind": "weather_is", "weather": "good"},
    ],
)
def test_what_could_never_hold_is_refused(condition: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CONDITIONS.validate_python(condition, strict=False)
