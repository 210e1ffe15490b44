"""Text search: the same on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.catalog import ProductPatch, VariantInput, delete_product, update_product
from shopwright.commerce.catalog.queries import search
from shopwright.commerce.catalog.queries.search import SearchSort, count_found, search_cards
from shopwright.commerce.catalog.queries.storefront import Filter, Market
from shopwright.commerce.catalog.text import fold, words
from shopwright.testing.queries import count_queries

from .conftest import MakeProduct, euros

Find = Callable[[str], list[str]]


@pytest.fixture
def find(market: Market) -> Find:
    """Titles of what a search finds, best first."""
    return lambda query: [
        json.loads(item)["title"] for item in search_cards(market, query, limit=100).items
    ]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Crème Brûlée", "creme brulee"),
        ("STRASSE Straße", "strasse strasse"),
        ("Søren Łódź Æsir", "soren lodz aesir"),
        ("\u0130stanbul \u0131s\u0131", "istanbul isi"),
        ("ﬁne", "fine"),
    ],
)
def test_folding_takes_case_and_accents_away(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_are_cut_at_everything_that_is_no_letter_or_digit() -> None:
    assert words("T-Shirt_2, 100% Bio!") == ["t", "shirt", "2", "100", "bio"]


@pytest.fixture
def corpus(make: MakeProduct) -> None:
    """A few products that share words."""
    make("Crème Linen Shirt", vendor="Acme", tags=["summer"])
    make("Wool Coat", description_html="<p>Goes well with a <b>linen</b> shirt.</p>")
    make("Linen Towel", variants=[VariantInput(options={"Color": "Azure"}, prices=euros(1))])
    make(
        "Oak Table", variants=[VariantInput(sku="OT-100", barcode="4006381333931", prices=euros(1))]
    )
    make("Secret Shirt", status="draft")


QUERIES: list[tuple[str, set[str]]] = [
    ("wool coat", {"Wool Coat"}),
    ("WOOL", {"Wool Coat"}),
    ("creme", {"Crème Linen Shirt"}),
    ("CRÈME lin", {"Crème Linen Shirt"}),
    ("tow", {"Linen Towel"}),
    ("azure", {"Linen Towel"}),
    ("acme summer", {"Crème Linen Shirt"}),
    ("linen shirt", {"Crème Linen Shirt", "Wool Coat"}),
    ("linen", {"Crème Linen Shirt", "Linen Towel", "Wool Coat"}),
    ("secret", set()),
    ("nothing like this", set()),
    ("!!", set()),
    ("\"' OR 1=1 -- *", set()),
    ("lin* NEAR(", set()),
]


def test_all_words_must_be_there_and_the_last_may_be_unfinished(
    corpus: None, find: Find, market: Market
) -> None:
    for query, found in QUERIES:
        assert set(find(query)) == found, query
        assert count_found(market, query) == (len(found), True)


def test_titles_come_before_descriptions(corpus: None, find: Find) -> None:
    assert find("linen")[-1] == "Wool Coat"
    assert find("linen shirt") == ["Crème Linen Shirt", "Wool Coat"]


def test_a_code_finds_its_product_first(corpus: None, find: Find) -> None:
    for code in ("OT-100", "ot-100", " 4006381333931 "):
        assert find(code) == ["Oak Table"]


def test_a_code_that_is_also_a_word_comes_first(make: MakeProduct, find: Find) -> None:
    make("Lamp One")
    make("Chair", variants=[VariantInput(sku="LAMP", prices=euros(1))])
    assert find("lamp") == ["Chair", "Lamp One"]


def test_edits_are_found_at_once(make: MakeProduct, find: Find) -> None:
    view = make("Vase")
    update_product(view.id, ProductPatch(title="Pitcher"))
    assert find("vase") == []
    assert find("pitcher") == ["Pitcher"]
    delete_product(view.id)
    assert find("pitcher") == []


def test_pages_add_up(make: MakeProduct, market: Market) -> None:
    for number in range(7):
        make(f"Lamp {number}")
        make(f"Shade {number}", description_html="for a lamp")
    whole = [json.loads(i)["id"] for i in search_cards(market, "lamp", limit=100).items]
    assert len(whole) == 14
    paged: list[str] = []
    start: int | None = 0
    while start is not None:
        page = search_cards(market, "lamp", limit=4, start=start)
        assert len(page.items) <= 4
        paged += [json.loads(item)["id"] for item in page.items]
        start = page.next
    assert paged == whole


def test_no_more_than_a_limit_is_shown(
    make: MakeProduct, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        make(f"Lamp {number}")
    monkeypatch.setattr(search, "FOUND_LIMIT", 4)
    first = search_cards(market, "lamp", limit=3)
    assert first.next is not None
    second = search_cards(market, "lamp", limit=3, start=first.next)
    assert len(first.items) + len(second.items) == 4
    assert second.next is None
    assert count_found(market, "lamp") == (4, False)


def test_a_search_is_three_statements_and_one_more_for_a_word_that_is_unknown(
    corpus: None, market: Market
) -> None:
    for query, ceiling in (("linen shirt", 3), ("linen", 3), ("OT-100", 3), ("lninen", 4)):
        with count_queries() as sent:
            search_cards(market, query)
        assert len(sent) <= ceiling, query


def test_what_was_found_is_narrowed_and_sorted_like_a_list(
    corpus: None, market: Market, make: MakeProduct
) -> None:
    make("Linen Sheet", amount=50, vendor="Acme", tags=["winter"])

    def found(sort: SearchSort = "relevance", **chosen: Any) -> list[str]:
        page = search_cards(market, "linen", Filter(**chosen), sort=sort)
        return [json.loads(item)["title"] for item in page.items]

    assert set(found(vendors=("Acme",))) == {"Crème Linen Shirt", "Linen Sheet"}
    assert found(tags=("winter",), vendors=("Acme",)) == ["Linen Sheet"]
    assert found(options={"Color": ("Azure",)}) == ["Linen Towel"]
    assert found("price_asc")[:2] == ["Linen Towel", "Linen Sheet"]
    assert found("newest")[0] == "Linen Sheet"
    assert found("title") == ["Crème Linen Shirt", "Linen Sheet", "Linen Towel", "Wool Coat"]
    assert count_found(market, "linen", Filter(max_price=50)) == (2, True)
    assert search_cards(market, "ot-100", Filter(vendors=("Acme",))).items == []
