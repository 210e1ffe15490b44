"""Misspelt words find what was meant, and unfinished ones are completed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from shopwright.commerce.catalog import (
    CategoryInput,
    CollectionInput,
    ProductPatch,
    create_category,
    create_collection,
    delete_product,
    update_product,
)
from shopwright.commerce.catalog.queries.search import search_cards
from shopwright.commerce.catalog.queries.spelling import completions, distance, spelled
from shopwright.commerce.catalog.queries.storefront import Market
from shopwright.commerce.catalog.queries.suggestions import suggestions
from shopwright.commerce.catalog.text import tokens
from shopwright.commerce.catalog.vocabulary import recount_words, trigrams
from shopwright.testing.queries import count_queries

from .conftest import MakeProduct

CORPUS = (
    "Crème Linen Shirt",
    "Linen Towel",
    "Linen Tablecloth",
    "Lambswool Throw",
    "Stoneware Mug",
    "Stoneware Bowl",
    "Stone Vase",
    "Oak Table",
    "Opal Table Lamp",
    "Candle Holder",
    "Wool Coat",
    "Waxed Overshirt",
)


@pytest.fixture
def corpus(make: MakeProduct) -> None:
    """A fixed set of titles."""
    for title in CORPUS:
        make(title, description_html="<p>Goes well with porcelain.</p>")


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ("lamp", "lamp", 0),
        ("lmap", "lamp", 1),
        ("lam", "lamp", 1),
        ("vace", "vase", 1),
        ("", "ab", 2),
    ],
)
def test_a_swap_of_neighbors_is_one_fault(one: str, other: str, away: int) -> None:
    assert distance(one, other) == distance(other, one) == away


def test_words_are_cut_into_threes_with_room_at_both_ends() -> None:
    assert trigrams("oak") == {"  o", " oa", "oak", "ak ", "k  "}


def test_a_word_is_kept_as_it_is_spelled() -> None:
    assert tokens("CRÈME-Set ½ ﬁne") == [
        ("creme", "crème"),
        ("set", "set"),
        ("1", "1"),
        ("2", "2"),
        ("fine", "ﬁne"),
    ]


MEANT: list[tuple[str, str | None, set[str]]] = [
    ("stonware mug", "stoneware mug", {"Stoneware Mug"}),
    ("linnen", "linen", {"Crème Linen Shirt", "Linen Towel", "Linen Tablecloth"}),
    ("creem linen", "crème linen", {"Crème Linen Shirt"}),
    ("tabel lamp", "table lamp", {"Opal Table Lamp"}),
    ("lambswol", "lambswool", {"Lambswool Throw"}),
    ("tabelclo", "tablecloth", {"Linen Tablecloth"}),
    ("stonwar", "stoneware", {"Stoneware Mug", "Stoneware Bowl"}),
    ("porcelian mug", "porcelain mug", {"Stoneware Mug"}),
    ("table", None, {"Oak Table", "Opal Table Lamp", "Linen Tablecloth"}),
    ("ston", None, {"Stoneware Mug", "Stoneware Bowl", "Stone Vase"}),
    ("wol", None, set()),
    ("zzzzzzzz", None, set()),
    ("mug 2024", None, set()),
]


@pytest.mark.parametrize(("query", "corrected", "found"), MEANT)
def test_the_first_ten_of_a_search_are_what_was_meant(
    corpus: None, market: Market, query: str, corrected: str | None, found: set[str]
) -> None:
    page = search_cards(market, query, limit=10)
    assert {json.loads(item)["title"] for item in page.items} == found
    assert page.corrected == corrected


def test_a_known_word_is_never_changed(corpus: None, market: Market) -> None:
    with count_queries() as sent:
        assert spelled(market.locale, ["stone", "vase"]) == (["stone", "vase"], None)
    assert len(sent) == 1


def test_unfinished_words_are_completed_by_titles_the_frequent_first(
    corpus: None, market: Market
) -> None:
    recount_words()
    assert completions("en", ["oak", "ta"], limit=5) == ["oak table", "oak tablecloth"]
    assert completions("en", ["cre"], limit=5) == ["crème"]
    assert completions("en", ["porc"], limit=5) == []


def test_a_recount_forgets_what_no_product_says_any_more(make: MakeProduct, market: Market) -> None:
    kept, gone = make("Vase"), make("Zither")
    update_product(kept.id, ProductPatch(title="Vase and Zithern"))
    delete_product(gone.id)
    recount_words()
    assert completions("en", ["zit"], limit=5) == ["zithern"]
    assert spelled("en", ["zither", "vase"]) == (["zithern", "vase"], "zithern vase")


def test_learning_what_is_known_costs_one_statement(corpus: None, make: MakeProduct) -> None:
    def cost(title: str) -> int:
        with count_queries() as sent:
            make(title)
        return len([text for text in sent if "search_terms" in text or "search_trigrams" in text])

    assert cost("Linen Coat") == 1
    assert cost("Quilted Jerkin") == 3


def test_suggestions_offer_words_products_and_shelves(
    corpus: None, market: Market, suggested: Callable[[str], dict[str, list[str]]]
) -> None:
    create_category(CategoryInput(title="Linen & Wool"))
    create_collection(CollectionInput(title="The linen edit"))
    create_collection(CollectionInput(title="Linen, unpublished", published=False))
    assert suggested("lin") == {
        "words": ["linen"],
        "products": ["Crème Linen Shirt", "Linen Tablecloth", "Linen Towel"],
        "categories": ["Linen & Wool"],
        "collections": ["The linen edit"],
    }
    assert suggested("linnen")["collections"] == ["The linen edit"]
    assert suggested("!")["products"] == []
    for query, ceiling in (("lin", 6), ("linnen", 7)):
        with count_queries() as sent:
            suggestions(market, query)
        assert len(sent) <= ceiling


@pytest.fixture
def suggested(market: Market) -> Callable[[str], dict[str, list[str]]]:
    """What is suggested, by title."""

    def ask(query: str) -> dict[str, list[str]]:
        found = suggestions(market, query)
        return {
            "words": list(found.words),
            "products": sorted(json.loads(item)["title"] for item in found.products),
            "categories": [view.title for view in found.categories],
            "collections": [view.title for view in found.collections],
        }

    return ask
