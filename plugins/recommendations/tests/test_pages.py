"""What shoppers see, in a shop with the storefront. Rendering is the same on each database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from shopwright.commerce.catalog import product, variant
from shopwright.platform.runtime import runtime
from shopwright.testing import (
    Databases,
    ScriptedProvider,
    Shop,
    count_queries,
    open_shop,
    trading_plugin,
)
from shopwright_recommendations.pairs import count
from shopwright_recommendations.plugin import Recommendations
from shopwright_recommendations.settings import Settings
from shopwright_storefront.plugin import Storefront

PLUGINS = (Recommendations, Storefront)


@pytest.fixture
def shop(tmp_path: Path, shopwright_databases: Databases) -> Iterator[Shop]:
    """A shop with pages."""
    with (
        shopwright_databases.fresh("sqlite", tmp_path, PLUGINS) as url,
        open_shop(
            tmp_path,
            *PLUGINS,
            trading_plugin(ScriptedProvider()),
            settings={"storefront": {"theme": "base"}},
            database_url=url,
            make_tables=False,
            environment="development",
            public_url="http://localhost",
        ) as shop,
    ):
        yield shop


@pytest.fixture
def pair(shop: Shop) -> tuple[UUID, UUID]:
    """A mug and a pot, which three orders had."""
    mug, pot = shop.product("Mug"), shop.product("Teapot")
    for _ in range(3):
        shop.place_order({mug: 1, pot: 1})
    shop.deliver()
    count(runtime().registry.plugins[0].context, Settings())
    shop.deliver()
    return mug, pot


def test_a_products_page_shows_the_other_and_asks_nothing_for_it(
    shop: Shop, pair: tuple[UUID, UUID]
) -> None:
    handle = product(variant(pair[0]).product_id).handle
    client = shop.client()
    client.get(f"/products/{handle}")
    with count_queries() as queries:
        page = client.get(f"/products/{handle}").text
    section = re.search(r'<section class="together".*?</section>', page, re.DOTALL)
    assert section is not None
    assert "Often bought together" in section.group()
    assert 'href="/products/teapot"' in section.group()
    assert ">Mug<" not in section.group()
    assert not [one for one in queries if "recommendations" in one]


def test_a_cart_shows_what_goes_with_it_but_not_what_is_in_it(
    shop: Shop, pair: tuple[UUID, UUID]
) -> None:
    client = shop.client()
    same = {"Sec-Fetch-Site": "same-origin"}
    for variant_id, others in zip(pair, (["Teapot"], []), strict=True):
        ids = {"product": str(variant(variant_id).product_id), "variant": str(variant_id)}
        client.post("/cart/add", data={**ids, "quantity": "1"}, headers=same)
        page = client.get("/cart").text
        section = re.search(r'<section class="together".*?</section>', page, re.DOTALL)
        assert re.findall(r">(Mug|Teapot)</a>", section.group() if section else "") == others
