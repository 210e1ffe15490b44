"""What pages may weigh, and that they stand still: what a slow phone would notice."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Response

from tests.browser.conftest import OpenVisitor
from tests.browser.visitor import Visitor

PAGES = {
    "home": "/",
    "collection": "/collections/best-sellers",
    "product": "/products/stoneware-mug-350-ml",
    "cart": "/cart",
}
MOST = {"document": 25.0, "stylesheet": 30.0, "script": 30.0}  # kB, gzipped
MOST_REQUESTS = 20
MOST_FONTS = 100.0  # kB; they are compressed already
MOST_LARGEST_PICTURE = 120.0
MOST_SHIFT = 0.01  # a tenth of what counts as good: a font that comes late moves a logo a little
# Everything that moved without the shopper's doing, and the largest thing that was painted.
WATCH = """
    window.__shift = 0;
    window.__moved = [];
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
            if (entry.hadRecentInput) continue;
            window.__shift += entry.value;
            for (const { node } of entry.sources) window.__moved.push(node?.outerHTML ?? node?.data);
        }
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver(list => {
        window.__largest = list.getEntries().at(-1).url;
    }).observe({ type: "largest-contentful-paint", buffered: true });
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page that has been opened by somebody who was never here."""

    visitor: Visitor
    answers: list[Response]

    def weight(self, kind: str) -> float:
        """In kB, as it would be with gzip."""
        bodies = [answer.body() for answer in self.answers if answer.request.resource_type == kind]
        return sum(len(gzip.compress(body, 9)) for body in bodies) / 1000

    def told(self, script: str) -> Any:
        """What the page's own observers have seen."""
        return self.visitor.page.evaluate(script)


@pytest.fixture(params=PAGES)
def opened(open_visitor: OpenVisitor, width: int, request: pytest.FixtureRequest) -> Opened:
    """Each page, at each width, from an empty cache to the end of its loading."""
    if request.param == "cart":
        visitor = open_visitor(width=width)
        visitor.go(PAGES["product"])
        visitor.add()
        visitor = open_visitor(width=width, storage_state=visitor.page.context.storage_state())
    else:
        visitor = open_visitor(width=width)
    answers: list[Response] = []
    visitor.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    visitor.page.add_init_script(WATCH)
    visitor.page.goto(PAGES[request.param], wait_until="networkidle")
    visitor.page.wait_for_timeout(300)  # for what a script would move only now
    # The browser's own request, once for all pages, and not always.
    icon = str(visitor.page.locator('link[rel="icon"]').first.get_attribute("href"))
    return Opened(visitor=visitor, answers=[one for one in answers if not one.url.endswith(icon)])


def test_a_page_keeps_its_budget_and_stands_still(opened: Opened) -> None:
    weights = {kind: opened.weight(kind) for kind in MOST}
    fonts = sum(
        len(answer.body()) / 1000
        for answer in opened.answers
        if answer.request.resource_type == "font"
    )
    largest = opened.told("window.__largest")
    picture = sum(len(a.body()) / 1000 for a in opened.answers if largest and a.url == largest)
    over = [
        f"{kind}: {weight:.1f} kB of {MOST[kind]:g}"
        for kind, weight in weights.items()
        if weight > MOST[kind]
    ]
    assert not over
    assert len(opened.answers) <= MOST_REQUESTS, [answer.url for answer in opened.answers]
    assert fonts <= MOST_FONTS
    assert picture <= MOST_LARGEST_PICTURE, largest
    assert opened.told("window.__shift") <= MOST_SHIFT, opened.told("window.__moved")
