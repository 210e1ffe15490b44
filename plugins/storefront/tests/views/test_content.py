"""Pages and menus: written by staff through the API, read by shoppers."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright.testing import Shop, SignIn

PAGES = "/api/v1/plugins/storefront/pages"
MENUS = "/api/v1/plugins/storefront/menus"
RETURNS = {
    "handle": "returns",
    "title": "Returns",
    "body_html": "<p>30 days.</p><script>alert(1)</script>",
    "translations": {"de": {"title": "Rückgabe", "body_html": "<p>30 Tage.</p>"}},
}


@pytest.fixture
def options() -> dict[str, object]:
    return {"environment": "development", "locales": ("en", "de")}


@pytest.fixture
def staff(as_staff: SignIn) -> FlaskClient:
    return as_staff()


def test_a_page_is_written_and_read(staff: FlaskClient, browser: Any) -> None:
    assert staff.post(PAGES, json=RETURNS).status_code == 201
    page = browser.get("/pages/returns")
    assert "<h1>Returns</h1>" in page.text
    assert "<p>30 days.</p>" in page.text
    assert "alert(1)" not in page.text
    german = browser.get("/de/pages/returns")
    assert "<h1>Rückgabe</h1>" in german.text
    assert '<html lang="de"' in german.text


def test_search_engines_get_a_pages_words_apart(staff: FlaskClient, browser: Any) -> None:
    staff.post(PAGES, json=RETURNS | {"body_html": "<h2>Returns</h2><p>30 days &amp; free.</p>"})
    shown = browser.get("/pages/returns").text
    assert '<meta name="description" content="Returns 30 days &amp; free.">' in shown


def test_a_page_that_is_not_published_is_not_there(staff: FlaskClient, browser: Any) -> None:
    staff.post(PAGES, json=RETURNS | {"published": False})
    assert browser.get("/pages/returns").status_code == 404


def test_a_page_is_changed_and_deleted(staff: FlaskClient, browser: Any) -> None:
    staff.post(PAGES, json=RETURNS)
    assert staff.post(PAGES, json=RETURNS).status_code == 409
    changed = staff.put(f"{PAGES}/returns", json=RETURNS | {"title": "Sending back"})
    assert changed.status_code == 200
    assert "Sending back" in browser.get("/pages/returns").text
    assert [one["handle"] for one in staff.get(PAGES).json["items"]] == ["returns"]
    assert staff.delete(f"{PAGES}/returns").status_code == 204
    assert staff.get(f"{PAGES}/returns").status_code == 404


def test_a_menu_is_shown_in_its_place(staff: FlaskClient, browser: Any) -> None:
    menu = {
        "title": "Footer",
        "items": [{"title": "Returns", "url": "/pages/returns", "titles": {"de": "Rückgabe"}}],
    }
    assert staff.put(f"{MENUS}/footer", json=menu).status_code == 200
    assert '<a href="/pages/returns">Returns</a>' in browser.get("/").text
    assert '<a href="/de/pages/returns">Rückgabe</a>' in browser.get("/de/").text
    assert staff.delete(f"{MENUS}/footer").status_code == 204


def test_links_of_menus_lead_to_pages_not_to_scripts(staff: FlaskClient) -> None:
    menu = {"title": "Bad", "items": [{"title": "x", "url": "javascript:alert(1)"}]}
    assert staff.put(f"{MENUS}/main", json=menu).status_code == 422


def test_without_a_menu_the_categories_stand_in(shop: Shop, browser: Any, category: Any) -> None:
    assert '<a href="/categories/kitchen">Kitchen</a>' in browser.get("/").text


def test_writing_needs_the_right(as_staff: SignIn) -> None:
    reader = as_staff("storefront:read")
    assert reader.get(PAGES).status_code == 200
    assert reader.post(PAGES, json=RETURNS).status_code == 403
