"""The demo shop's last ninety days are possible: in order, in stock, and with every fate."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from shopwright.demo.catalog import demo_products
from shopwright.demo.people import Fate, OrderStory, demand, order_stories

NOW = datetime(2026, 3, 4, 15, 20, tzinfo=UTC)
SEEDS = [1, 2, 3, 20]
VARIANTS = {
    variant.sku: (product, variant) for product in demo_products() for variant in product.variants
}


def told(seed: int = 1) -> list[OrderStory]:
    return list(order_stories(seed, until=NOW))


def acts(story: OrderStory) -> list[str]:
    return [step.act for step in story.steps if step.act != "note"]


def test_the_same_seed_tells_the_same_stories() -> None:
    assert told(1) == told(1)
    assert told(1) != told(2)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_fate_occurs_among_about_120_orders(seed: int) -> None:
    stories = told(seed)
    assert 110 <= len(stories) <= 130
    assert {story.fate for story in stories} == set(get_args(Fate))
    assert {story.payment_method for story in stories} == {"bank_transfer", "cash_on_delivery"}
    assert {story.currency for story in stories} == {"EUR", "USD"}
    assert {story.buyer.registered for story in stories} == {True, False}


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_happens_in_order_within_ninety_days(seed: int) -> None:
    stories = told(seed)
    times = [story.placed_at for story in stories]
    assert times == sorted(times)
    assert NOW - timedelta(days=91) < times[0] < NOW - timedelta(days=80)
    for story in stories:
        moments = [story.placed_at, *(step.at for step in story.steps), NOW]
        assert moments == sorted(moments)


def test_people_buy_at_weekends_and_in_the_evening() -> None:
    stories = told()
    days = Counter(story.placed_at.weekday() for story in stories)
    assert days[5] + days[6] > len(stories) * 0.3
    assert sum(story.placed_at.hour >= 17 for story in stories) > len(stories) * 0.35


@pytest.mark.parametrize("seed", SEEDS)
def test_only_what_was_on_sale_then_is_bought(seed: int) -> None:
    for story in told(seed):
        assert story.lines
        for sku, quantity in story.lines.items():
            product, _ = VARIANTS[sku]
            assert product.status == "active"
            assert timedelta(days=product.age_days) > NOW - story.placed_at
            assert quantity >= 1
        assert any(VARIANTS[sku][1].requires_shipping for sku in story.lines)


@pytest.mark.parametrize("seed", SEEDS)
def test_customers_had_their_account_when_they_ordered(seed: int) -> None:
    for story in told(seed):
        if story.buyer.registered:
            assert timedelta(days=story.buyer.joined_days + 1) > NOW - story.placed_at


STEPS: dict[Fate, list[list[str]]] = {
    "pending_payment": [[]],
    "paid": [["pay"]],
    "partly_fulfilled": [["pay", "fulfill"]],
    "fulfilled": [["pay", "fulfill"], ["fulfill"]],
    "delivered": [["pay", "fulfill", "deliver"], ["fulfill", "deliver", "pay"]],
    "canceled_unpaid": [["cancel"]],
    "canceled_refunded": [["pay", "cancel", "refund"]],
    "partly_refunded": [["pay", "fulfill", "deliver", "refund"]],
    "returned": [
        ["pay", "fulfill", "deliver", "refund"],
        ["fulfill", "deliver", "pay", "refund"],
    ],
}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_steps_lead_to_the_fate(seed: int) -> None:
    for story in told(seed):
        assert acts(story) in STEPS[story.fate]
        if story.payment_method == "cash_on_delivery":
            assert acts(story)[0] == "fulfill"


@pytest.mark.parametrize("seed", SEEDS)
def test_part_of_an_order_is_less_than_all_of_it(seed: int) -> None:
    for story in told(seed):
        for step in story.steps:
            assert all(step.lines[sku] <= story.lines[sku] for sku in step.lines)
            if story.fate == "partly_fulfilled" and step.act == "fulfill":
                assert 0 < len(step.lines) < len(story.lines)
            if story.fate == "partly_refunded" and step.act == "refund":
                assert 0 < sum(step.lines.values()) < sum(story.lines.values())
            if step.act in ("cancel", "refund", "note"):
                assert step.text


@pytest.mark.parametrize("seed", SEEDS)
def test_the_opening_stock_suffices_at_every_moment(seed: int) -> None:
    """Catalog levels plus `demand` is enough even while orders that end canceled still hold units."""
    stories = told(seed)
    extra = demand(stories)
    moves: list[tuple[datetime, str, int]] = []
    for story in stories:
        moves += [(story.placed_at, sku, units) for sku, units in story.lines.items()]
        for step in story.steps:
            back = step.lines or story.lines
            if step.act == "cancel" or step.restock:
                moves += [(step.at, sku, -units) for sku, units in back.items()]
    taken: Counter[str] = Counter()
    for _, sku, units in sorted(moves):
        taken[sku] += units
        variant = VARIANTS[sku][1]
        if variant.policy != "untracked":
            assert taken[sku] <= sum(variant.stock.values()) + extra.get(sku, 0)
    counted = {sku: n for sku, n in taken.items() if VARIANTS[sku][1].policy != "untracked" and n}
    assert counted == extra
