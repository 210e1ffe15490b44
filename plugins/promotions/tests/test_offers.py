"""What offers take off: whatever the cart and the offers, sums add up and nothing is below zero."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shopwright import Context, Plugin, hooks
from shopwright.commerce.cart import (
    Adjustment,
    CartDraft,
    CodeRefusal,
    DraftLine,
    Totals,
    calculate,
)
from shopwright.commerce.pricing import Money
from shopwright.testing import sample
from shopwright.testing.opening import open_shop
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import trading_plugin
from shopwright.testing.shop import ADDRESS
from shopwright_promotions.actions import Taken
from shopwright_promotions.items import Basket
from shopwright_promotions.offers import Offer, Terms, apply

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OFFERS: list[Offer] = []


class Asking(Plugin):
    """Asks for what OFFERS take off."""

    @hooks.cart_adjustments
    def ask(self, draft: CartDraft, ctx: Context) -> list[Adjustment | CodeRefusal]:
        return apply(OFFERS, basket(draft), NOW)


@pytest.fixture(scope="module", autouse=True)
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterable[None]:
    """Totals need a shop around them, but nothing in it."""
    folder: Path = tmp_path_factory.mktemp("offers")
    with open_shop(folder, Asking, trading_plugin(ScriptedProvider()), make_tables=False):
        yield


def basket(draft: CartDraft) -> Basket:
    return Basket.of(draft, lambda: False)


def cart(*lines: tuple[int, int, str], codes: tuple[str, ...] = ()) -> CartDraft:
    """Of (price, quantity, tag)."""
    return sample(
        CartDraft,
        channel="web",
        email="",
        shipping_address=ADDRESS,
        shipping_option="test_post:letter",
        codes=codes,
        lines=tuple(_line(number, *line) for number, line in enumerate(lines)),
    )


def _line(number: int, price: int, quantity: int, tag: str) -> DraftLine:
    return sample(
        DraftLine,
        id=UUID(int=100 + number),
        quantity=quantity,
        unit_price=Money(price, "EUR"),
        tax_category="standard",
        available=quantity,
        tags=frozenset({tag}),
    )


def terms(action: dict[str, Any], *conditions: dict[str, Any]) -> Terms:
    return Terms.model_validate_json(json.dumps({"action": action, "conditions": conditions}))


def offer(
    number: int,
    action: dict[str, Any],
    *,
    lane: str = "default",
    priority: int = 0,
    entered: str = "",
) -> Offer:
    key = UUID(int=1000 + number)
    return Offer(
        id=key,
        code=entered.upper() or str(key),
        entered=entered,
        label=f"offer {number}",
        terms=terms(action),
        channels=frozenset(),
        lane=lane,
        priority=priority,
        ends_at=None,
        used_up=False,
        used_before=False,
    )


def taken(action: dict[str, Any], *lines: tuple[int, int, str]) -> list[int]:
    """What is off each line."""
    draft = cart(*lines)
    found = terms(action).judge(basket(draft))
    assert isinstance(found, Taken), found
    return [found.lines.get(place, 0) for place in range(len(lines))]


def percent(value: str, **more: Any) -> dict[str, Any]:
    return {"kind": "percent_off", "percent": value} | more


def amount(value: int, **more: Any) -> dict[str, Any]:
    return {"kind": "amount_off", "amounts": {"EUR": value}} | more


def buy_get(buy: int, get: int, /, **more: Any) -> dict[str, Any]:
    return {"kind": "buy_x_get_y", "buy_quantity": buy, "get_quantity": get} | more


RED = {"only": {"tags": ["red"]}}
BLUE = {"only": {"tags": ["blue"]}}
NOT_RED = {"never": {"tags": ["red"]}}


@pytest.mark.parametrize(
    ("action", "lines", "off"),
    [
        (percent("10"), [(1000, 1, "red"), (3000, 1, "blue")], [100, 300]),
        # 10 % of 9.99 is 1.00 in all, and 0.34 + 0.33 + 0.33
        (percent("10"), [(333, 1, "red")] * 3, [34, 33, 33]),
        (percent("12.5", items=RED), [(1000, 2, "red"), (3000, 1, "blue")], [250, 0]),
        (percent("50", items=NOT_RED), [(1000, 1, "red"), (3000, 1, "blue")], [0, 1500]),
        (percent("50", at_most={"EUR": 400}), [(1000, 1, "red"), (3000, 1, "red")], [100, 300]),
        (amount(500), [(2000, 1, "red"), (500, 1, "blue")], [400, 100]),
        (amount(5000), [(2000, 1, "red"), (500, 1, "blue")], [2000, 500]),
        (amount(300, each=True, items=RED), [(1000, 3, "red"), (200, 2, "red")], [900, 400]),
        # three for the price of two: the cheapest of three is free
        (buy_get(2, 1), [(1000, 2, "red"), (400, 1, "red")], [0, 400]),
        (buy_get(2, 1), [(1000, 4, "red"), (400, 2, "red")], [0, 800]),
        (buy_get(2, 1, max_sets=1), [(1000, 4, "red"), (400, 2, "red")], [0, 400]),
        (buy_get(1, 1, percent="50"), [(999, 2, "red")], [500]),
        # buy a red one, get a blue one; what is bought is not got
        (buy_get(1, 1, buy=RED, get=BLUE), [(1000, 3, "red"), (300, 2, "blue")], [0, 600]),
        (buy_get(2, 1, buy=RED, get=BLUE), [(1000, 3, "red"), (300, 2, "blue")], [0, 300]),
        # the cheap red ones are needed to be bought
        (buy_get(2, 1, buy=RED, get={}), [(100, 2, "red"), (900, 1, "blue")], [0, 900]),
    ],
)
def test_an_action_takes_off(
    action: dict[str, Any], lines: list[tuple[int, int, str]], off: list[int]
) -> None:
    assert taken(action, *lines) == off


def test_reduced_goods_can_be_left_out() -> None:
    draft = cart((1000, 1, "red"), (500, 1, "red"))
    was = replace(draft.lines[0], compare_at=Money(1500, "EUR"))
    draft = replace(draft, lines=(was, draft.lines[1]))
    found = terms(percent("10", items={"reduced": False})).judge(basket(draft))
    assert found == Taken(lines={1: 50})


prices = st.integers(0, 5000)
tags = st.sampled_from(["red", "blue", "green"])
carts = st.lists(st.tuples(prices, st.integers(1, 9), tags), min_size=1, max_size=6)
choices = st.sampled_from([{}, RED, BLUE, NOT_RED])
actions = st.one_of(
    st.builds(
        lambda value, items, cap: percent(
            value, items=items, **({"at_most": {"EUR": cap}} if cap else {})
        ),
        st.sampled_from(["0.01", "7.77", "33.33", "50", "100"]),
        choices,
        st.sampled_from([0, 1, 700]),
    ),
    st.builds(
        lambda value, items, each: amount(value, items=items, each=each),
        st.integers(1, 9000),
        choices,
        st.booleans(),
    ),
    st.builds(
        lambda buy, get, x, y, value: buy_get(buy, get, buy=x, get=y, percent=value),
        st.integers(1, 3),
        st.integers(1, 3),
        choices,
        choices,
        st.sampled_from(["33.33", "100"]),
    ),
    st.sampled_from(
        [{"kind": "free_shipping"}, {"kind": "free_shipping", "at_most": {"EUR": 200}}]
    ),
)
offers = st.lists(
    st.tuples(actions, st.sampled_from(["default", "extra"]), st.integers(0, 2)), max_size=6
).map(
    lambda found: [
        offer(number, action, lane=lane, priority=priority)
        for number, (action, lane, priority) in enumerate(found)
    ]
)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def totals(draft: CartDraft, found: Sequence[Offer]) -> Totals:
    OFFERS[:] = found
    return calculate(draft)


@quick
@given(carts, actions)
def test_nothing_is_more_than_what_it_is_taken_off(
    lines: list[tuple[int, int, str]], action: dict[str, Any]
) -> None:
    draft = cart(*lines)
    found = terms(action).judge(basket(draft))
    if isinstance(found, Taken):
        costs = [line.amount for line in basket(draft).lines]
        assert all(0 < off <= costs[place] for place, off in found.lines.items())
        assert found.total > 0
        assert bool(found.lines) != bool(found.shipping)


@quick
@given(carts, offers)
def test_the_parts_add_up_and_nothing_is_below_zero(
    lines: list[tuple[int, int, str]], found: list[Offer]
) -> None:
    sums = totals(cart(*lines), found)
    assert sums.total.amount == (
        sums.subtotal.amount - sums.discount.amount + sums.shipping.amount + sums.fee.amount
    )
    on_goods = sum(item.amount.amount for item in sums.discounts if item.line_id)
    on_shipping = sum(item.amount.amount for item in sums.discounts if not item.line_id)
    assert on_goods == sums.discount.amount == sum(line.discount.amount for line in sums.lines)
    assert on_shipping == sums.shipping_quoted.amount - sums.shipping.amount
    assert all(line.total.amount >= 0 for line in sums.lines)
    assert sums.shipping.amount >= 0


@quick
@given(carts, offers, st.randoms(use_true_random=False))
def test_the_order_of_promotions_does_not_matter(
    lines: list[tuple[int, int, str]], found: list[Offer], random: Any
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    draft = cart(*lines)
    assert totals(draft, found) == totals(draft, shuffled)


@quick
@given(carts, offers)
def test_together_they_are_never_worse_than_the_best_of_them_alone(
    lines: list[tuple[int, int, str]], found: list[Offer]
) -> None:
    draft = cart(*lines)
    together = totals(draft, found).total.amount
    assert all(together <= totals(draft, [single]).total.amount for single in found)


@quick
@given(carts, offers, actions)
def test_one_more_promotion_in_a_lane_never_makes_that_lane_worse(
    lines: list[tuple[int, int, str]], found: list[Offer], action: dict[str, Any]
) -> None:
    draft = cart(*lines)
    lane = [item for item in found if item.lane == "default"]
    more = [*lane, offer(99, action)]
    assert totals(draft, more).total.amount <= totals(draft, lane).total.amount


def test_between_equals_the_priority_decides_then_the_age() -> None:
    draft = cart((1000, 1, "red"))
    first, second, third = (
        offer(1, percent("10")),
        offer(2, amount(100), priority=5),
        offer(3, amount(100), priority=5),
    )
    for found, best in (([first, second, third], "offer 2"), ([first], "offer 1")):
        (discount,) = totals(draft, found).discounts
        assert discount.label == best


def test_lanes_add_up_and_each_has_one_winner() -> None:
    draft = cart((1000, 1, "red"))
    found = [
        offer(1, percent("10")),
        offer(2, percent("20")),
        offer(3, amount(50), lane="extra"),
        offer(4, amount(40), lane="extra"),
    ]
    assert [item.label for item in totals(draft, found).discounts] == ["offer 2", "offer 3"]


def test_all_lanes_together_take_no_more_than_there_is() -> None:
    draft = cart((1000, 1, "red"))
    found = [offer(1, percent("100")), offer(2, amount(900), lane="extra")]
    assert totals(draft, found).total == Money(490, "EUR")
