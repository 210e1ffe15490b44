"""Without a network: the page says so, and the worker that shows it keeps nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor
from tests.browser.visitor import Visitor

MUG = "/products/stoneware-mug-350-ml"
KEPT = """async () => {
    const names = await caches.keys();
    const found = names.map(async name => (await (await caches.open(name)).keys()).map(request => request.url));
    return (await Promise.all(found)).flat().map(url => new URL(url).pathname);
}"""
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


@contextmanager
def offline(visitor: Visitor) -> Iterator[None]:
    """Without a network; the browser's own words on that are no complaints."""
    context = visitor.page.context
    context.set_offline(True)
    yield
    context.set_offline(False)
    visitor.complaints[:] = [one for one in visitor.complaints if "net::ERR_" not in one]


def with_worker(visitor: Visitor) -> Visitor:
    """They have been here before."""
    visitor.go("/")
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready }")
    return visitor


def test_the_page_says_that_one_is_offline_and_comes_by_itself_afterwards(
    open_visitor: OpenVisitor, width: int
) -> None:
    visitor = with_worker(open_visitor(width=width))
    page, title = visitor.page, visitor.page.get_by_role("heading", level=1)
    with offline(visitor):
        visitor.go(MUG)
        expect(title).to_have_text("You are offline")
        button = page.get_by_role("link", name="Try again")
        assert button.evaluate("link => link.getBoundingClientRect().height") >= 44
        assert page.evaluate("[...document.fonts].some(font => font.status === 'loaded')")
        button.click()
        expect(title).to_have_text("You are offline")
    expect(visitor.page.locator('form[data-form="cart_add"]').first).to_be_visible(timeout=10_000)
    assert page.url.endswith(MUG)


def test_nothing_is_kept_but_that_page_and_files_of_the_theme(open_visitor: OpenVisitor) -> None:
    visitor = with_worker(open_visitor())
    visitor.go(MUG)
    visitor.add()
    visitor.go("/account/login")
    kept = visitor.page.evaluate(KEPT)
    assert "/offline" in kept
    assert not [path for path in kept if path != "/offline" and "/assets/theme/" not in path]


def test_the_worker_goes_when_it_is_switched_off(open_visitor: OpenVisitor) -> None:
    visitor = with_worker(open_visitor())
    visitor.shop.set_storefront(offline_page=False)
    try:
        visitor.go("/")
        visitor.shop.until(lambda: is_gone(visitor))
    finally:
        visitor.shop.set_storefront(offline_page=True)
        visitor.shop.until(lambda: is_back(visitor))


def test_the_worker_goes_with_the_storefront(open_visitor: OpenVisitor) -> None:
    visitor = with_worker(open_visitor())
    visitor.shop.api("POST", "/admin/plugins/storefront/disable")
    try:
        visitor.shop.until(lambda: visitor.page.request.get(MUG).status == 404)
        visitor.go(MUG)
        visitor.shop.until(lambda: is_gone(visitor))
    finally:
        visitor.shop.api("POST", "/admin/plugins/storefront/enable")
        visitor.shop.until(lambda: is_back(visitor))


def is_gone(visitor: Visitor) -> bool:
    """Whether there is neither worker nor kept file."""
    return not visitor.page.evaluate(WORKERS) and not visitor.page.evaluate(KEPT)


def is_back(visitor: Visitor) -> bool:
    """Whether pages register the worker again."""
    answer = visitor.page.request.get("/")
    return answer.ok and 'data-worker-url="/sw.js"' in answer.text()
