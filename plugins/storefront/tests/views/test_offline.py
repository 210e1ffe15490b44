"""What there is of the shop without a network: the page, the worker that shows it, the manifest."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from shopwright_storefront.settings import Settings
from shopwright_storefront.views import worker

OPEN = {"environment": "production"}


@pytest.fixture
def options() -> dict[str, object]:
    """In development there is no worker."""
    return {**OPEN, "locales": ("en", "de")}


def known(browser: Any) -> Any:
    """What the worker is told."""
    answer = browser.get("/sw.js")
    assert answer.status_code == 200
    told = re.match(r"const shop = (.*);\n", answer.text)
    assert told is not None
    return json.loads(told[1])


def test_the_worker_is_asked_for_each_time_and_may_reach_the_shop_alone(browser: Any) -> None:
    answer = browser.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert "Set-Cookie" not in answer.headers


def test_the_worker_keeps_the_page_in_each_language_and_files_of_the_theme(browser: Any) -> None:
    told = known(browser)
    assert told["pages"] == {"": "/offline", "de": "/de/offline"}
    assert all(url.startswith(told["assets"]) for url in told["files"])
    for url in (*told["pages"].values(), *told["files"]):
        answer = browser.get(url, follow=False)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert "Sie sind offline" in browser.get("/de/offline").text


def test_the_page_needs_no_file_but_those_that_are_kept(browser: Any) -> None:
    page = browser.get("/offline")
    assert "You are offline" in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    loaded = re.findall(r'<(?:link|script|img)\b[^>]*?(?:href|src)="(/assets/[^"]+)"', page.text)
    assert loaded
    assert set(loaded) <= set(known(browser)["files"])


def test_pages_register_the_worker_and_their_policy_lets_them(browser: Any) -> None:
    page = browser.get("/")
    assert 'data-worker-url="/sw.js"' in page.text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_other_settings_make_another_worker(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = known(browser)["version"]
    assert known(browser)["version"] == before
    monkeypatch.setattr(worker, "plugins_stamp", lambda: "another")
    assert known(browser)["version"] != before


def test_the_manifest_has_the_shops_name_and_the_themes_colors(browser: Any) -> None:
    answer = browser.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    told = json.loads(answer.text)
    assert (told["name"], told["lang"], told["start_url"]) == ("Alder & Wren", "en", "/")
    assert told["theme_color"] == told["background_color"] == "#ffffff"
    assert [browser.get(icon["src"]).mimetype for icon in told["icons"]] == ["image/svg+xml"]


@pytest.mark.parametrize(
    ("settings", "options"),
    [({"offline_page": False}, OPEN), ({}, {"environment": "development"})],
    ids=["switched-off", "development"],
)
def test_where_there_is_to_be_no_worker_the_old_one_removes_itself(browser: Any) -> None:
    assert known(browser) is None
    page = browser.get("/")
    assert 'data-worker-url="/sw.js"' not in page.text
    assert "manifest" not in page.text


@pytest.mark.parametrize(("preview", "named"), [(None, "/sw.js"), (object(), "")])
def test_previews_have_no_worker(preview: object, named: str) -> None:
    shop = SimpleNamespace(development=False)
    here: Any = SimpleNamespace(
        settings=Settings(), preview=preview, ctx=SimpleNamespace(shop=shop)
    )
    assert worker.offline_routes(here)["worker"] == named
