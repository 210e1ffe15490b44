"""Every page of every theme: nothing overflows, overlaps, or is too small; axe has no objection.

With SHOPWRIGHT_SHOTS=FOLDER, which `make shots` sets, pictures are left for people to look at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import OpenVisitor
from tests.browser.pages import STATIONS, Acquaintances, Station, acquainted
from tests.browser.served import Served
from tests.browser.visitor import Visitor

LOOKING = Path(__file__).with_name("looking.js").read_text()
WIDTHS = (390, 768, 1280)
SHOTS = os.environ.get("SHOPWRIGHT_SHOTS")
# A picture shows everything at once, also what loads when somebody scrolls down to it.
LOAD_ALL = """() => {
    const pictures = [...document.images].filter(picture => picture.checkVisibility());
    for (const picture of pictures) picture.loading = "eager";
    return Promise.allSettled([document.fonts.ready, ...pictures.map(picture => picture.decode())]);
}"""
# What may differ between light and dark.
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture(scope="session")
def people(chromium: Browser, shop: Served) -> Acquaintances:
    """Everybody whose eyes are needed."""
    with Visitor.opened(chromium, shop) as visitor:
        return acquainted(visitor, shop)


@pytest.fixture(params=STATIONS, ids=lambda station: station.name)
def station(request: pytest.FixtureRequest, shop: Served, theme: str) -> Iterator[Station]:
    """A page in a state."""
    found: Station = request.param
    if found.closed:
        shop.close()
    yield found
    if found.closed:
        shop.reopen()


def objections(page: Page, **options: Any) -> list[str]:
    """What axe finds that is serious or critical."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [
        f"{item['id']}: {item['help']}: {node['html'][:160]} ({node['failureSummary'][:300]})"
        for item in found.response["violations"]
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"][:3]
    ]


def test_a_page_holds_up(
    station: Station, people: Acquaintances, open_visitor: OpenVisitor, theme: str
) -> None:
    visitor = open_visitor(storage_state=people.cookies[station.who])
    page = visitor.page
    # The page on the way to the payment stays for as long as we look.
    page.context.route("**/c/pay/**", lambda route: route.fulfill(status=204))
    path = station.path.format_map(people.known)
    visitor.go(path)
    assert page.url.removeprefix(visitor.shop.url) == path  # a redirect pictures another page
    station.then(visitor)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(LOAD_ALL)
        found += [f"{width} px: {fault}" for fault in page.evaluate(LOOKING)]
        if width != 768:
            found += [f"{width} px: {fault}" for fault in objections(page)]
        _picture(page, f"{theme}/{station.name}-{width}.png")
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in objections(page, **COLORS)]
    _picture(page, f"{theme}/{station.name}-1280-dark.png")
    assert not found, "\n".join(found)


def _picture(page: Page, name: str) -> None:
    if SHOTS is not None:
        page.screenshot(path=Path(SHOTS, name), full_page=True)
