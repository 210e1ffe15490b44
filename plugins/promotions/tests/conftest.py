"""Shops with this plugin, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from shopwright import Context
from shopwright.testing.databases import Databases
from shopwright.testing.opening import open_shop
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import trading_plugin
from shopwright.testing.shop import Shop
from shopwright_promotions import commands
from shopwright_promotions.plugin import Promotions
from shopwright_promotions.types import PromotionInput

Make = Callable[..., UUID]


@pytest.fixture
def provider() -> ScriptedProvider:
    """Pays at once unless told otherwise."""
    return ScriptedProvider()


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    provider: ScriptedProvider,
    shopwright_databases: Databases,
) -> Iterator[Shop]:
    """A shop that takes orders, on each database."""
    plugins = (Promotions, trading_plugin(provider))
    with (
        shopwright_databases.fresh(request.param, tmp_path, (Promotions,)) as url,
        open_shop(tmp_path, *plugins, database_url=url, make_tables=False) as shop,
    ):
        yield shop


@pytest.fixture
def ctx(shop: Shop) -> Context:
    """The plugin's own."""
    return Context("promotions", None)


@pytest.fixture
def make(ctx: Context) -> Make:
    """Makes a promotion of JSON values; ten percent off unless they say otherwise."""

    def made(**values: Any) -> UUID:
        plain = {"name": "Ten", "action": {"kind": "percent_off", "percent": "10"}} | values
        return commands.create(ctx, PromotionInput.model_validate_json(json.dumps(plain)))

    return made
