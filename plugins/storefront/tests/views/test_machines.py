"""Sitemaps, robots.txt, and pages in several languages."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from shopwright.testing import Shop
from shopwright.testing.queries import count_queries
from shopwright_storefront.views import machines

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(text: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(text).iter(LOC)]


def test_the_sitemap_names_everything_that_can_be_found(browser: Any, shirt: str) -> None:
    parts = locations(browser.get("/sitemap.xml").text)
    assert len(parts) == 2
    assert parts[0] == "http://localhost/sitemap-pages.xml"
    found = [url for part in parts for url in locations(browser.get(part).text)]
    assert "http://localhost/categories/kitchen" in found
    assert f"http://localhost/products/{shirt}" in found
    assert browser.get(f"/sitemap-products-{UUID(int=2**128 - 1)}.xml").status_code == 404


def test_a_sitemap_of_any_size_costs_as_many_queries(
    browser: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines, "_PART", 2)
    for number in range(5):
        shop.product(f"Mug {number}", price=100)
    with count_queries() as asked:
        parts = locations(browser.get("/sitemap.xml").text)[1:]
    own = [one for one in asked if "product_documents" in one]
    assert (len(parts), len(own)) == (3, 1)
    found = []
    for part in parts:
        with count_queries() as asked:
            found += locations(browser.get(part).text)
        assert len(asked) <= 2
    assert found == [f"http://localhost/products/mug-{number}" for number in range(5)]


def test_robots_are_kept_from_what_is_personal(browser: Any) -> None:
    text = browser.get("/robots.txt").text
    assert "Disallow: /checkout\n" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text


@pytest.mark.parametrize(
    ("path", "listed"),
    [("/cart", True), ("/search", False), ("/checkout", False), ("/account/login", False)],
)
def test_search_engines_see_the_cart_as_a_newcomer_does_and_nothing_personal(
    browser: Any, path: str, listed: bool
) -> None:
    page = browser.get(path, follow=False)
    rules = [
        line.removeprefix("Disallow: ") for line in browser.get("/robots.txt").text.split("\n")
    ]
    is_open = not any(rule.startswith("/") and path.startswith(rule) for rule in rules)
    assert is_open is listed
    if listed:
        assert 'rel="canonical" href="http://localhost/cart"' in page.text
        assert '<meta name="description" content="What you have chosen' in page.text
        assert "noindex" not in page.text
    elif page.status_code == 200:
        assert '<meta name="robots" content="noindex">' in page.text


@pytest.mark.parametrize("options", [{"environment": "development", "locales": ("en", "de")}])
def test_pages_name_themselves_in_other_languages(browser: Any, shirt: str) -> None:
    page = browser.get(f"/products/{shirt}?option1=Red")
    assert f'hreflang="de" href="http://localhost/de/products/{shirt}"' in page.text.replace(
        f'href="http://localhost/de/products/{shirt}" hreflang="de"',
        f'hreflang="de" href="http://localhost/de/products/{shirt}"',
    )
    german = browser.get(f"/de/products/{shirt}")
    assert "In den Warenkorb" in german.text
    assert "29,00" in german.text
    added = browser.send("cart_add")
    assert added.request.path == "/de/cart"
    part = locations(browser.get("/sitemap.xml").text)[1]
    assert f"http://localhost/de/products/{shirt}" in locations(browser.get(part).text)
