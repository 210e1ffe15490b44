"""What shoppers read of a product: ready bytes, written when it is saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from shopwright import hooks
from shopwright.commerce.catalog import (
    Document,
    DocumentDraft,
    Moved,
    ProductInput,
    ProductPatch,
    UnknownProduct,
    VariantInput,
    create_product,
    queue_all_documents,
    rebuild_backlog,
    set_status,
    update_product,
)
from shopwright.commerce.catalog.models import ProductDocument
from shopwright.commerce.catalog.queries.storefront import (
    Filter,
    Market,
    list_cards,
    product_page,
    product_pages,
)
from shopwright.commerce.pricing import PriceInput
from shopwright.platform.db import read, transaction
from shopwright.platform.hooks.context import Context
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.plugins import registry_of
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from sqlalchemy import delete, func, select

from .conftest import MakeProduct, euros

Page = Callable[[str], dict[str, Any]]
Titles = Callable[..., list[str]]


class SizeChart(Plugin):
    """Adds to some products' pages; fails on one, and forgets to return on another."""

    @hooks.product_document
    def chart(self, draft: DocumentDraft, ctx: Context) -> Document:
        if draft.product.handle == "broken":
            raise RuntimeError("boom")
        if draft.product.handle == "forgetful":
            return None  # type: ignore[return-value]
        if draft.product.product_type != "Shoes":
            return draft.document
        extra = {**draft.document.detail["extra"], ctx.id: {"chart": "/sizes"}}
        detail = {**draft.document.detail, "extra": extra}
        return replace(draft.document, detail=detail, search_text="trainers")


@pytest.fixture
def registry() -> Registry:
    """One plugin that has something to say."""
    return registry_of(SizeChart)


def test_a_page_shows_the_product_with_prices_and_states(make: MakeProduct, page: Page) -> None:
    make(
        "Shirt",
        description_html="<p>Soft &amp; cool</p>",
        variants=[
            VariantInput(options={"Size": "S"}, sku="S-S", prices=euros(2200, 3000)),
            VariantInput(options={"Size": "M"}, policy="backorder", prices=euros(2500, 2400)),
            VariantInput(options={"Size": "L"}, policy="untracked"),
        ],
    )
    shown = page("shirt")
    assert shown["seo"] == {"title": "Shirt", "description": "Soft & cool"}
    assert shown["stock_state"] == "in"
    assert shown["price"] == {
        "min": {"amount": 2200, "currency": "EUR"},
        "max": {"amount": 2500, "currency": "EUR"},
        "compare_at": {"amount": 3000, "currency": "EUR"},
    }
    assert [
        (v["title"], v["price"], v["compare_at"], v["stock_state"]) for v in shown["variants"]
    ] == [
        (
            "S",
            {"amount": 2200, "currency": "EUR"},
            {"amount": 3000, "currency": "EUR"},
            "out",
        ),
        ("M", {"amount": 2500, "currency": "EUR"}, None, "backorder"),
        ("L", None, None, "in"),
    ]


def test_drafts_and_archived_products_are_not_shown(
    make: MakeProduct, page: Page, titles: Titles
) -> None:
    view = make("Vase")
    assert titles() == ["Vase"]
    for status in ("draft", "archived"):
        update_product(view.id, ProductPatch(status=status))
        assert titles() == []
        assert titles(sort="price_asc") == []
        with pytest.raises(UnknownProduct):
            page("vase")
    set_status([view.id], "active")
    assert page("vase")["title"] == "Vase"


def test_an_edit_is_shown_at_once(make: MakeProduct, page: Page, titles: Titles) -> None:
    view = make("Vase")
    update_product(view.id, ProductPatch(title="Jug", handle="jug", vendor="Acme"))
    assert titles(vendors=("Acme",)) == ["Jug"]
    assert page("jug")["vendor"] == "Acme"
    with pytest.raises(Moved):
        page("vase")


def test_there_is_a_document_per_language(shop: Shop, channel: Any, make: MakeProduct) -> None:
    view = make("Vase")
    with read() as db:
        wanted = select(func.count()).where(ProductDocument.product_id == view.id)
        assert db.scalar(wanted) == 1
    market = Market(price_list_id=channel.price_list_id, currency="EUR", locale="de")
    with pytest.raises(UnknownProduct):
        product_page(market, "vase")


def test_a_market_in_whose_currency_there_is_no_price_does_not_list_the_product(
    make: MakeProduct, channel: Any
) -> None:
    make("Vase")
    dollars = Market(price_list_id=channel.price_list_id, currency="USD", locale="en")
    assert list_cards(dollars, Filter()).items == []
    shown = json.loads(product_page(dollars, "vase"))
    assert shown["price"] is None
    assert shown["variants"][0]["price"] is None


def test_prices_of_several_currencies_live_side_by_side(make: MakeProduct, channel: Any) -> None:
    prices = (PriceInput(currency="EUR", amount=100), PriceInput(currency="JPY", amount=150))
    make("Vase", variants=[VariantInput(prices=prices)])
    yen = Market(price_list_id=channel.price_list_id, currency="JPY", locale="en")
    assert json.loads(product_page(yen, "vase"))["price"]["min"] == {
        "amount": 150,
        "currency": "JPY",
    }


def test_a_product_whose_variants_are_all_inactive_has_no_price(
    make: MakeProduct, page: Page, titles: Titles
) -> None:
    make("Vase", variants=[VariantInput(active=False, prices=euros(1))])
    assert titles() == []
    assert page("vase")["variants"] == []
    assert page("vase")["price"] is None


def test_plugins_add_to_pages_when_they_are_published(
    make: MakeProduct, page: Page, shop: Shop
) -> None:
    make("Runner", product_type="Shoes")
    assert page("runner")["extra"] == {"sizechart": {"chart": "/sizes"}}


@pytest.mark.parametrize("handle", ["broken", "forgetful"])
def test_a_plugin_that_fails_is_left_out(make: MakeProduct, page: Page, handle: str) -> None:
    make(handle)
    assert page(handle)["title"] == handle


def test_a_card_costs_no_more_with_many_variants(make: MakeProduct, market: Market) -> None:
    many = [
        VariantInput(options={"A": str(a), "B": str(b)}, prices=euros(a * 100 + b))
        for a in range(10)
        for b in range(25)
    ]
    make("Big", variants=many)
    card = json.loads(list_cards(market, Filter()).items[0])
    assert card["variant_count"] == 250
    assert card["variant_id"] is None
    assert len(json.loads(product_page(market, "big"))["variants"]) == 250


def test_a_list_and_a_page_are_one_statement_each(make: MakeProduct, market: Market) -> None:
    for number in range(5):
        make(f"Vase {number}", sizes="SML")
    with count_queries() as sent:
        list_cards(market, Filter(category="x", tags=("a",), in_stock=True), sort="price_asc")
    assert len(sent) == 1
    with count_queries() as sent:
        product_page(market, "vase-1")
    assert len(sent) == 1


def test_the_whole_catalog_is_read_part_by_part(make: MakeProduct, market: Market) -> None:
    for number in range(5):
        make(f"Vase {number}", sizes="SML")
    make("Priceless", variants=[VariantInput(active=False, prices=euros(1))])
    with count_queries() as sent:
        first = product_pages(market, limit=3)
        rest = product_pages(market, after=list(first)[-1], limit=3)
        over = product_pages(market, after=list(rest)[-1], limit=3)
    assert (len(sent), len(first), len(rest), over) == (3, 3, 2, {})
    for key, shown in {**first, **rest}.items():
        found = json.loads(shown)
        assert found["id"] == str(key)
        assert shown == product_page(market, found["handle"])


def test_a_transaction_reads_what_it_wrote(
    channel: object, make: MakeProduct, titles: Titles, page: Page
) -> None:
    with transaction():
        make("Vase")
        assert titles() == ["Vase"]
        assert page("vase")["title"] == "Vase"


def test_all_documents_can_be_written_anew_in_the_background(
    make: MakeProduct, titles: Titles, shop: Shop
) -> None:
    for number in range(3):
        make(f"Vase {number}")
    make("Draft", status="draft")
    with transaction() as db:
        db.execute(delete(ProductDocument))
    assert titles() == []
    assert queue_all_documents() == 3
    shop.deliver()
    assert rebuild_backlog() == 0
    assert len(titles()) == 3


def test_saving_costs_the_same_for_few_variants_and_many(channel: object) -> None:
    def cost(count: int) -> int:
        variants = [VariantInput(options={"N": str(n)}, prices=euros(n)) for n in range(count)]
        with count_queries() as sent:
            create_product(ProductInput(title=f"With {count}", status="active", variants=variants))
        return len(sent)

    assert cost(100) <= cost(2) + 2
