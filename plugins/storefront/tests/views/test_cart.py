"""The cart: quantities, codes, and what changed since the last look."""

from __future__ import annotations

import re
from typing import Any

import pytest
from shopwright.commerce.catalog import product, product_id_by_handle
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.pricing import PriceChange, set_prices
from shopwright.testing import Shop, count_queries


@pytest.fixture
def filled(browser: Any, shirt: str) -> Any:
    """A browser with two shirts in its cart, which it looks at."""
    browser.get(f"/products/{shirt}")
    browser.send("cart_add", option1="Blue", option2="M", quantity="2")
    return browser


def line_of(page: str) -> str:
    found = re.search(r'name="quantity\.([^"]*)"', page)
    assert found is not None
    return found.group(1)


def test_an_empty_cart_says_so_and_leads_on(browser: Any) -> None:
    page = browser.get("/cart")
    assert "Your cart is empty." in page.text
    assert 'href="/collections"' in page.text


def test_a_cart_costs_six_statements_beside_the_session(shop: Shop, filled: Any) -> None:
    with count_queries() as queries:
        filled.get("/cart")
    assert len(queries) <= 6, queries


def test_quantities_are_changed(filled: Any) -> None:
    page = filled.get("/cart")
    changed = filled.send("cart", **{f"quantity__{line_of(page.text)}": "3"})
    assert "€87.00" in changed.text


def test_a_line_is_taken_out(filled: Any) -> None:
    page = filled.get("/cart")
    assert "Your cart is empty." in filled.send("cart", press=("remove", line_of(page.text))).text


def test_more_than_there_is_is_refused_with_the_number(filled: Any) -> None:
    page = filled.get("/cart")
    changed = filled.send("cart", **{f"quantity__{line_of(page.text)}": "9"})
    assert "Only 5 of Linen shirt are left." in changed.text
    assert 'value="2"' in changed.text


def test_a_new_price_is_told_until_it_was_seen(filled: Any, shirt: str) -> None:
    channel = install_defaults()
    variant = next(
        one for one in product(product_id_by_handle(shirt)).variants if one.sku == "SHIRT-Blue-M"
    )
    set_prices(
        [
            PriceChange(
                variant_id=variant.id,
                price_list_id=channel.price_list_id,
                currency="EUR",
                amount=3500,
            )
        ]
    )
    page = filled.get("/cart")
    assert "Linen shirt costs €35.00 now; it was €29.00." in page.text
    assert "Linen shirt costs" in filled.get("/cart").text
    assert "Linen shirt costs" not in filled.send("cart", press=("acknowledge", "1")).text


def test_a_code_that_brings_nothing_is_told_and_can_be_taken_out(filled: Any) -> None:
    page = filled.get("/cart")
    page = filled.send("coupon", code="NONSENSE")
    assert "NONSENSE" in page.text
    gone = filled.send("coupon", press=("remove", "NONSENSE"), code="")
    assert "Remove the code NONSENSE" not in gone.text


def test_a_cart_is_nobody_elses(shop: Shop, filled: Any) -> None:
    page = filled.get("/cart")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Your cart is empty." in shop.client().get("/cart").text


@pytest.mark.parametrize("settings", [{"free_shipping_from": {"EUR": 7500}}])
def test_a_cart_tells_what_is_missing_until_delivery_is_free(filled: Any) -> None:
    page = filled.get("/cart").text
    assert "€17.00 more, and delivery is free." in page
    assert '<progress max="100" value="77"' in page
    more = filled.send("cart", press=("more", line_of(page))).text
    assert "Delivery is free." in more
