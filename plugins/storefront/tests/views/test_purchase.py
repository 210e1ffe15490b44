"""From the listing to the order that is paid, without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from shopwright.testing import ScriptedProvider, Shop, assert_books

ADDRESS = {
    "email": "ada@example.com",
    "country": "DE",
    "name": "Ada Byron",
    "address1": "Lindenstraße 4",
    "postal_code": "10969",
    "city": "Berlin",
}


def test_a_guest_finds_a_product_buys_it_and_sees_the_order(
    shop: Shop, browser: Any, shirt: str
) -> None:
    listing = browser.get("/categories/kitchen")
    assert "Linen shirt" in listing.text
    link = re.search(r'<a href="(/products/[^"?]*)">Linen shirt', listing.text)
    assert link is not None
    browser.get(link.group(1))
    cart = browser.send("cart_add", option1="Red", option2="M", quantity="2")
    assert "Linen shirt is in your cart." in cart.text
    assert "€62.00" in cart.text
    checkout = browser.get("/checkout")
    assert "Pay €66.90" in checkout.text
    thanks = browser.send("checkout", press=("do", "pay"), **ADDRESS)
    assert thanks.request.path == "/checkout/thanks"
    assert "Thank you" in thanks.text
    assert "ada@example.com" in thanks.text
    assert "€66.90" in thanks.text
    link = re.search(r'href="(/orders/[^"]*)"', thanks.text)
    assert link is not None
    later = shop.client().get(link.group(1))
    assert "Linen shirt" in later.text
    assert "10969 Berlin" in later.text
    assert_books()


def test_what_was_typed_is_kept_and_problems_stand_at_their_fields(
    browser: Any, shirt: str
) -> None:
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    browser.get("/checkout")
    wrong = {**ADDRESS, "postal_code": "1", "email": "ada"}
    again = browser.send("checkout", press=("do", "pay"), **wrong)
    assert again.status_code == 422
    assert '<a href="#f-postal-code">1 is not a valid postal code' in again.text
    assert '<a href="#f-email">Enter an e-mail address' in again.text
    assert 'aria-describedby="f-postal-code-problem"' in again.text
    assert 'value="Ada Byron"' in again.text
    thanks = browser.send(
        "checkout", press=("do", "pay"), email="ada@example.com", postal_code="10969"
    )
    assert thanks.request.path == "/checkout/thanks"


def test_a_payment_that_is_declined_leaves_the_cart_and_says_so(
    browser: Any, shirt: str, provider: ScriptedProvider
) -> None:
    provider.outcome = "declined"
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    browser.get("/checkout")
    answer = browser.send("checkout", press=("do", "pay"), **ADDRESS)
    assert "did not go through" in answer.text
    assert 'value="Ada Byron"' in answer.text
    provider.outcome = "paid"
    thanks = browser.send("checkout", press=("do", "pay"))
    assert "Thank you" in thanks.text


def test_a_total_that_changed_is_told_before_anybody_pays(
    browser: Any, shirt: str, shop: Shop
) -> None:
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    browser.get("/checkout")
    again = browser.send("checkout", press=("do", "pay"), **ADDRESS, expected_total="100")
    assert again.status_code == 422
    assert "The total is €33.90 now." in again.text
    assert "Thank you" in browser.send("checkout", press=("do", "pay")).text


def test_an_old_form_is_asked_for_once_more_with_what_was_typed(browser: Any, shirt: str) -> None:
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    browser.get("/checkout")
    again = browser.send("checkout", press=("do", "pay"), **ADDRESS, csrf_token="of yesterday")
    assert again.status_code == 422
    assert "This page was open for too long." in again.text
    assert 'value="Lindenstraße 4"' in again.text
    assert "Thank you" in browser.send("checkout", press=("do", "pay")).text


@pytest.mark.parametrize("path", ["/checkout/thanks", "/orders/nonsense", "/account/orders/x"])
def test_orders_are_shown_to_nobody_else(shop: Shop, path: str) -> None:
    answer = shop.client().get(path)
    assert answer.status_code in (303, 404)


def test_an_empty_cart_has_no_checkout(browser: Any) -> None:
    assert browser.get("/checkout").request.path == "/cart"


def test_a_payment_that_takes_a_moment_is_waited_for(
    browser: Any, shirt: str, provider: ScriptedProvider
) -> None:
    provider.outcome = "processing"
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    browser.get("/checkout")
    page = browser.send("checkout", press=("do", "pay"), **ADDRESS)
    assert page.request.path == "/checkout/thanks"
    assert "Your payment takes a moment" in page.text


def test_a_provider_that_does_not_answer_is_asked_again(
    browser: Any, shirt: str, provider: ScriptedProvider
) -> None:
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    browser.get("/checkout")
    provider.fault = "drop_answer"
    page = browser.send("checkout", press=("do", "pay"), **ADDRESS)
    assert "We are checking your payment" in page.text
    assert "You do not have to pay again" in page.text
    provider.fault = "none"
    assert "We have your order" in browser.get("/checkout/thanks").text


def test_delivery_is_quoted_again_for_another_country(browser: Any, shirt: str) -> None:
    browser.get(f"/products/{shirt}")
    browser.send("cart_add")
    browser.get("/checkout")
    again = browser.send("checkout", press=("do", "update"), country="US", name="Ada Byron")
    assert again.status_code == 200
    assert 'value="US" selected' in again.text
    assert 'value="Ada Byron"' in again.text
    assert "form-problems" not in again.text
    assert re.search(r'<label for="f-region">State or province</label>', again.text)
