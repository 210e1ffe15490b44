"""What people see when something is not there, fails, or is closed."""

from __future__ import annotations

from typing import Any

import pytest
from shopwright.commerce.catalog import RedirectInput, create_redirect
from shopwright.testing import Shop
from shopwright_storefront.views import home


def test_an_unknown_address_is_a_page_that_leads_on(browser: Any, category: Any) -> None:
    page = browser.get("/nothing/here")
    assert page.status_code == 404
    assert "We cannot find this page" in page.text
    assert 'href="/categories/kitchen"' in page.text
    assert '<meta name="robots" content="noindex">' in page.text


def test_old_addresses_lead_where_staff_say(browser: Any) -> None:
    create_redirect(RedirectInput(path="/shop/old.html", target="/collections"))
    answer = browser.get("/shop/old.html", follow=False)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/collections")


def test_an_error_of_ours_tells_nothing_of_itself(
    shop: Shop, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret recipe")

    monkeypatch.setattr(home, "show", broken)
    shop.app.config["PROPAGATE_EXCEPTIONS"] = False
    page = browser.get("/")
    assert page.status_code == 500
    assert "Something went wrong" in page.text
    assert "recipe" not in page.text


def test_a_database_that_is_away_is_a_plain_page(
    shop: Shop, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(home, "visit", away)
    monkeypatch.setattr("shopwright_storefront.views.errors.visit", away)
    shop.app.config["PROPAGATE_EXCEPTIONS"] = False
    page = browser.get("/")
    assert page.status_code == 500
    assert "<h1>Something went wrong</h1>" in page.text


@pytest.mark.parametrize("settings", [{"maintenance": True}])
def test_a_closed_shop_says_so_on_every_page(browser: Any) -> None:
    page = browser.get("/products")
    assert page.status_code == 503
    assert "We will be back soon" in page.text
    assert page.headers["Retry-After"] == "600"


def test_languages_that_the_shop_does_not_speak_are_404(browser: Any) -> None:
    assert browser.get("/xx/cart").status_code == 404
    assert browser.get("/en/cart").status_code == 404
