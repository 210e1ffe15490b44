"""A real browser, and the shop that it looks at.

`make browser` runs these tests. They need Chromium: the one of the system, or the one that
SHOPWRIGHT_CHROMIUM names. Without it they are skipped, unless SHOPWRIGHT_REQUIRE_BROWSER=1.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.served import Served, served
from tests.browser.visitor import Visitor

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = (
    "there is no Chromium: `apt install chromium` brings it on Debian and Ubuntu, and "
    "SHOPWRIGHT_CHROMIUM names one that is elsewhere"
)
# As root, in containers, and without a word to anybody outside.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
THEMES = sorted(point.name for point in entry_points(group="shopwright.themes"))
OpenVisitor = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all; each test opens a window of its own, without cookies."""
    found = os.environ.get("SHOPWRIGHT_CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES)), None
    )
    if found is None:
        if os.environ.get("SHOPWRIGHT_REQUIRE_BROWSER") == "1":
            pytest.fail(HOW)
        pytest.skip(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shop(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running shop, the same for all tests: what a test buys is gone."""
    with served(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture(scope="session", params=THEMES)
def theme(shop: Served, request: pytest.FixtureRequest) -> str:
    """The theme that draws the shop now; the tests of one run before those of the next."""
    name: str = request.param
    shop.wear(name)
    return name


@pytest.fixture(params=[390, 1280])
def width(request: pytest.FixtureRequest) -> int:
    """How wide the window is."""
    found: int = request.param
    return found


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts."""
    found: bool = request.param
    return found


@pytest.fixture
def open_visitor(chromium: Browser, shop: Served, theme: str) -> Iterator[OpenVisitor]:
    """`open_visitor(width=390, scripts=False)`: somebody new, who has to be pleased in the end."""
    with ExitStack() as stack:

        def opened(**options: object) -> Visitor:
            return stack.enter_context(Visitor.opened(chromium, shop, **options))

        yield opened


@pytest.fixture
def visitor(open_visitor: OpenVisitor, width: int, scripts: bool) -> Visitor:
    """Somebody with a window of each width, with and without scripts."""
    return open_visitor(width=width, scripts=scripts)
