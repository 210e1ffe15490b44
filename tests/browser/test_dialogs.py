"""Where the focus goes when something opens above the page, and when it closes again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenVisitor

FOCUSED = (
    "element => element === document.activeElement || element.contains(document.activeElement)"
)
# After the last control it is the browser's own turn; the page has the focus nowhere then.
INSIDE = """element => document.activeElement === document.body
    || element.contains(document.activeElement)"""


def holds_focus(page: Page, place: Locator) -> None:
    page.wait_for_function(FOCUSED, arg=place.element_handle())


def test_the_focus_enters_the_cart_drawer_and_returns_to_the_button(
    open_visitor: OpenVisitor, width: int
) -> None:
    visitor = open_visitor(width=width)
    visitor.go("/products/olive-oil-soap")
    button = visitor.form("cart_add").locator("button[type=submit]").first
    button.press("Enter")
    visitor.see_cart()
    drawer = visitor.page.locator("dialog[open]")
    holds_focus(visitor.page, drawer)
    for _ in range(30):  # around and around, but never out
        visitor.page.keyboard.press("Tab")
        assert drawer.evaluate(INSIDE)
    visitor.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    holds_focus(visitor.page, button)


def test_an_enlarged_picture_is_closed_by_escape_and_leaves_the_focus_where_it_was(
    open_visitor: OpenVisitor, width: int
) -> None:
    visitor = open_visitor(width=width)
    page = visitor.page
    visitor.go("/products/stoneware-mug-350-ml")
    opener = page.locator("main [popovertarget], main [data-zoom]").locator("visible=true").first
    if not opener.count():
        pytest.skip("this theme does not enlarge pictures")
    opener.press("Enter")
    enlarged = page.locator(":popover-open, dialog[open]")
    expect(enlarged).to_be_visible()
    holds_focus(page, enlarged)
    page.keyboard.press("Escape")
    expect(enlarged).to_have_count(0)
    holds_focus(page, opener)


def test_a_sale_in_one_browser_is_seen_in_another_without_a_new_page(
    open_visitor: OpenVisitor,
) -> None:
    watching = open_visitor()
    watching.shop.count_teapots(1)
    watching.shop.until(lambda: watching.can_buy("the-last-teapot"))
    stock = watching.page.locator("main .stock").first
    expect(stock).not_to_contain_text("Sold out")
    watching.shop.count_teapots(0)
    expect(stock).to_contain_text("Sold out", timeout=5_000)
