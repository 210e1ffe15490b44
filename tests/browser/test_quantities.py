"""How many of it, chosen on the product's page."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor


def test_a_quantity_goes_up_and_down_but_never_below_one(
    open_visitor: OpenVisitor, width: int
) -> None:
    visitor = open_visitor(width=width)
    visitor.go("/products/olive-oil-soap")
    form = visitor.form("cart_add")
    more, less = form.locator("[data-step='1']"), form.locator("[data-step='-1']")
    quantity = form.locator("[name=quantity]")
    more.click()
    more.click()
    expect(quantity).to_have_value("3")
    for _ in range(3):
        less.click()
    expect(quantity).to_have_value("1")
