"""What shoppers see in their cart."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from shopwright import Context
from shopwright.commerce.cart import Totals, add_line, cart_view, create_cart, set_codes
from shopwright.commerce.catalog import (
    CategoryInput,
    ProductPatch,
    create_category,
    update_product,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from shopwright_promotions import commands, queries
from shopwright_promotions.types import PromotionInput

Make = Callable[..., UUID]
TEN = {"kind": "percent_off", "percent": "10"}


def totals(cart_id: UUID, *codes: str) -> Totals:
    """With these codes."""
    set_codes(cart_id, codes)
    return cart_view(cart_id).totals


def reasons(cart_id: UUID, *codes: str) -> list[str | None]:
    """Why each code brings nothing; None: it does."""
    states = totals(cart_id, *codes).codes
    return [state.refusal.reason if state.refusal else None for state in states]


def test_an_automatic_promotion_applies_by_itself_under_its_label(shop: Shop, make: Make) -> None:
    make(automatic=True, label="Spring sale")
    found = totals(shop.cart({shop.product(price=2000): 1}))
    assert [(x.label, x.amount.amount) for x in found.discounts] == [("Spring sale", 200)]


def test_a_code_is_good_in_whatever_case_and_is_shown_as_it_was_typed(
    shop: Shop, make: Make
) -> None:
    make(codes=["SPRING-26"])
    cart_id = shop.cart({shop.product(price=2000): 1})
    assert totals(cart_id).discount.amount == 0
    found = totals(cart_id, " spring-26 ")
    assert found.discount.amount == 200
    assert [(x.code, x.refusal) for x in found.codes] == [("spring-26", None)]


NOTHING: list[tuple[dict[str, Any], str]] = [
    ({"enabled": False}, "unknown"),
    ({"starts_at": "2199-01-01T00:00:00Z"}, "unknown"),
    ({"channels": ["market"]}, "unknown"),
    ({"conditions": [{"kind": "customer_group_is", "groups": ["trade"]}]}, "unknown"),
    ({"ends_at": "2020-01-01T00:00:00Z"}, "expired"),
    (
        {"conditions": [{"kind": "subtotal_at_least", "amounts": {"EUR": 9999}}]},
        "below_minimum",
    ),
    (
        {"conditions": [{"kind": "subtotal_at_least", "amounts": {"USD": 10}}]},
        "wrong_currency",
    ),
    ({"conditions": [{"kind": "quantity_at_least", "quantity": 3}]}, "too_few_items"),
    (
        {"conditions": [{"kind": "items_are", "items": {"only": {"vendors": ["Wren"]}}}]},
        "wrong_items",
    ),
    ({"conditions": [{"kind": "country_is", "countries": ["AT", "CH"]}]}, "wrong_country"),
    ({"action": {"kind": "amount_off", "amounts": {"USD": 500}}}, "wrong_currency"),
    ({"action": {"kind": "free_shipping", "options": ["post:express"]}}, "wrong_shipping"),
    (
        {"action": {"kind": "buy_x_get_y", "buy_quantity": 2, "get_quantity": 1}},
        "too_few_items",
    ),
]


def test_a_code_that_brings_nothing_says_why(shop: Shop, make: Make) -> None:
    cart_id = shop.cart({shop.product(price=2000): 2})
    for number, (values, reason) in enumerate(NOTHING):
        make(codes=[f"CODE{number}"], **values)
        assert reasons(cart_id, f"CODE{number}") == [reason], values


def test_what_is_missing_is_said_in_words_and_as_a_number(shop: Shop, make: Make) -> None:
    make(codes=["BIG"], conditions=[{"kind": "subtotal_at_least", "amounts": {"EUR": 5000}}])
    (state,) = totals(shop.cart({shop.product(price=2000): 2}), "BIG").codes
    assert state.refusal is not None
    assert state.refusal.meta == {"missing": 1000, "minimum": 5000, "currency": "EUR"}
    assert "€10.00" in state.refusal.message


def test_a_code_for_others_and_one_that_does_not_exist_get_the_same_answer(
    shop: Shop, make: Make
) -> None:
    groups = [{"kind": "customer_group_is", "groups": ["trade"]}]
    make(codes=["TRADE"], conditions=groups, ends_at="2020-01-01T00:00:00Z")
    cart_id = shop.cart({shop.product(): 1})
    first, second = totals(cart_id, "TRADE", "NOTHING").codes
    assert first.refusal is not None
    assert second.refusal is not None
    assert first.refusal.reason == second.refusal.reason == "unknown"
    assert first.refusal.message == second.refusal.message


def test_a_customer_of_the_group_has_the_discount(shop: Shop, make: Make) -> None:
    make(automatic=True, conditions=[{"kind": "customer_group_is", "groups": ["Trade"]}])
    ada = create_customer(
        NewCustomer(email="ada@example.com", first_name="Ada", last_name="B", group="trade")
    )
    cart_id = create_cart(channel_id=install_defaults().id, customer_id=ada).cart_id
    add_line(cart_id, shop.product(price=2000), 1)
    assert cart_view(cart_id).totals.discount.amount == 200


def test_a_first_order_is_one_of_somebody_who_has_not_ordered(shop: Shop, make: Make) -> None:
    make(codes=["HELLO"], conditions=[{"kind": "first_order"}])
    cart_id = shop.cart({shop.product(): 1})
    assert reasons(cart_id, "HELLO") == [None]
    shop.place_order()
    assert reasons(cart_id, "HELLO") == ["unknown"]


def test_goods_are_chosen_by_category_tag_and_vendor(shop: Shop, make: Make) -> None:
    kitchen = create_category(CategoryInput(title="Kitchen")).id
    mugs = create_category(CategoryInput(title="Mugs", parent_id=kitchen)).id
    cart_id = shop.cart({shop.product(price=1000): 1, shop.product("Vase", price=3000): 1})
    mug = min(cart_view(cart_id).draft.lines, key=lambda line: line.unit_price)  # type: ignore[type-var,arg-type,return-value]
    update_product(
        mug.product_id, ProductPatch(category_ids=(mugs,), tags=("Gift",), vendor="Alder")
    )
    only: list[dict[str, list[str]]] = [
        {"categories": [str(kitchen)]},
        {"tags": ["gift"]},
        {"vendors": ["ALDER"]},
        {"products": [str(mug.product_id)]},
    ]
    for number, choice in enumerate(only):
        make(codes=[f"CODE{number}"], action=TEN | {"items": {"only": choice}})
        assert totals(cart_id, f"CODE{number}").discount.amount == 100
    make(codes=["OTHERS"], action=TEN | {"items": {"never": {"tags": ["gift"]}}})
    assert totals(cart_id, "OTHERS").discount.amount == 300


def test_in_a_lane_the_best_applies_and_the_other_code_is_told(shop: Shop, make: Make) -> None:
    make(codes=["TEN"])
    make(codes=["FIVE"], action={"kind": "percent_off", "percent": "5"})
    make(codes=["EXTRA"], action={"kind": "amount_off", "amounts": {"EUR": 50}}, lane="extra")
    cart_id = shop.cart({shop.product(price=2000): 1})
    assert reasons(cart_id, "FIVE", "TEN", "EXTRA") == ["outdone", None, None]
    assert totals(cart_id, "FIVE", "TEN", "EXTRA").discount.amount == 250


def test_two_codes_of_one_promotion_count_once(shop: Shop, make: Make) -> None:
    make(codes=["ONE", "TWO"])
    cart_id = shop.cart({shop.product(price=2000): 1})
    assert reasons(cart_id, "TWO", "ONE") == [None, "repeated"]
    assert totals(cart_id, "TWO", "ONE").discount.amount == 200


def test_free_shipping_stands_beside_a_discount_of_its_lane(shop: Shop, make: Make) -> None:
    make(automatic=True)
    make(codes=["POST"], action={"kind": "free_shipping"})
    cart_id = shop.cart({shop.product(price=2000): 1})
    found = totals(cart_id, "POST")
    assert (found.discount.amount, found.shipping.amount) == (200, 0)
    make(codes=["PART"], action={"kind": "free_shipping", "at_most": {"EUR": 300}})
    assert totals(cart_id, "PART").shipping.amount == 190


def test_a_change_is_seen_by_the_next_calculation(shop: Shop, make: Make, ctx: Context) -> None:
    key = make(automatic=True)
    cart_id = shop.cart({shop.product(price=2000): 1})
    assert totals(cart_id).discount.amount == 200
    half = {"name": "Half", "automatic": True, "action": {"kind": "percent_off", "percent": "50"}}
    commands.change(ctx, key, PromotionInput.model_validate_json(json.dumps(half)))
    assert totals(cart_id).discount.amount == 1000
    commands.switch(ctx, key, enabled=False)
    assert totals(cart_id).discount.amount == 0
    assert queries.promotion(ctx, key).status == "disabled"


def test_it_begins_and_ends_on_time(shop: Shop, make: Make) -> None:
    make(automatic=True, starts_at="2030-01-01T00:00:00Z", ends_at="2030-01-02T00:00:00Z")
    cart_id = shop.cart({shop.product(price=2000): 1})
    begin = datetime(2030, 1, 1, tzinfo=UTC)
    for moment, off in (
        (begin - timedelta(seconds=1), 0),
        (begin, 200),
        (begin + timedelta(days=1, seconds=-1), 200),
        (begin + timedelta(days=1), 0),
    ):
        with time_machine.travel(moment, tick=False):
            assert cart_view(cart_id).totals.discount.amount == off


@pytest.mark.parametrize("promotions", [0, 1, 30])
def test_looking_at_promotions_takes_one_statement(shop: Shop, make: Make, promotions: int) -> None:
    for number in range(promotions):
        make(automatic=True, codes=[], lane=f"lane{number}", limit_total=5, limit_per_customer=1)
    cart_id = shop.cart({shop.product(f"Thing {n}"): 1 for n in range(3)})
    cart_view(cart_id)
    with count_queries() as asked:
        cart_view(cart_id)
    assert sum("promotions_promotions" in statement for statement in asked) == 1
    assert len(asked) <= 3, asked
