"""From one page to the next, the browser fades; for people who want no motion, it does not."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.browser.served import Served

NOTE = "addEventListener('pagereveal', event => { window.fades = Boolean(event.viewTransition) })"


@pytest.mark.parametrize(("motion", "fades"), [("no-preference", True), ("reduce", False)])
def test_pages_fade_into_each_other_for_who_likes_that(
    chromium: Browser, shop: Served, motion: Literal["no-preference", "reduce"], fades: bool
) -> None:
    context = chromium.new_context(base_url=shop.url, reduced_motion=motion)
    page = context.new_page()
    page.add_init_script(NOTE)
    page.goto("/collections")
    link = page.locator("main a[href^='/c']").first
    # Browsers do not fade when they have to wait for four seconds: what is known comes at once.
    page.goto(str(link.get_attribute("href")))
    page.goto("/collections")
    link.click()
    page.wait_for_function("window.fades !== undefined && location.pathname !== '/collections'")
    assert page.evaluate("window.fades") is fades
    context.close()
