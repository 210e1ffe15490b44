"""What sells best stands first, where a list is asked for in that order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.catalog import (
    CategoryInput,
    CollectionInput,
    ProductPatch,
    ProductView,
    create_category,
    create_collection,
    set_collection_products,
    update_product,
)
from shopwright.commerce.catalog.queries.storefront import Filter, Market, list_cards
from shopwright.commerce.catalog.sales import count_sales
from shopwright.platform.db import transaction
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from sqlalchemy import text

from .conftest import MakeProduct

Titles = Callable[..., list[str]]
Sell = Callable[..., None]


@pytest.fixture
def sell(shop: Shop) -> Sell:
    """`sell(shirt=3, lamp=1)`: an order of as many units of each, paid for, and counted."""

    def order(**units: tuple[ProductView, int]) -> None:
        lines: dict[UUID, int] = {view.variants[0].id: n for view, n in units.values()}
        shop.place_order(lines)
        shop.deliver()
        count_sales()

    return order


@pytest.fixture
def goods(make: MakeProduct) -> dict[str, ProductView]:
    """Three things in one category and one collection."""
    home = create_category(CategoryInput(title="Home"))
    made = {name: make(name.title(), category_ids=[home.id]) for name in ("lamp", "rug", "vase")}
    picks = create_collection(CollectionInput(title="Picks", sort="best_selling"))
    set_collection_products(picks.id, [view.id for view in made.values()])
    return made


def test_units_sold_order_every_kind_of_list(
    goods: dict[str, ProductView], sell: Sell, titles: Titles
) -> None:
    sell(rug=(goods["rug"], 3), vase=(goods["vase"], 1))
    for scope in ({}, {"category": "home"}, {"collection": "picks"}):
        assert titles(sort="best_selling", **scope) == ["Rug", "Vase", "Lamp"], scope
    sell(vase=(goods["vase"], 4))
    assert titles(sort="best_selling", category="home") == ["Vase", "Rug", "Lamp"]


def test_an_edit_keeps_a_products_place(
    goods: dict[str, ProductView], sell: Sell, titles: Titles
) -> None:
    sell(rug=(goods["rug"], 3))
    update_product(goods["rug"].id, ProductPatch(title="Carpet"))
    assert titles(sort="best_selling")[0] == "Carpet"
    assert titles(sort="best_selling", category="home")[0] == "Carpet"


def test_sales_are_forgotten_after_three_months_and_with_canceled_orders(
    goods: dict[str, ProductView],
    sell: Sell,
    titles: Titles,
    time_machine_later: Callable[..., AbstractContextManager[object]],
) -> None:
    sell(lamp=(goods["lamp"], 3))
    assert titles(sort="best_selling")[0] == "Lamp"
    with time_machine_later(days=91):
        count_sales()
    assert titles(sort="best_selling") == titles(sort="newest")
    count_sales()
    assert titles(sort="best_selling")[0] == "Lamp"
    with transaction() as db:
        db.execute(text("UPDATE orders SET state = 'canceled'"))
    count_sales()
    assert titles(sort="best_selling") == titles(sort="newest")


def test_pages_follow_each_other_by_key_and_by_number(
    make: MakeProduct, market: Market, sell: Sell
) -> None:
    views = [make(f"Cup {number}") for number in range(7)]
    sell(**{f"v{n}": (views[n], n + 1) for n in (2, 5)})
    whole = list_cards(market, Filter(), sort="best_selling", limit=10).items
    by_key: list[bytes] = []
    after: tuple[Any, ...] | None = None
    for number in (1, 2, 3):
        page = list_cards(market, Filter(), sort="best_selling", limit=3, after=after)
        numbered = list_cards(market, Filter(), sort="best_selling", limit=3, page=number)
        assert page == numbered
        by_key += page.items
        after = page.last
    assert by_key == whole
    assert after is None
    with pytest.raises(ValueError, match="from 1 to 50"):
        list_cards(market, Filter(), page=51)


def test_counting_costs_the_same_for_few_products_and_many(
    make: MakeProduct, sell: Sell, shop: Shop
) -> None:
    def cost(count: int) -> int:
        lines = {make(f"Cup {count} {n}").variants[0].id: 1 for n in range(count)}
        shop.place_order(lines)
        shop.deliver()
        with count_queries() as sent:
            count_sales()
        return len(sent)

    assert cost(9) == cost(2)
    with count_queries() as sent:
        count_sales()
    assert len(sent) == 2
