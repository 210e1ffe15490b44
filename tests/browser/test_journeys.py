"""From the home page to a paid order, by the pages alone, in every theme."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor
from tests.browser.served import Served
from tests.browser.visitor import AUTHENTICATED, DECLINED, Visitor


def new_address() -> str:
    return f"{uuid4().hex}@example.com"


def cents(text: str) -> int:
    """The last amount of money in a text."""
    return int(re.findall(r"[\d,]+\.\d\d", text)[-1].replace(",", "").replace(".", ""))


def paid(shop: Served, email: str) -> list[tuple[int, str]]:
    """The amount and the state of each of somebody's orders, as the merchant sees them."""
    found = shop.api("GET", f"/admin/orders?q={email}")["items"]
    return [(order["total"]["amount"], order["payment_state"]) for order in found]


def test_a_guest_finds_a_product_and_buys_two_of_it(visitor: Visitor) -> None:
    page, email = visitor.page, new_address()
    visitor.go("/")
    page.locator('main a[href*="/collections/"], main a[href*="/categories/"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    visitor.go("/products")
    visitor.narrow("category", "kitchen")
    expect(page.locator('main a[href="/products/stoneware-mug-350-ml"]').first).to_be_visible()
    expect(page.locator('main a[href="/products/canvas-market-tote"]')).to_have_count(0)
    visitor.search("mug")
    page.locator('main a[href="/products/stoneware-mug-350-ml"]').first.click()
    visitor.choose("Oat")
    visitor.add()
    expect(page.locator("main")).to_contain_text("Oat")
    quantity = page.locator('main input[name^="quantity."]')
    quantity.fill("2")
    quantity.press("Enter")
    expect(page.locator(".line-total")).to_contain_text("44.00")
    visitor.check_out(email)
    due = cents(page.locator("button.primary").inner_text())
    visitor.pay()
    visitor.see_thanks()
    number = visitor.see_order()
    assert number
    expect(page.locator("main")).to_contain_text(re.compile(r"2 \W €22"))
    assert paid(visitor.shop, email) == [(due, "paid")]


def test_a_card_that_asks_for_a_confirmation_pays_when_it_is_given(visitor: Visitor) -> None:
    email = new_address()
    visitor.go("/products/olive-oil-soap")
    visitor.add()
    visitor.check_out(email)
    visitor.pay(AUTHENTICATED)
    visitor.page.get_by_role("button", name="Complete authentication").click()
    visitor.see_thanks()
    assert [state for _, state in paid(visitor.shop, email)] == ["paid"]


def test_after_a_declined_card_another_pays_the_same_order_once(visitor: Visitor) -> None:
    email = new_address()
    visitor.go("/products/olive-oil-soap")
    visitor.add()
    visitor.check_out(email)
    due = cents(visitor.page.locator("button.primary").inner_text())
    visitor.pay(DECLINED)
    expect(visitor.page.get_by_role("alert")).to_contain_text("declined")
    visitor.pay()
    visitor.see_thanks()
    assert paid(visitor.shop, email) == [(due, "paid")]


def test_who_turns_back_from_the_payment_page_finds_the_cart_and_can_pay(visitor: Visitor) -> None:
    email = new_address()
    visitor.go("/products/olive-oil-soap")
    visitor.add()
    visitor.check_out(email)
    visitor.page.locator('a[href*="/checkout/return"]').first.click()
    visitor.page.wait_for_url("**/checkout")
    expect(visitor.form("checkout").locator('[name="email"]')).to_have_value(email)
    visitor.press_pay()
    visitor.pay()
    visitor.see_thanks()


def test_an_account_shows_what_was_bought_with_it(visitor: Visitor) -> None:
    page, email, password = visitor.page, new_address(), "a kiln and three people"
    visitor.go("/account/register")
    form = visitor.form("register")
    form.locator("[name=email]").fill(email)
    form.locator("[name=password]").fill(password)
    form.locator("button").click()
    mail = visitor.shop.until(lambda: visitor.shop.inbox.to(email))[0]
    text = mail.get_body(("plain",)).get_content()
    page.goto(re.search(r"http://\S+/account/verify\?\S+", text)[0])  # type: ignore[index]
    visitor.form("verify").locator("button").click()
    visitor.sign_in(email, password)
    visitor.buy(email)
    number = visitor.see_order()
    visitor.go("/account/orders")
    expect(page.locator("main")).to_contain_text(number)


@pytest.mark.smoke
def test_every_step_of_a_purchase_can_be_made_by_keyboard(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(width=1280)
    page, email = visitor.page, new_address()

    def reach(selector: str) -> None:
        """Press Tab until it has the focus, and see that the focus shows."""
        for _ in range(150):
            page.keyboard.press("Tab")
            if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                break
        else:
            pytest.fail(f"{selector} cannot be reached by Tab on {page.url}")

    def type_into(name: str, text: str) -> None:
        reach(f"[name={name}]")
        page.keyboard.insert_text(text)

    visitor.go("/products/stoneware-mug-350-ml")
    reach("form[data-form=cart_add] input[type=radio]")
    page.keyboard.press("ArrowDown")
    reach("form[data-form=cart_add] button[type=submit]")
    page.keyboard.press("Enter")
    visitor.see_cart()
    reach('a[href$="/checkout"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout")
    type_into("email", email)
    reach("[name=country]")
    page.keyboard.type("Germany")
    for name in ("name", "address1", "postal_code", "city"):
        type_into(name, {"name": "Ada Byron", "address1": "Lindenstraße 4", "postal_code": "10969",
                         "city": "Berlin"}[name])  # fmt: skip
    reach("input[name=method]")
    while "stripe" not in page.evaluate("document.activeElement.value"):
        page.keyboard.press("ArrowDown")
    reach(".button[name=do][value=pay]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/pay/**")
    for name, text in {"number": "4242424242424242", "expiry": "12 / 40", "cvc": "123"}.items():
        type_into(name, text)
    page.keyboard.press("Enter")
    visitor.see_thanks()
    assert [state for _, state in paid(visitor.shop, email)] == ["paid"]
