"""What somebody buys, others see on the page that they have open."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.served import Served
from tests.browser.visitor import Visitor


def test_the_last_one_sold_is_sold_out_on_open_pages_within_five_seconds(
    chromium: Browser, shop: Served
) -> None:
    shop.count_teapots(1)
    with Visitor.opened(chromium, shop) as looking, Visitor.opened(chromium, shop) as buying:
        shop.until(lambda: looking.can_buy("the-last-teapot"))
        badge = looking.page.locator("main [role=status][data-live=stock]")
        expect(badge).to_have_attribute("data-state", re.compile("^(in|low)$"))
        looking.page.evaluate("window.isTheSamePage = true")
        buying.go("/products/the-last-teapot")
        buying.add()
        buying.check_out("ada@example.com")
        expect(badge).to_have_attribute("data-state", "out", timeout=5_000)
        expect(badge).to_have_text("Sold out")
        button = looking.form("cart_add").locator("button[type=submit]").first
        expect(button).to_have_text("Sold out")
        assert looking.page.evaluate("window.isTheSamePage")
        buying.pay()
        buying.see_thanks()
