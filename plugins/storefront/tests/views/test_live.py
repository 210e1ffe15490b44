"""What scripts ask for: who is here, parts of pages, the cart at the side, and suggestions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from shopwright.testing import Shop, count_queries

DRAWER = "/cart/drawer?sections=main"


def sections(browser: Any, path: str) -> dict[str, str]:
    answer = browser.client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = answer.json
    return found


def post(browser: Any, path: str, **data: str) -> Any:
    headers = {"Sec-Fetch-Site": "same-origin"}
    return browser.client.post(path, data=data, headers=headers)


@pytest.fixture
def filled(browser: Any, shirt: str) -> Any:
    """A browser with two shirts in its cart."""
    browser.get(f"/products/{shirt}")
    browser.send("cart_add", option1="Blue", option2="M", quantity="2")
    return browser


def line_of(html: str) -> str:
    found = re.search(r'name="quantity\.([^"]*)"', html)
    assert found is not None
    return found.group(1)


def test_a_guest_without_a_cart_costs_no_statement(shop: Shop, browser: Any) -> None:
    browser.get("/")
    with count_queries() as queries:
        answer = browser.client.get("/live")
    assert answer.json == {"signed_in": False, "greeting": "", "cart_count": 0}
    assert answer.headers["Cache-Control"] == "no-store"
    assert queries == []


def test_a_guest_with_a_cart_costs_one(shop: Shop, filled: Any) -> None:
    with count_queries() as queries:
        answer = filled.client.get("/live")
    assert answer.json["cart_count"] == 2
    assert len(queries) <= 1, queries


def test_a_page_answers_sections_of_it_alone(browser: Any, shirt: str) -> None:
    found = sections(browser, f"/products/{shirt}?option1=Red&option2=M&sections=main,nonsense")
    assert list(found) == ["main"]
    assert found["main"].startswith("<section")
    assert "€31.00" in found["main"]
    assert "sections=" not in found["main"]


def test_sections_are_asked_for_again_only_when_they_changed(browser: Any, shirt: str) -> None:
    path = f"/products/{shirt}?sections=main"
    first = browser.client.get(path)
    again = browser.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_sections_of_a_list_lead_to_whole_pages(browser: Any, shirt: str) -> None:
    found = sections(browser, "/products?vendor=Atelier+Lino&sections=main")
    assert "Linen shirt" in found["main"]
    assert "sections" not in re.sub(r"data-section=", "", found["main"])


def test_an_added_product_is_answered_with_the_drawer(browser: Any, shirt: str) -> None:
    page = browser.get(f"/products/{shirt}?option1=Blue&option2=M").text
    product = re.search(r'name="product" value="([^"]*)"', page)
    assert product is not None
    answer = post(
        browser, "/cart/add", product=product.group(1), option1="Blue", option2="M", quantity="2",
        return_to=DRAWER,
    )  # fmt: skip
    assert (answer.status_code, answer.headers["Location"]) == (303, DRAWER)
    with count_queries() as queries:
        drawer = sections(browser, DRAWER)["main"]
    assert 'data-units="2"' in drawer
    assert "Linen shirt is in your cart." in drawer
    assert "€58.00" in drawer
    assert len(queries) <= 6, queries


def test_the_drawer_is_nobody_elses(shop: Shop, filled: Any) -> None:
    answer = filled.client.get(DRAWER)
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'data-units="0"' in shop.client().get(DRAWER).json["main"]


def test_who_has_no_script_sees_the_cart_instead(browser: Any) -> None:
    assert browser.get("/cart/drawer", follow=False).headers["Location"] == "/cart"


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/cart/drawer?", "/"])
def test_adding_leads_nowhere_else(filled: Any, shirt: str, elsewhere: str) -> None:
    page = filled.get(f"/products/{shirt}").text
    product = re.search(r'name="product" value="([^"]*)"', page)
    assert product is not None
    answer = post(
        filled, "/cart/add", product=product.group(1), option1="Blue", option2="S",
        return_to=elsewhere,
    )  # fmt: skip
    assert answer.headers["Location"] == "/cart"


def test_units_go_up_and_down_one_by_one(filled: Any) -> None:
    line = line_of(filled.get("/cart").text)
    post(filled, "/cart/update", more=line, return_to=DRAWER)
    post(filled, "/cart/update", more=line, return_to=DRAWER)
    post(filled, "/cart/update", less=line, return_to=DRAWER)
    assert 'data-units="3"' in sections(filled, DRAWER)["main"]


def test_what_was_taken_out_can_be_put_back_once(filled: Any) -> None:
    filled.get("/cart")
    page = filled.send("cart", press=("remove", line_of(filled.page.text)))
    assert "Linen shirt is removed." in page.text
    assert "Your cart is empty." in page.text
    back = filled.send("cart_add")
    assert 'data-units="2"' in back.text
    assert "is removed" not in filled.get("/cart").text


def test_a_refusal_is_said_in_the_drawer(filled: Any) -> None:
    line = line_of(filled.get("/cart").text)
    post(filled, "/cart/update", **{f"quantity.{line}": "9"}, return_to=DRAWER)
    drawer = sections(filled, DRAWER)["main"]
    assert re.search(r'role="alert">Only 5 of Linen shirt are left\.', drawer)


def test_products_and_words_are_suggested(browser: Any, shirt: str) -> None:
    browser.get("/")
    with count_queries() as queries:
        found = sections(browser, "/search/suggest?q=lin&sections=main")["main"]
    assert f'role="option" aria-selected="false" tabindex="-1" href="/products/{shirt}"' in found
    assert len(queries) <= 7, queries


def test_suggestions_without_a_script_are_the_results(browser: Any) -> None:
    answer = browser.get("/search/suggest?q=shirt", follow=False)
    assert answer.headers["Location"] == "/search?q=shirt"


def test_a_stock_badge_says_whose_stock_it_shows(browser: Any, shirt: str) -> None:
    page = browser.get(f"/products/{shirt}").text
    badge = re.search(r'role="status" data-live="stock" ([^>]*)>In stock<', page)
    assert badge is not None
    assert 'data-state="in"' in badge.group(1)
    assert "data-variant=" in badge.group(1)
    assert 'data-stock-out="Sold out"' in page


def test_asking_again_what_is_in_stock_costs_no_statement(
    shop: Shop, browser: Any, shirt: str
) -> None:
    page = browser.get(f"/products/{shirt}").text
    product = re.search(r'data-live="stock" data-key="([^"]*)"', page)
    assert product is not None
    address = f"/api/v1/stock?ids={product.group(1)}"
    browser.client.get(address)
    with count_queries() as queries:
        answer = browser.client.get(address)
    assert answer.json["items"][0]["stock_state"] == "in"
    assert queries == []
