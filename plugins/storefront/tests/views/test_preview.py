"""Previews: staff see their draft, and what failed; shoppers see nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright import Context, Plugin, SlotContent, hooks
from shopwright.commerce.channels import install_defaults
from shopwright.platform.runtime import runtime
from shopwright.testing import (
    ScriptedProvider,
    Shop,
    SignIn,
    open_shop,
    trading_plugin,
)
from shopwright_storefront.plugin import Storefront
from shopwright_storefront.views.preview import Preview, own_path, preview_of, token_of

ROOT = "/api/v1/plugins/storefront"
THEME = f"{ROOT}/themes/base"


class GiftWrap(Plugin):
    """Has something to say below the price."""

    @hooks.storefront_slots
    def contents(self, ctx: Context) -> list[SlotContent]:
        return [SlotContent(slot="product.after_price", function=self.hint)]

    def hint(self, payload: Mapping[str, Any], ctx: Context) -> str:
        return "We wrap it."


class Insurance(Plugin):
    """Wants to say something there, too, and fails."""

    @hooks.storefront_slots
    def contents(self, ctx: Context) -> list[SlotContent]:
        return [SlotContent(slot="product.after_price", function=self.fail)]

    def fail(self, payload: Mapping[str, Any], ctx: Context) -> str:
        raise RuntimeError("no insurer answers")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop where two plugins fill the same slot; one database is enough for what is drawn."""
    plugins = (Storefront, GiftWrap, Insurance, trading_plugin(ScriptedProvider()))
    with open_shop(
        tmp_path,
        *plugins,
        settings={"storefront": {"theme": "base"}},
        public_url="http://localhost",
    ) as shop:
        install_defaults()
        yield shop


@pytest.fixture
def staff(as_staff: SignIn) -> FlaskClient:
    return as_staff()


def opened(staff: FlaskClient, browser: Any, to: str = "/", **asked: str) -> Any:
    """The page, in a browser that has opened a preview's address."""
    made = staff.post(f"{THEME}/previews", json={"to": to, **asked})
    assert made.status_code == 201
    return browser.get(made.json["url"].removeprefix("http://localhost"))


def test_one_of_two_plugins_in_a_slot_fails_and_the_preview_says_which_and_why(
    staff: FlaskClient, browser: Any, shirt: str
) -> None:
    for_shoppers = browser.get(f"/products/{shirt}")
    assert for_shoppers.status_code == 200
    assert "Linen shirt" in for_shoppers.text
    assert "We wrap it." in for_shoppers.text
    assert for_shoppers.text.rstrip().endswith("</html>")
    assert "no insurer answers" not in for_shoppers.text
    seen = opened(staff, browser, f"/products/{shirt}")
    assert "We wrap it." in seen.text
    box = seen.text.partition('class="slot-failure"')[2].partition("</div>")[0]
    assert "<b>insurance</b>" in box
    assert "<b>product.after_price</b>" in box
    assert "no insurer answers" in box
    assert "insurance: product.after_price" in seen.text.partition('class="preview-banner"')[2]


def test_a_preview_is_for_nobody_else_and_is_not_kept(
    staff: FlaskClient, browser: Any, shop: Shop
) -> None:
    seen = opened(staff, browser)
    assert seen.headers["X-Robots-Tag"] == "noindex"
    assert seen.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in seen.text
    assert "Preview of your draft of base" in seen.text
    stranger = shop.client().get("/")
    assert "Preview of your draft" not in stranger.text
    assert "X-Robots-Tag" not in stranger.headers


def test_leaving_a_preview_leads_back_to_what_shoppers_see(
    staff: FlaskClient, browser: Any
) -> None:
    page = opened(staff, browser)
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    back = browser.client.post(
        "/preview/leave", data={"csrf_token": token, "return_to": "/"}, follow_redirects=True
    )
    assert back.status_code == 200
    assert "preview-banner" not in back.text


def test_nothing_is_sold_in_a_preview(staff: FlaskClient, browser: Any, shirt: str) -> None:
    opened(staff, browser, f"/products/{shirt}")
    browser.send("cart_add", option1="Blue", option2="M")
    browser.get("/checkout")
    refused = browser.send("checkout")
    assert refused.status_code == 422
    assert "This is a preview, where nothing is sold." in refused.text


def test_a_token_is_good_for_its_time_and_cannot_be_made_up(
    staff: FlaskClient, browser: Any, shop: Shop
) -> None:
    ctx = next(one.context for one in runtime().registry.plugins if one.id == "storefront")
    now = ctx.now()
    until = now + timedelta(hours=1)
    preview = Preview(theme="base", version="1", revision=None, owner="staff:1", until=until)
    token = token_of(preview)
    assert preview_of(token, now) == preview
    assert preview_of(token, until) is None
    assert preview_of(token[:-2], now) is None
    assert browser.get(f"/preview/{token[:-2]}").status_code == 404


@pytest.mark.parametrize("asked", ["//evil.example", "https://evil.example", "/\\evil", "", "x"])
def test_a_preview_leads_to_pages_of_the_shop_only(asked: str) -> None:
    assert own_path(asked) == "/"


def test_previews_and_changes_need_a_right(as_staff: SignIn) -> None:
    reader = as_staff("storefront:read")
    assert reader.post(f"{THEME}/previews", json={}).status_code == 403
    editor = as_staff("storefront:edit")
    assert editor.post(f"{THEME}/previews", json={}).status_code == 201
    assert editor.post(f"{THEME}/draft/publish", json={}).status_code == 403
