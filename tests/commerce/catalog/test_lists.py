"""Lists: filters, orders, cursors, counts; for shoppers and for staff."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    CategoryInput,
    CollectionInput,
    VariantInput,
    create_category,
    create_collection,
    set_collection_products,
)
from shopwright.commerce.catalog.queries import lists
from shopwright.commerce.catalog.queries.lists import ProductFilter, list_products
from shopwright.commerce.catalog.queries.storefront import (
    Filter,
    Market,
    Sort,
    cards_of,
    count_products,
    list_cards,
)

from .conftest import MakeProduct, euros

Titles = Callable[..., list[str]]
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def stocked(make: MakeProduct) -> list[str]:
    """Twelve products in a category and a collection; prices and titles repeat."""
    category = create_category(CategoryInput(title="All"))
    views = [
        make(
            f"Cup {'ABCD'[n % 4]}",
            amount=100 * (n % 3 + 1),
            vendor=("Acme", "Bolt")[n % 2],
            tags=["blue"] if n % 3 else ["blue", "new"],
            category_ids=[category.id],
            published_at=START + timedelta(hours=n % 5),
        )
        for n in range(12)
    ]
    picks = create_collection(CollectionInput(title="Picks"))
    set_collection_products(picks.id, [view.id for view in reversed(views)])
    return [str(view.id) for view in views]


ORDERS: list[tuple[Sort, dict[str, Any]]] = [
    *((sort, {}) for sort in ("newest", "title", "price_asc", "price_desc")),
    *((sort, {"category": "all"}) for sort in ("newest", "title", "price_asc", "price_desc")),
    *((sort, {"collection": "picks"}) for sort in ("newest", "title", "price_asc", "position")),
    ("position", {"collection": "picks", "category": "all"}),
]


def test_pages_add_up_to_the_whole_list(stocked: list[str], market: Market) -> None:
    for sort, scope in ORDERS:
        filters = Filter(**scope)
        whole = _ids(list_cards(market, filters, sort=sort, limit=50).items)
        assert sorted(whole) == sorted(stocked)
        paged: list[str] = []
        after = None
        for _ in range(10):
            page = list_cards(market, filters, sort=sort, limit=5, after=after)
            paged += _ids(page.items)
            after = page.last
            if after is None:
                break
        assert paged == whole, (sort, scope)


def _ids(items: list[bytes]) -> list[str]:
    return [json.loads(item)["id"] for item in items]


def test_orders_are_what_they_say(stocked: list[str], market: Market) -> None:
    def read(sort: Sort, value: Callable[[dict[str, Any]], Any]) -> list[Any]:
        page = list_cards(market, Filter(), sort=sort, limit=50)
        return [value(json.loads(item)) for item in page.items]

    newest = read("newest", lambda card: card["published_at"])
    assert newest == sorted(newest, reverse=True)
    assert read("title", lambda card: card["title"]) == sorted(f"Cup {c}" for c in "ABCD" * 3)
    cheap = read("price_asc", lambda card: card["price"]["min"]["amount"])
    assert cheap == [100] * 4 + [200] * 4 + [300] * 4
    assert read("price_desc", lambda card: card["price"]["min"]["amount"]) == cheap[::-1]


FILTERS: list[tuple[dict[str, Any], int]] = [
    ({"vendors": ("Acme",)}, 6),
    ({"vendors": ("Acme", "Bolt")}, 12),
    ({"tags": ("blue",)}, 12),
    ({"tags": ("red", "new")}, 4),
    ({"tags": ("red",)}, 0),
    ({"min_price": 200}, 8),
    ({"max_price": 100}, 4),
    ({"min_price": 150, "max_price": 250}, 4),
    ({"in_stock": True}, 12),
    ({"category": "all", "vendors": ("Bolt",), "tags": ("new",)}, 2),
    ({"collection": "picks", "max_price": 200}, 8),
    ({"ids": ()}, 0),
]


def test_filters_narrow_the_list(stocked: list[str], market: Market, titles: Titles) -> None:
    for filters, count in FILTERS:
        assert count_products(market, Filter(**filters)) == (count, True)
        for sort in ("newest", "title", "price_desc"):
            assert len(titles(sort=sort, **filters)) == count, (sort, filters)


def test_lists_can_be_asked_for_certain_products(
    make: MakeProduct, market: Market, titles: Titles
) -> None:
    views = [make(title) for title in "ABC"]
    assert titles(ids=(views[0].id, views[2].id)) == ["C", "A"]
    cards = cards_of(market, [views[1].id])
    assert json.loads(cards[views[1].id])["title"] == "B"


def test_positions_need_a_collection(market: Market) -> None:
    with pytest.raises(ValueError, match="collection"):
        list_cards(market, Filter(), sort="position")


def test_titles_sort_without_regard_to_case_and_accents(make: MakeProduct, titles: Titles) -> None:
    for title in ("Zebra", "Étoile", "apple", "Eta", "Ärmel"):
        make(title)
    assert titles(sort="title") == ["apple", "Ärmel", "Eta", "Étoile", "Zebra"]


def test_what_is_out_of_stock_can_be_left_out(make: MakeProduct, titles: Titles) -> None:
    make("Gone", variants=[VariantInput(prices=euros(1))])
    make("Later", variants=[VariantInput(prices=euros(1), policy="backorder")])
    make("There")
    assert titles(in_stock=True) == ["There", "Later"]


def test_staff_find_products_in_any_state(make: MakeProduct) -> None:
    draft = make("Blue Vase", status="draft", vendor="Acme", tags=["x"], product_type="Vases")
    make("Red Vase", variants=[VariantInput(sku="RV-1", barcode="4006381", prices=euros(1))])

    def found(**filters: Any) -> list[str]:
        return [row.title for row in list_products(ProductFilter(**filters), sort="title")]

    assert found() == ["Blue Vase", "Red Vase"]
    assert found(status="draft") == ["Blue Vase"]
    assert found(vendor="Acme", tag="x", product_type="Vases") == ["Blue Vase"]
    assert found(text="blue v") == ["Blue Vase"]
    assert found(text="RV-1") == found(text="4006381") == found(text="red-vase") == ["Red Vase"]
    assert found(text="100%") == []
    assert found(ids=(draft.id,)) == ["Blue Vase"]
    assert found(category_id=draft.id) == found(collection_id=draft.id) == []
    assert lists.count_all(ProductFilter(status="draft")) == (1, True)


def test_staff_page_through_products(make: MakeProduct) -> None:
    for number in range(5):
        make(f"Vase {number % 2}", sizes="SM")
    keys = {"updated": "updated_at", "created": "created_at", "title": "title"}
    for sort in lists.PRODUCT_SORTS:
        whole = list_products(ProductFilter(), sort=sort)
        seen: list[Any] = []
        after = None
        for _ in range(5):
            page = list_products(ProductFilter(), sort=sort, limit=2, after=after)
            seen += page
            if len(page) < 2:
                break
            after = (getattr(page[-1], keys[sort]), page[-1].id)
        assert [row.id for row in seen] == [row.id for row in whole]
        assert [row.variant_count for row in whole] == [2] * 5


def test_words_in_use_are_counted(make: MakeProduct) -> None:
    make("A", vendor="Acme", tags=["blue", "new"], product_type="Cups")
    make("B", vendor="Acme", tags=["blue"])
    assert [(w.name, w.count) for w in lists.tags()] == [("blue", 2), ("new", 1)]
    assert [w.name for w in lists.tags(prefix="N")] == ["new"]
    assert [w.name for w in lists.tags(after="blue")] == ["new"]
    assert [(w.name, w.count) for w in lists.vendors(limit=1)] == [("Acme", 2)]
    assert [w.name for w in lists.product_types()] == ["Cups"]
