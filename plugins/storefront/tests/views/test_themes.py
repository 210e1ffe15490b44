"""The themes that come with the storefront sell, without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from shopwright.testing import assert_books
from shopwright_storefront.settings import Settings

ADDRESS = {
    "email": "ada@example.com",
    "country": "DE",
    "name": "Ada Byron",
    "address1": "Lindenstraße 4",
    "postal_code": "10969",
    "city": "Berlin",
}


def test_shops_begin_with_linen() -> None:
    assert Settings().theme == "linen"


@pytest.mark.parametrize("settings", [{"theme": "base"}, {"theme": "linen"}], ids=str)
def test_a_guest_filters_finds_chooses_and_buys(browser: Any, shirt: str) -> None:
    assert browser.get("/").text.count("<h1") == 1
    listing = browser.get("/categories/kitchen?sort=price_asc&option.Color=Red")
    assert 'name="option.Color" value="Red" checked' in listing.text
    link = re.search(r'<a href="(/products/[^"?]*)">Linen shirt', listing.text)
    assert link is not None
    browser.get(link.group(1))
    impossible = browser.send("cart_add", option1="Red", option2="S")
    assert "this combination does not exist" in impossible.text
    browser.send("cart_add", option1="Red", option2="M", quantity="2")
    cart = browser.get("/cart")
    assert "€62.00" in cart.text
    browser.get("/checkout")
    thanks = browser.send("checkout", press=("do", "pay"), **ADDRESS)
    assert "Thank you" in thanks.text
    assert_books()
