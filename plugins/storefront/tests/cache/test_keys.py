"""Which requests are for a page that everybody may get, and which page that is."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from shopwright.testing import open_shop
from shopwright_storefront.cache.keys import asked_page


@pytest.fixture(scope="module", autouse=True)
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A key names the plugins of a shop."""
    with open_shop(tmp_path_factory.mktemp("shop"), make_tables=False) as shop:
        yield shop.app


def asked(path: str = "/products/mug", query: str = "", **more: str) -> tuple[str, str] | None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, **more}
    found = asked_page(environ, ("en", "de"))
    return found and (found.key[0], found.query)


@pytest.mark.parametrize(
    ("query", "known"),
    [
        ("utm_source=mail&utm_campaign=x", ""),
        ("gclid=1&page=2&fbclid=3", "page=2"),
        ("option1=Blue&option2=M", "option1=Blue&option2=M"),
        ("option.Color=Blue&option.Color=Red&vendor=A%26B", None),
        ("q=linen%20shirt&sort=newest", "q=linen+shirt&sort=newest"),
        ("%3Cscript%3E=1", ""),
        ("page", "page="),
    ],
)
def test_what_nobody_knows_is_not_in_the_key(query: str, known: str | None) -> None:
    assert asked(query=query) == ("/products/mug", query if known is None else known)


@pytest.mark.parametrize(
    "path",
    ["/", "", "/products", "/products/mug", "/collections/new", "/categories/a", "/brands/A B",
     "/pages/about",
     "/search", "/de", "/de/", "/de/products/mug", "/sitemap.xml", "/de/products.atom"],
)  # fmt: skip
def test_pages_of_guests_are_kept(path: str) -> None:
    assert asked(path) == (path, "")


@pytest.mark.parametrize(
    "path",
    ["/cart", "/cart/add", "/checkout", "/checkout/pay", "/account", "/de/account/login",
     "/orders/1", "/contact", "/locale", "/live", "/preview/x", "/assets/theme/a/b.css",
     "/feeds/google.xml", "/fr/products/mug", "/products/" + "x" * 600],
)  # fmt: skip
def test_all_others_are_not(path: str) -> None:
    assert asked(path) is None


@pytest.mark.parametrize(
    "more",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_COOKIE": "a=1; shopwright_session=token"},
        {"HTTP_COOKIE": "__Host-shopwright_session=token"},
        {"HTTP_COOKIE": "shopwright_preview=token"},
        {"HTTP_COOKIE": "__Host-storefront_preview=token"},
    ],
)
def test_customers_and_previews_get_no_kept_page(more: dict[str, str]) -> None:
    assert asked(**more) is None


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_COOKIE": "shopwright_cart=token; _ga=1; shopwright_page=x"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "gopher"},
        {"HTTP_ACCEPT_LANGUAGE": "de", "HTTP_USER_AGENT": "x"},
    ],
)
def test_nothing_else_of_a_request_makes_another_page(more: dict[str, str]) -> None:
    assert asked(**more) == asked()


@pytest.mark.parametrize("query", ["sections=main", "page=1&sections=", "q=" + "x" * 1000])
def test_parts_of_pages_and_endless_queries_are_not_kept(query: str) -> None:
    assert asked(query=query) is None


def test_a_kept_page_belongs_to_the_plugins_that_made_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    before = asked_page(environ, ())
    monkeypatch.setattr("shopwright_storefront.cache.keys.plugins_stamp", lambda: "another")
    after = asked_page(environ, ())
    assert before is not None
    assert after is not None
    assert before.key != after.key
