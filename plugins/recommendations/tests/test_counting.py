"""Pairs are counted from orders, and stand in the documents of products."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from shopwright import Context
from shopwright.commerce.catalog import (
    ProductPatch,
    market_of,
    product,
    product_page,
    set_status,
    update_product,
    variant,
)
from shopwright.platform.runtime import runtime
from shopwright.testing import Shop, count_queries
from shopwright_recommendations import cli
from shopwright_recommendations.models import Pair, Shown
from shopwright_recommendations.pairs import count
from shopwright_recommendations.settings import Settings
from sqlalchemy import select


@pytest.fixture
def ctx(shop: Shop) -> Context:
    """The plugin's."""
    return runtime().registry.plugins[0].context


def goods(shop: Shop, *names: str, stock: int = 100) -> list[UUID]:
    return [shop.product(name, stock=stock) for name in names]


def sell(shop: Shop, *orders: tuple[UUID, ...]) -> None:
    for wanted in orders:
        shop.place_order(dict.fromkeys(wanted, 1))
    shop.deliver()


def night(shop: Shop, ctx: Context, **settings: Any) -> None:
    count(ctx, Settings(**{"minimum_orders": 2, **settings}))
    shop.deliver()


def product_id(variant_id: UUID) -> UUID:
    return variant(variant_id).product_id


def beside(variant_id: UUID) -> list[str]:
    """The titles that stand in a product's document."""
    handle = product(product_id(variant_id)).handle
    found = json.loads(product_page(market_of(), handle))["extra"].get("recommendations", [])
    return [one["title"] for one in found]


def test_what_enough_orders_had_together_stands_on_both_pages(shop: Shop, ctx: Context) -> None:
    mug, pot, tray = goods(shop, "Mug", "Pot", "Tray")
    sell(shop, (mug, pot), (mug, pot), (mug, pot, tray), (tray,))
    night(shop, ctx)
    assert (beside(mug), beside(pot), beside(tray)) == (["Pot"], ["Mug"], [])


def test_the_most_frequent_come_first_and_no_more_than_the_merchant_wants(
    shop: Shop, ctx: Context
) -> None:
    mug, *others = goods(shop, "Mug", "Bowl", "Pot", "Tray", "Vase", "Lamp")
    bowl, pot, tray, vase, lamp = others
    sell(shop, *[(mug, pot)] * 4, *[(mug, bowl)] * 3)
    sell(shop, *[(mug, tray)] * 2, *[(mug, vase)] * 2, *[(mug, lamp)] * 2)
    night(shop, ctx)
    assert beside(mug)[:2] == ["Pot", "Bowl"]
    assert len(beside(mug)) == 4


def test_what_cannot_be_bought_makes_room_for_the_next(shop: Shop, ctx: Context) -> None:
    mug, tray = goods(shop, "Mug", "Tray")
    pot = shop.product("Pot", stock=3)
    sell(shop, (mug, pot), (mug, pot), (mug, tray))
    night(shop, ctx, minimum_orders=1, number=1)
    assert beside(mug) == ["Pot"]
    sell(shop, (pot,))
    shop.deliver()
    assert beside(mug) == ["Tray"]


def test_a_new_title_and_a_deleted_product_reach_the_pages_of_others(
    shop: Shop, ctx: Context
) -> None:
    mug, pot = goods(shop, "Mug", "Pot")
    sell(shop, (mug, pot), (mug, pot))
    night(shop, ctx)
    update_product(product_id(pot), ProductPatch(title="Teapot"))
    shop.deliver()
    assert beside(mug) == ["Teapot"]
    set_status([product_id(pot)], "archived")
    shop.deliver()
    assert beside(mug) == []


def test_another_night_changes_nothing_where_nobody_bought(shop: Shop, ctx: Context) -> None:
    mug, pot = goods(shop, "Mug", "Pot")
    sell(shop, (mug, pot), (mug, pot))
    night(shop, ctx)
    with count_queries() as queries:
        count(ctx, Settings(minimum_orders=2))
    # The orders, the pairs, and for each 200 products their cards and what is shown.
    assert len(queries) == 4
    night(shop, ctx, minimum_orders=3)
    assert beside(mug) == []
    with ctx.read() as db:
        assert [db.scalars(select(kind)).all() for kind in (Pair, Shown)] == [[], []]


def test_who_does_not_want_to_wait_for_the_night_says_so(
    shop: Shop, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    mug, pot = goods(shop, "Mug", "Pot")
    sell(shop, *[(mug, pot)] * 3)
    monkeypatch.setattr(cli, "plugin_context", lambda: ctx)
    assert CliRunner().invoke(cli.count).exit_code == 0
    shop.deliver()
    assert beside(mug) == ["Pot"]
