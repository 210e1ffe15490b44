"""`theme dev --shop`: a theme that is being made, on a shop's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from shopwright.commerce.channels import install_defaults
from shopwright.platform.plugins.routes import enter_plugin
from shopwright.testing import ScriptedProvider, Shop, open_shop, trading_plugin
from shopwright_storefront.cli.dev import dev_on_shop
from shopwright_storefront.dev.shop import ShopServer, shop_workshop
from shopwright_storefront.plugin import Storefront
from shopwright_storefront.themes.discovery import discover
from werkzeug.test import Client

MANIFEST = '[theme]\nname = "moss"\ntitle = "T"\nversion = "1.0.0"\napi = "1"\n'
TITLE = '{% extends "parent:sections/product.html" %}{% block title %}<h1>TITLE</h1>{% endblock %}'


@pytest.fixture
def environment() -> str:
    return "development"


@pytest.fixture
def shop(tmp_path: Path, environment: str) -> Iterator[Shop]:
    """One database is enough for what is drawn."""
    plugins = (Storefront, trading_plugin(ScriptedProvider()))
    with open_shop(tmp_path, *plugins, environment=environment) as shop:
        install_defaults()
        yield shop


def test_a_shops_products_are_drawn_by_the_theme_that_is_being_made(
    shop: Shop, shirt: str, tmp_path: Path
) -> None:
    root = tmp_path / "themes/moss"
    (root / "sections").mkdir(parents=True)
    (root / "theme.toml").write_text(MANIFEST)
    section = root / "sections/product.html"
    section.write_text(TITLE.replace("TITLE", "Moss: {{ product.title }}"))
    workshop = shop_workshop(discover([root.parent]).chain("moss"))
    client = Client(ShopServer(shop.app, workshop))
    page = client.get(f"/products/{shirt}")
    assert "<h1>Moss: Linen shirt</h1>" in page.text
    assert 'class="errors"' not in page.text
    assert 'id="theme-dev"' in page.text
    assert "<b>product</b>" in client.get(f"/_theme/inspect?path=/products/{shirt}").text
    section.write_text(TITLE.replace("TITLE", "{{ product.titel }}"))
    told = client.get(f"/products/{shirt}").text
    assert "Did you mean <b>title</b>?" in told
    assert "moss:sections/product.html:1" in told
    assert "theme-dev" not in shop.client().get("/").text


@pytest.mark.parametrize("environment", ["production"])
def test_a_shop_that_serves_shoppers_has_no_tools(shop: Shop) -> None:
    enter_plugin("storefront")
    refused = CliRunner().invoke(dev_on_shop, ["base"])
    assert refused.exit_code == 1
    assert "serves shoppers" in refused.output
    assert shop.client().get("/_theme/").status_code == 404
