"""Facets: what a list can be narrowed by, and how many products each choice would leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    CategoryInput,
    CollectionInput,
    OptionValueInput,
    VariantInput,
    create_category,
    create_collection,
    set_collection_products,
    set_option_values,
)
from shopwright.commerce.catalog.queries import facets as module
from shopwright.commerce.catalog.queries import facets_sql
from shopwright.commerce.catalog.queries.facets import Facet, facets
from shopwright.commerce.catalog.queries.search import search_cards
from shopwright.commerce.catalog.queries.storefront import Filter, Market, count_products
from shopwright.platform.ids import uuid7
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop

from .conftest import MakeProduct, euros

Counted = Callable[..., dict[str, dict[str, int]]]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered from one question to the next."""
    monkeypatch.setattr(module, "remembered", lambda _name, build: build())


def _variants(amount: int, colors: str, sizes: str = "M", policy: Any = "untracked") -> list[Any]:
    return [
        VariantInput(options={"Color": color, "Size": size}, prices=euros(amount), policy=policy)
        for color in colors.split()
        for size in sizes.split()
    ]


@pytest.fixture
def stocked(make: MakeProduct) -> None:
    """Five garments below Clothes, in two categories, and a lamp."""
    clothes = create_category(CategoryInput(title="Clothes"))
    shirts = create_category(CategoryInput(title="Shirts", parent_id=clothes.id, position=1))
    coats = create_category(CategoryInput(title="Coats", parent_id=clothes.id))
    home = create_category(CategoryInput(title="Home"))
    made = [
        make(
            title,
            vendor=vendor,
            tags=tags.split(),
            category_ids=[category.id],
            variants=_variants(amount, colors, sizes, policy),
        )
        for title, vendor, tags, category, amount, colors, sizes, policy in (
            ("Linen Shirt", "Acme", "linen summer", shirts, 2000, "Red Blue", "S M", "untracked"),
            ("Silk Shirt", "Bolt", "silk summer", shirts, 5000, "Red", "M L", "untracked"),
            ("Plain Shirt", "Bolt", "cotton", shirts, 1000, "Blue", "S", "deny"),
            ("Wool Coat", "Acme", "wool", coats, 9000, "Green Blue", "M", "untracked"),
            ("Rain Coat", "Cord", "summer", coats, 7000, "Green", "L", "untracked"),
        )
    ]
    make("Linen Lamp", vendor="Cord", category_ids=[home.id], amount=4000)
    picks = create_collection(CollectionInput(title="Picks"))
    set_collection_products(picks.id, [made[0].id, made[3].id])
    create_collection(CollectionInput(title="Hidden", published=False))


@pytest.fixture
def counted(market: Market) -> Counted:
    """The counts by facet and value; options as `option:Color`."""

    def ask(query: str | None = None, **filters: Any) -> dict[str, dict[str, int]]:
        found = facets(market, Filter(**filters), query=query).items
        return {_name(facet): {c.value: c.count for c in facet.choices} for facet in found}

    return ask


def _name(facet: Facet) -> str:
    return f"{facet.key}:{facet.name}" if facet.name else facet.key


def test_a_category_is_counted_by_everything_it_can_be_narrowed_by(
    stocked: None, counted: Counted
) -> None:
    assert counted(category="clothes") == {
        "category": {"coats": 2, "shirts": 3},
        "collection": {"picks": 2},
        "availability": {"in": 4},
        "price": {},
        "option:Color": {"Red": 2, "Blue": 3, "Green": 2},
        "option:Size": {"S": 2, "M": 3, "L": 2},
        "vendor": {"Acme": 2, "Bolt": 2, "Cord": 1},
        "tag": {"summer": 3, "linen": 1, "silk": 1, "cotton": 1, "wool": 1},
    }


def test_the_whole_shop_is_counted_by_its_roots(stocked: None, counted: Counted) -> None:
    assert counted()["category"] == {"clothes": 5, "home": 1}


def test_what_is_chosen_in_a_facet_narrows_the_others_only(stocked: None, counted: Counted) -> None:
    found = counted(category="clothes", vendors=("Acme",))
    assert found["vendor"] == {"Acme": 2, "Bolt": 2, "Cord": 1}
    assert found["option:Color"] == {"Red": 1, "Blue": 2, "Green": 1}
    found = counted(category="clothes", vendors=("Acme", "Cord"), options={"Color": ("Green",)})
    assert found["vendor"] == {"Acme": 1, "Cord": 1}
    assert found["option:Color"] == {"Red": 1, "Blue": 2, "Green": 2}
    assert found["option:Size"] == {"M": 1, "L": 1}
    assert found["category"] == {"coats": 2}


def test_two_options_each_ignore_their_own_choice(stocked: None, counted: Counted) -> None:
    found = counted(category="clothes", options={"Color": ("Blue",), "Size": ("S",)})
    assert found["option:Color"] == {"Red": 1, "Blue": 2}
    assert found["option:Size"] == {"S": 2, "M": 2}


def test_each_choice_leaves_as_many_products_as_it_says(
    stocked: None, market: Market, counted: Counted
) -> None:
    for base in ({}, {"vendors": ("Acme",)}, {"in_stock": True}, {"max_price": 5000}):
        found = counted(category="clothes", **base)
        for tag, count in found["tag"].items():
            chosen = Filter(category="clothes", tags=(tag,), **base)
            assert count_products(market, chosen) == (count, True), (base, tag)
        for color, count in found["option:Color"].items():
            chosen = Filter(category="clothes", options={"Color": (color,)}, **base)
            assert count_products(market, chosen) == (count, True), (base, color)


def test_prices_range_over_what_the_other_facets_leave(stocked: None, market: Market) -> None:
    def ends(**filters: Any) -> tuple[int | None, int | None]:
        found = facets(market, Filter(category="clothes", **filters)).items
        price = next(facet for facet in found if facet.key == "price")
        assert price.kind == "range"
        return price.min, price.max

    assert ends() == (1000, 9000)
    assert ends(min_price=2000, max_price=3000) == (1000, 9000)
    assert ends(vendors=("Acme",)) == (2000, 9000)


def test_choices_say_whether_they_are_chosen_and_stay_when_nothing_is_left(
    stocked: None, market: Market
) -> None:
    found = facets(market, Filter(category="shirts", vendors=("Acme", "Cord"), in_stock=True))
    vendor = next(facet for facet in found.items if facet.key == "vendor")
    assert [(c.value, c.count, c.active) for c in vendor.choices] == [
        ("Acme", 1, True),
        ("Bolt", 1, False),
        ("Cord", 0, True),
    ]
    assert (found.total, found.exact) == (1, True)
    available = next(facet for facet in found.items if facet.key == "availability")
    assert [choice.active for choice in available.choices] == [True]


def test_colors_make_an_option_a_row_of_swatches(
    stocked: None, market: Market, page: Callable[[str], Any], shop: Shop
) -> None:
    set_option_values([OptionValueInput(name="Color", value="Red", color="#aa0000")])
    kinds = {_name(facet): facet for facet in facets(market, Filter(category="clothes")).items}
    assert kinds["option:Size"].kind == "check"
    color = kinds["option:Color"]
    assert color.kind == "swatch"
    assert [(c.value, c.color) for c in color.choices] == [
        ("Blue", None),
        ("Green", None),
        ("Red", "#aa0000"),
    ]
    shop.deliver()
    assert page("silk-shirt")["options"][0] == {
        "name": "Color",
        "values": ["Red"],
        "swatches": {"Red": "#aa0000"},
    }


def test_sizes_stand_in_the_order_that_products_give_them(
    make: MakeProduct, market: Market
) -> None:
    make("Tee", variants=_variants(1, "Red", "S M L XL"))
    make("Top", variants=_variants(1, "Red", "M L"))
    size = next(f for f in facets(market, Filter()).items if f.name == "Size")
    assert [choice.value for choice in size.choices] == ["S", "M", "L", "XL"]


def test_what_a_search_found_is_counted_the_same_way(stocked: None, counted: Counted) -> None:
    found = counted("shirt", vendors=("Bolt",))
    assert found["vendor"] == {"Acme": 1, "Bolt": 2}
    assert found["option:Size"] == {"S": 1, "M": 1, "L": 1}
    assert counted("linen")["category"] == {"clothes": 1, "home": 1}
    assert counted("shrit")["vendor"] == {"Acme": 1, "Bolt": 2}
    assert counted("linen", category="clothes")["vendor"] == {"Acme": 1}
    assert counted("linen", collection="picks")["vendor"] == {"Acme": 1}
    assert counted("linen", ids=(uuid7(),)) == {}
    assert counted("!") == {}


def test_a_search_counts_what_it_shows(stocked: None, market: Market) -> None:
    for query in ("linen", "coat", "shirt", "nothing"):
        page = search_cards(market, query)
        assert facets(market, Filter(), query=query).total == len(page.items), query


def test_a_list_is_counted_in_one_statement_whatever_is_chosen(
    stocked: None, market: Market
) -> None:
    chosen = Filter(
        category="clothes",
        in_categories=("shirts",),
        in_collections=("picks",),
        vendors=("Acme", "Bolt"),
        tags=("summer",),
        options={"Color": ("Red",), "Size": ("S", "M")},
        min_price=1,
        max_price=9999,
        in_stock=True,
    )
    for filters, query, ceiling in (
        (Filter(), None, 1),
        (chosen, None, 1),
        (chosen, "shirt", 3),
        (Filter(collection="picks"), None, 1),
    ):
        with count_queries() as sent:
            facets(market, filters, query=query)
        assert len(sent) <= ceiling, (filters, query)


def test_counts_are_exact_to_a_thousand_and_say_when_there_are_more(
    make: MakeProduct, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        make(f"Cup {number}", vendor="Acme" if number else "Bolt")
    monkeypatch.setattr(module, "COUNT_LIMIT", 4)
    found = facets(market, Filter())
    assert (found.total, found.exact) == (4, False)
    vendor = next(facet for facet in found.items if facet.key == "vendor")
    assert [(c.value, c.count, c.exact) for c in vendor.choices] == [
        ("Acme", 4, False),
        ("Bolt", 1, True),
    ]
    monkeypatch.setattr(module, "SCOPE_LIMIT", 3)
    assert not any(c.exact for f in facets(market, Filter()).items for c in f.choices)


def test_no_facet_is_longer_than_anybody_reads(
    make: MakeProduct, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("Cup", tags=[f"tag {number}" for number in range(9)])
    monkeypatch.setattr(module, "CHOICES_LIMIT", 5)
    assert facets_sql.CHOICES_LIMIT > 5
    tag = next(facet for facet in facets(market, Filter()).items if facet.key == "tag")
    assert len(tag.choices) == 5


def test_facets_are_remembered_for_a_minute(
    stocked: None, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    one = Filter(category="clothes", tags=("summer", "wool"))
    other = Filter(category="clothes", tags=("wool", "summer"))
    assert json.dumps(facets(market, one).total)
    with count_queries() as sent:
        assert facets(market, other) == facets(market, one)
    assert sent == []
