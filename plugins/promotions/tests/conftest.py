"""Shops with this plugin, on both databases."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from shopwright import Context
from shopwright.testing.opening import open_shop
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import trading_plugin
from shopwright.testing.servers import create_database, drop_database, postgres_server
from shopwright.testing.shop import Shop
from shopwright_promotions import commands
from shopwright_promotions.plugin import Promotions
from shopwright_promotions.types import PromotionInput

Make = Callable[..., UUID]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty shop's database file; copying it is quicker than making one."""
    folder = tmp_path_factory.mktemp("sqlite")
    with open_shop(folder, Promotions):
        pass
    return folder / "shop.db"


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A running PostgreSQL server, and the name of an empty shop's database on it."""
    with postgres_server() as server:
        url = create_database(server, "template_of_promotions")
        with open_shop(tmp_path_factory.mktemp("postgresql"), Promotions, database_url=url):
            pass
        yield server, "template_of_promotions"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty shop's database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "shop.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgres_template")
    url = create_database(server, template=template)
    yield url
    drop_database(server, url.rpartition("/")[2].partition("?")[0])


@pytest.fixture
def provider() -> ScriptedProvider:
    """Pays at once unless told otherwise."""
    return ScriptedProvider()


@pytest.fixture
def shop(tmp_path: Path, database_url: str, provider: ScriptedProvider) -> Iterator[Shop]:
    """A shop that takes orders."""
    plugins = (Promotions, trading_plugin(provider))
    with open_shop(tmp_path, *plugins, database_url=database_url, make_tables=False) as shop:
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
