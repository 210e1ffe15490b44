"""A product's page: the choice is made by radios, and the server says what it comes to."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from shopwright.commerce.catalog import ProductPatch, product_id_by_handle, update_product
from shopwright.testing import Shop, count_queries


def test_the_first_variant_that_can_be_had_is_chosen(browser: Any, shirt: str) -> None:
    page = browser.get(f"/products/{shirt}")
    assert re.search(r'name="option1" value="Blue" checked', page.text)
    assert re.search(r'name="option2" value="S" checked', page.text)
    assert "<span>€29.00</span>" in page.text


def test_a_choice_in_the_address_shows_its_price(browser: Any, shirt: str) -> None:
    page = browser.get(f"/products/{shirt}?option1=Red&option2=M")
    assert "<span>€31.00</span>" in page.text
    assert f'<link rel="canonical" href="http://localhost/products/{shirt}">' in page.text


def test_a_product_costs_two_statements(shop: Shop, browser: Any, shirt: str) -> None:
    browser.get("/products")
    with count_queries() as queries:
        browser.get(f"/products/{shirt}")
    assert len(queries) <= 2, queries


def test_an_impossible_choice_is_kept_and_explained(browser: Any, shirt: str) -> None:
    page = browser.get(f"/products/{shirt}?option1=Red&option2=S")
    assert "Red, S: this combination does not exist." in page.text
    assert re.search(r'name="option1" value="Red" checked', page.text)
    assert re.search(r'name="option2" value="S" checked', page.text)


def test_an_impossible_choice_is_not_put_into_the_cart(browser: Any, shirt: str) -> None:
    browser.get(f"/products/{shirt}")
    answer = browser.send("cart_add", option1="Red", option2="S", quantity="3")
    assert answer.status_code == 422
    assert "this combination does not exist" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.search(r'name="option2" value="S" checked', answer.text)
    assert "Your cart is empty." in browser.get("/cart").text


def test_more_than_there_is_keeps_choice_and_quantity(browser: Any, shirt: str) -> None:
    browser.get(f"/products/{shirt}")
    answer = browser.send("cart_add", option1="Blue", option2="M", quantity="6")
    assert answer.status_code == 422
    assert "Only 5 of Linen shirt are left." in answer.text
    assert 'value="6"' in answer.text
    assert re.search(r'name="option2" value="M" checked', answer.text)


def test_what_is_sold_out_is_marked_and_can_still_be_looked_at(shop: Shop, browser: Any) -> None:
    shop.product("Mug", stock=0)
    assert "Sold out" in browser.get("/products").text
    assert "Sold out" in browser.get("/products/mug").text
    assert browser.send("cart_add").status_code == 422


def test_an_old_name_leads_to_the_new_one(browser: Any, shirt: str) -> None:
    update_product(product_id_by_handle(shirt), ProductPatch(handle="flax-shirt"))
    answer = browser.get(f"/products/{shirt}?option1=Red", follow=False)
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        "/products/flax-shirt?option1=Red",
    )


def test_search_engines_are_told_what_it_is(browser: Any, shirt: str) -> None:
    page = browser.get(f"/products/{shirt}").text
    found = [
        json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)<', page)
    ]
    group = next(one for one in found if one["@type"] == "ProductGroup")
    assert [offer["offers"]["price"] for offer in group["hasVariant"]] == [
        "29.00",
        "29.00",
        "31.00",
    ]
    crumbs = next(one for one in found if one["@type"] == "BreadcrumbList")
    assert [item["name"] for item in crumbs["itemListElement"]] == [
        "Home",
        "Kitchen",
        "Linen shirt",
    ]
    assert '<meta property="og:type" content="product">' in page


def test_another_sites_form_is_refused(browser: Any, shirt: str) -> None:
    browser.get(f"/products/{shirt}")
    answer = browser.client.post(
        "/cart/add", data={"product": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_a_browser_that_tells_nothing_is_asked_once_more(browser: Any, shirt: str) -> None:
    page = browser.get(f"/products/{shirt}")
    found = re.search(r'name="product" value="([^"]*)"', page.text)
    assert found is not None
    data = {"product": found.group(1), "option1": "Blue", "option2": "M", "quantity": "1"}
    browser.page = browser.client.post("/cart/add", data=data)
    assert "Please confirm" in browser.page.text
    assert "Linen shirt is in your cart." in browser.send("confirm").text


@pytest.mark.parametrize("product", ["nonsense", "0197e1a0-0000-7000-8000-000000000000", ""])
def test_forms_about_no_product_are_no_error_of_ours(browser: Any, product: str) -> None:
    answer = browser.client.post(
        "/cart/add", data={"product": product}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code in (303, 404)
