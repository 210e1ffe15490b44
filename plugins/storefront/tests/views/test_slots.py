"""What plugins put into pages, and the files that they need for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from shopwright import Context, Plugin, SlotContent, hooks
from shopwright.commerce.channels import install_defaults
from shopwright.testing import (
    DatabaseKind,
    Databases,
    ScriptedProvider,
    Shop,
    open_shop,
    trading_plugin,
)
from shopwright_storefront.plugin import Storefront


class GiftWrap(Plugin):
    """Says something in two places, and fails in a third."""

    @hooks.storefront_slots
    def contents(self, ctx: Context) -> list[SlotContent]:
        return [
            SlotContent(slot="product.after_price", function=self.hint),
            SlotContent(slot="checkout.before_submit", function=self.hint),
            SlotContent(slot="cart.summary", function=self.fail),
        ]

    def hint(self, payload: Mapping[str, Any], ctx: Context) -> str:
        return "We wrap it."

    def fail(self, payload: Mapping[str, Any], ctx: Context) -> str:
        raise RuntimeError("no paper left")


@pytest.fixture
def shop(
    shopwright_databases: Databases, shopwright_database: DatabaseKind, tmp_path: Path
) -> Iterator[Shop]:
    """A shop with a plugin that is seen."""
    plugins = (Storefront, GiftWrap, trading_plugin(ScriptedProvider()))
    with (
        shopwright_databases.fresh(shopwright_database, tmp_path, (Storefront,)) as url,
        open_shop(tmp_path, *plugins, database_url=url, make_tables=False) as shop,
    ):
        install_defaults()
        yield shop


def test_plugins_are_seen_on_the_product_and_at_checkout(browser: Any, shirt: str) -> None:
    assert browser.get(f"/products/{shirt}").text.count("We wrap it.") == 1
    browser.send("cart_add")
    assert browser.get("/checkout").text.count("We wrap it.") == 1


def test_a_plugin_that_fails_leaves_the_page_whole(browser: Any, shirt: str) -> None:
    browser.get(f"/products/{shirt}")
    cart = browser.send("cart_add")
    assert "Linen shirt" in cart.text
    assert "Go to checkout" in cart.text
    assert "no paper left" not in cart.text


def test_no_file_is_served_that_no_slot_names(browser: Any) -> None:
    assert browser.get("/assets/plugins/giftwrap/secret.css").status_code == 404
    assert browser.get("/assets/plugins/nobody/a.css").status_code == 404


def test_the_themes_files_are_kept_for_a_year(browser: Any) -> None:
    page = browser.get("/")
    _, _, rest = page.text.partition('<link rel="stylesheet" href="')
    url = rest.partition('"')[0]
    sheet = browser.client.get(url, headers={"Accept-Encoding": "br"})
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert sheet.headers["Content-Encoding"] == "br"
    assert len(sheet.data) < 15_000
    assert b"--gutter" in browser.client.get(url).data
    assert browser.get(url.replace("bundle.css", "theme.toml")).status_code == 404
