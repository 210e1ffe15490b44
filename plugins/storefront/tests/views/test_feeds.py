"""Feeds: what is new, for people; what is for sale, for Google and Meta."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from shopwright.commerce.catalog import (
    CategoryInput,
    CategoryPatch,
    CollectionInput,
    ProductPatch,
    create_category,
    create_collection,
    product_id_by_handle,
    set_collection_products,
    update_category,
    update_product,
)
from shopwright.commerce.channels import install_defaults
from shopwright.testing import Databases, Shop, open_shop
from shopwright.testing.queries import count_queries
from shopwright_storefront.cache import feeds
from shopwright_storefront.plugin import Storefront
from shopwright_storefront.views import offers

ATOM = "{http://www.w3.org/2005/Atom}"
G = "{http://base.google.com/ns/1.0}"


@pytest.fixture
def shop(
    tmp_path: Path, options: dict[str, object], shopwright_databases: Databases
) -> Iterator[Shop]:
    """On one database: what is read of it is tested with the catalog's queries."""
    with (
        shopwright_databases.fresh("sqlite", tmp_path, (Storefront,)) as url,
        open_shop(
            tmp_path,
            Storefront,
            settings={"storefront": {"theme": "base"}},
            database_url=url,
            make_tables=False,
            shop_name="Alder & Wren",
            public_url="http://localhost",
            **options,
        ) as shop,
    ):
        install_defaults()
        yield shop


def titles(text: str) -> list[str]:
    found = ElementTree.fromstring(text).findall(f"{ATOM}entry/{ATOM}title")
    return [node.text or "" for node in found]


def items(text: str) -> list[dict[str, str]]:
    """Each item's elements; of those that repeat, the last."""
    found = ElementTree.fromstring(text).findall("channel/item")
    return [{node.tag.replace(G, "g:"): node.text or "" for node in one} for one in found]


def test_lists_tell_what_is_new_on_them(browser: Any, shop: Shop, shirt: str) -> None:
    shop.product("Mug", price=1200)
    chosen = create_collection(CollectionInput(title="Picks & more"))
    set_collection_products(chosen.id, [product_id_by_handle(shirt)])
    assert titles(browser.get("/products.atom").text) == ["Mug", "Linen shirt"]
    assert titles(browser.get("/categories/kitchen.atom").text) == ["Linen shirt"]
    feed = browser.get(f"/collections/{chosen.handle}.atom")
    assert feed.content_type == "application/atom+xml; charset=utf-8"
    assert titles(feed.text) == ["Linen shirt"]
    root = ElementTree.fromstring(feed.text)
    assert root.findtext(f"{ATOM}title") == "Picks & more – Alder & Wren"  # noqa: RUF001
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{product_id_by_handle(shirt)}"
    assert "€29.00" in (entry.findtext(f"{ATOM}content") or "")
    assert browser.get("/collections/nothing.atom").status_code == 404


def test_pages_name_their_feed(browser: Any, shirt: str) -> None:
    link = '<link rel="alternate" href="{}" type="application/atom+xml" title="{}">'
    kitchen = link.format("/categories/kitchen.atom", "Kitchen – Alder &amp; Wren")  # noqa: RUF001
    assert kitchen in browser.get("/categories/kitchen?sort=title").text
    for path in ("/", f"/products/{shirt}"):
        assert link.format("/products.atom", "Alder &amp; Wren") in browser.get(path).text
    assert "atom+xml" not in browser.get("/account/login").text


def test_the_feed_of_a_category_moves_with_it(browser: Any, category: UUID) -> None:
    update_category(category, CategoryPatch(handle="cooking"))
    moved = browser.get("/categories/kitchen.atom", follow=False)
    assert (moved.status_code, moved.location) == (301, "/categories/cooking.atom")


def test_an_empty_feed_is_one_too(browser: Any) -> None:
    assert titles(browser.get("/products.atom").text) == []
    assert items(browser.get("/feeds/google.xml").text) == []
    assert browser.get("/feeds/pigeons.xml").status_code == 404


def test_each_variant_is_an_item(browser: Any, shirt: str) -> None:
    blue, _, red = items(browser.get("/feeds/google.xml").text)
    assert blue == {
        "g:id": blue["g:id"],
        "title": "Linen shirt, Blue, S",
        "description": "Soft from the first day.",
        "link": f"http://localhost/products/{shirt}?option1=Blue&option2=S",
        "g:availability": "in_stock",
        "g:price": "29.00 EUR",
        "g:brand": "Atelier Lino",
        "g:mpn": "SHIRT-Blue-S",
        "g:condition": "new",
        "g:item_group_id": str(product_id_by_handle(shirt)),
        "g:product_type": "Kitchen",
        "g:color": "Blue",
        "g:size": "S",
    }
    assert red["g:price"] == "31.00 EUR"
    assert red["g:item_group_id"] == blue["g:item_group_id"]
    page = browser.get(red["link"].removeprefix("http://localhost"))
    assert "€31.00" in page.text
    assert [one["g:availability"] for one in items(browser.get("/feeds/meta.xml").text)] == [
        "in stock"
    ] * 3


@pytest.mark.parametrize("options", [{"environment": "development", "locales": ("en", "de")}])
def test_a_feed_speaks_the_language_of_its_address(browser: Any, shirt: str) -> None:
    german = items(browser.get("/de/feeds/google.xml").text)
    assert german[0]["link"].startswith(f"http://localhost/de/products/{shirt}?")
    root = ElementTree.fromstring(browser.get("/de/products.atom").text)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"


def test_whatever_a_merchant_types_stays_a_feed(browser: Any, shop: Shop) -> None:
    shop.product('Cup <b>&amp; "saucer"', price=100)
    html = "<h2>Cup</h2><p>Fired \x01twice &amp; ]]> <b>glazed</b>.</p>"
    update_product(product_id_by_handle("cup-b-saucer"), ProductPatch(description_html=html))
    assert titles(browser.get("/products.atom").text) == ['Cup <b>&amp; "saucer"']
    (only,) = items(browser.get("/feeds/google.xml").text)
    assert only["title"] == 'Cup <b>&amp; "saucer"'
    assert only["description"] == "Cup Fired twice & ]]> glazed ."
    assert only["g:identifier_exists"] == "no"
    assert only["g:shipping_weight"] == "400 g"
    assert "g:item_group_id" not in only


def test_a_catalog_of_any_size_is_read_in_parts(
    browser: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "_PART", 2)
    for number in range(5):
        shop.product(f"Mug {number}", price=100)
    browser.get("/feeds/google.xml")
    with count_queries() as asked:
        text = browser.get("/feeds/google.xml").text
    assert len(items(text)) == 5
    assert len(asked) == 3
    assert max(map(len, text.splitlines())) < 2_000  # one that is too long is refused by Meta


@pytest.mark.parametrize("options", [{"environment": "production"}])
def test_a_feed_is_made_once_and_sent_compressed_or_not_at_all(
    browser: Any, shop: Shop, shirt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser.client
    packed = {"Accept-Encoding": "gzip, deflate"}
    whole = client.get("/feeds/google.xml")
    with count_queries() as asked:
        small = client.get("/feeds/google.xml", headers=packed)
        held = {**packed, "If-None-Match": small.headers["ETag"]}
        again = client.get("/feeds/google.xml", headers=held)
    assert asked == []
    assert gzip.decompress(small.data) == whole.data
    assert (small.headers["Content-Encoding"], small.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert (again.status_code, again.data) == (304, b"")
    update_product(product_id_by_handle(shirt), ProductPatch(title="Shirt"))
    assert "Linen shirt" in client.get("/feeds/google.xml").text
    monkeypatch.setattr(feeds, "LEAST_SECONDS", 0.0)
    assert "Linen shirt" not in client.get("/feeds/google.xml").text


@pytest.mark.parametrize("options", [{"environment": "production"}])
def test_what_else_machines_read_is_kept_as_pages_are(browser: Any, shirt: str) -> None:
    client, paths = browser.client, ("/products.atom", "/sitemap.xml", "/sitemap-pages.xml")
    first = [client.get(path, headers={"Accept-Encoding": "gzip"}) for path in paths]
    held = [{"If-None-Match": one.headers["ETag"]} for one in first]
    with count_queries() as asked:
        again = [client.get(p, headers=h) for p, h in zip(paths, held, strict=True)]
    assert asked == []
    assert {one.headers["Content-Encoding"] for one in first} == {"gzip"}
    assert [one.status_code for one in again] == [304, 304, 304]
    create_category(CategoryInput(title="Garden"))
    update_product(product_id_by_handle(shirt), ProductPatch(title="Shirt"))
    assert titles(client.get("/products.atom").text) == ["Shirt"]
    assert "/categories/garden" in client.get("/sitemap-pages.xml").text
