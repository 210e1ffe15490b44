"""The catalog in several languages: translated field by field, searched in each."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    CategoryInput,
    CollectionInput,
    OptionValueInput,
    ProductPatch,
    Texts,
    TranslationInvalid,
    UnknownCategory,
    UnknownCollection,
    UnknownProduct,
    VariantInput,
    categories,
    category_by_handle,
    collection_by_handle,
    collections,
    create_category,
    create_collection,
    delete_product,
    option_values,
    set_option_values,
    translate,
    translation_progress,
    translations,
    untranslated,
    update_product,
)
from shopwright.commerce.catalog.documents import publish
from shopwright.commerce.catalog.handles import Kind
from shopwright.commerce.catalog.models import ProductDocument
from shopwright.commerce.catalog.queries.facets import facets
from shopwright.commerce.catalog.queries.search import search_cards
from shopwright.commerce.catalog.queries.storefront import (
    Filter,
    Market,
    list_cards,
    product_page,
)
from shopwright.commerce.catalog.word_models import Translation
from shopwright.platform.db import read, transaction
from shopwright.platform.errors import NotFound
from shopwright.platform.ids import uuid7
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from sqlalchemy import func, select

from .conftest import MakeProduct, euros


@pytest.fixture
def locales() -> tuple[str, ...]:
    """A shop in English, German and French."""
    return ("en", "de", "fr")


@pytest.fixture
def german(market: Market) -> Market:
    """The market's German side."""
    return replace(market, locale="de")


def _page(market: Market, handle: str) -> dict[str, Any]:
    return dict(json.loads(product_page(market, handle)))


def _titles(market: Market, **more: Any) -> list[str]:
    return [json.loads(item)["title"] for item in list_cards(market, Filter(), **more).items]


def test_what_is_not_translated_is_shown_as_it_is(
    make: MakeProduct, market: Market, german: Market
) -> None:
    view = make("Linen shirt", description_html="<p>Soft.</p>", seo_title="Shirts")
    texts = Texts(title="Leinenhemd", description_html="<p>Weich.<script>x</script></p>")
    assert translate("product", view.id, "de", texts).description_html == "<p>Weich.</p>"
    shown = _page(german, "linen-shirt")
    assert (shown["title"], shown["description_html"]) == ("Leinenhemd", "<p>Weich.</p>")
    assert shown["seo"]["title"] == "Shirts"
    assert _page(market, "linen-shirt")["title"] == "Linen shirt"
    assert _page(replace(market, locale="fr"), "linen-shirt")["title"] == "Linen shirt"
    translate("product", view.id, "de", Texts())
    assert _page(german, "linen-shirt")["title"] == "Linen shirt"


def test_an_edit_keeps_the_translations(make: MakeProduct, german: Market) -> None:
    view = make("Shirt")
    translate("product", view.id, "de", Texts(title="Hemd"))
    update_product(view.id, ProductPatch(vendor="Acme"))
    shown = _page(german, "shirt")
    assert (shown["title"], shown["vendor"]) == ("Hemd", "Acme")


def test_each_language_is_searched_and_sorted_in_its_own_words(
    make: MakeProduct, market: Market, german: Market
) -> None:
    views = [make("Chair"), make("Table")]
    translate("product", views[0].id, "de", Texts(title="Stuhl"))
    translate("product", views[1].id, "de", Texts(title="Esstisch"))
    assert _titles(market, sort="title") == ["Chair", "Table"]
    assert _titles(german, sort="title") == ["Esstisch", "Stuhl"]

    def found(place: Market, query: str) -> list[str]:
        return [json.loads(item)["title"] for item in search_cards(place, query).items]

    assert found(german, "esstisch") == found(german, "esstich") == ["Esstisch"]
    assert found(german, "table") == []
    assert found(market, "table") == ["Table"]


def test_a_category_lists_titles_in_the_order_of_each_language(
    make: MakeProduct, market: Market, german: Market
) -> None:
    node = create_category(CategoryInput(title="Home"))
    views = [make(title, category_ids=[node.id]) for title in ("Chair", "Table")]
    translate("product", views[1].id, "de", Texts(title="Bank"))
    for place, order in ((market, ["Chair", "Table"]), (german, ["Bank", "Chair"])):
        page = list_cards(place, Filter(category="home"), sort="title")
        assert [json.loads(item)["title"] for item in page.items] == order


def test_options_are_translated_once_for_the_whole_shop(
    make: MakeProduct, german: Market, shop: Shop
) -> None:
    make("Shirt", sizes="SM")
    set_option_values(
        [
            OptionValueInput(name="Size", texts={"de": "Größe"}),
            OptionValueInput(name="Size", value="S", texts={"de": "Klein"}),
        ]
    )
    shop.deliver()
    shown = _page(german, "shirt")
    assert shown["options"] == [{"name": "Größe", "values": ["Klein", "M"], "swatches": {}}]
    assert [variant["title"] for variant in shown["variants"]] == ["Klein", "M"]
    assert shown["variants"][0]["options"] == {"Größe": "Klein"}
    size = next(facet for facet in facets(german, Filter()).items if facet.key == "option")
    assert (size.name, size.label) == ("Size", "Größe")
    assert [(c.value, c.label) for c in size.choices] == [("S", "Klein"), ("M", "M")]
    assert len(list_cards(german, Filter(options={"Size": ("S",)})).items) == 1


def test_a_word_is_taken_back_and_others_stay(make: MakeProduct, shop: Shop) -> None:
    make("Shirt", sizes="S")
    set_option_values(
        [OptionValueInput(name="Size", value="S", color="#ffffff", texts={"de": "K", "fr": "P"})]
    )
    set_option_values([OptionValueInput(name="Size", value="S", texts={"de": None})])
    assert [(v.name, v.value, v.color, v.texts) for v in option_values()] == [
        ("Size", "", None, {}),
        ("Size", "S", "#ffffff", {"fr": "P"}),
    ]
    set_option_values([OptionValueInput(name="Size", value="S", color=None)])
    assert option_values()[1].color is None


def test_two_options_never_get_one_name(make: MakeProduct, german: Market, shop: Shop) -> None:
    make("Rug", variants=[VariantInput(options={"Width": "1", "Length": "2"}, prices=euros(1))])
    words = [OptionValueInput(name=name, texts={"de": "Maß"}) for name in ("Width", "Length")]
    set_option_values(words)
    shop.deliver()
    assert _page(german, "rug")["variants"][0]["options"] == {"Width": "1", "Length": "2"}


def test_categories_and_collections_speak_the_language(
    make: MakeProduct, german: Market, shop: Shop
) -> None:
    node = create_category(CategoryInput(title="Hats", description_html="<p>Warm.</p>"))
    shelf = create_collection(CollectionInput(title="New in"))
    make("Cap", category_ids=[node.id])
    translate("category", node.id, "de", Texts(title="Hüte"))
    translate("collection", shelf.id, "de", Texts(title="Neu"))
    shop.deliver()
    assert [view.title for view in categories("de")] == ["Hüte"]
    assert category_by_handle("hats", "de")[0].description_html == "<p>Warm.</p>"
    assert [view.title for view in categories()] == ["Hats"]
    assert collections("de")[0].title == collection_by_handle("new-in", "de").title == "Neu"
    assert _page(german, "cap")["categories"] == [[{"handle": "hats", "title": "Hüte"}]]
    with count_queries() as sent:
        categories("de")
        collection_by_handle("new-in", "de")
    assert len(sent) == 2


def test_progress_counts_what_is_translated_whole(make: MakeProduct) -> None:
    whole = make("Shirt", sizes="S")
    half = make("Towel", description_html="<p>Soft.</p>")
    translate("product", whole.id, "de", Texts(title="Hemd"))
    translate("product", half.id, "de", Texts(title="Tuch"))
    set_option_values([OptionValueInput(name="Size", texts={"de": "Größe"})])
    progress = {(p.kind, p.locale): (p.done, p.total) for p in translation_progress()}
    assert progress["product", "de"] == (1, 2)
    assert progress["product", "fr"] == (0, 2)
    assert progress["category", "de"] == (0, 0)
    assert progress["option", "de"] == (1, 2)
    assert [row.title for row in untranslated("product", "de")] == ["Towel"]
    assert [row.title for row in untranslated("product", "fr")] == ["Towel", "Shirt"]
    assert [row.title for row in untranslated("product", "fr", after=half.id)] == ["Shirt"]


def test_translations_are_read_beside_each_other_and_go_with_their_product(
    make: MakeProduct,
) -> None:
    view = make("Shirt")
    translate("product", view.id, "de", Texts(title="Hemd"))
    assert translations("product", view.id) == {"de": Texts(title="Hemd"), "fr": Texts()}
    delete_product(view.id)
    with read() as db:
        assert db.scalar(select(func.count()).select_from(Translation)) == 0


def test_only_languages_of_the_shop_and_things_that_are_there_can_be_translated(
    make: MakeProduct,
) -> None:
    view = make("Shirt")
    for locale in ("en", "es"):
        with pytest.raises(TranslationInvalid, match="'en'"):
            translate("product", view.id, locale, Texts(title="x"))
    with pytest.raises(TranslationInvalid):
        set_option_values([OptionValueInput(name="Size", texts={"es": "x"})])
    with pytest.raises(TranslationInvalid, match="value"):
        set_option_values([OptionValueInput(name="Color", color="#000000")])
    unknown: dict[Kind, type[NotFound]] = {
        "product": UnknownProduct,
        "category": UnknownCategory,
        "collection": UnknownCollection,
    }
    for kind, error in unknown.items():
        with pytest.raises(error):
            translate(kind, uuid7(), "de", Texts(title="x"))


def test_there_is_one_document_per_product_and_language(make: MakeProduct) -> None:
    make("Shirt")
    with read() as db:
        locales = db.scalars(select(ProductDocument.locale).order_by(ProductDocument.locale))
        assert list(locales) == ["de", "en", "fr"]


def test_publishing_many_reads_their_words_once(make: MakeProduct, shop: Shop) -> None:
    views = [make(f"Shirt {number}", sizes="SM") for number in range(6)]

    def cost(count: int) -> int:
        with transaction() as db, count_queries() as sent:
            publish(db, [view.id for view in views[:count]])
        return len(sent)

    assert cost(6) == cost(1)
