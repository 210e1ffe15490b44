"""What races share. One shop serves all of a module: a database for each would take as long as racing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from shopwright.app import create_app
from shopwright.platform.config import Settings
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.servers import create_database
from shopwright.testing.shop import Shop

from tests.races.schedules import SteppingProvider


@dataclass(frozen=True, slots=True, kw_only=True)
class Arena:
    """A running shop, and its payment provider."""

    shop: Shop
    provider: SteppingProvider


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def arena(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Arena]:
    """On each database."""
    directory = tmp_path_factory.mktemp("arena")
    provider = SteppingProvider()
    settings = Settings(
        database_url=_database_url(request, directory),
        data_dir=directory,
        environment="test",
        secret_key="a key for tests",
        rate_limits=False,
    )
    app = create_app(settings, registry=registry_of(trading_plugin(provider)), doors=False)
    with Shop.running(app) as shop:
        yield Arena(shop=shop, provider=provider)


@pytest.fixture
def provider(arena: Arena) -> SteppingProvider:
    """Its payment provider, who takes everything until told otherwise."""
    arena.provider.outcome, arena.provider.fault = "paid", "none"
    return arena.provider


def _database_url(request: pytest.FixtureRequest, directory: object) -> str:
    if request.param == "sqlite":
        path = f"{directory}/shop.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgres")
    return create_database(server, template=request.getfixturevalue("postgres_template"))
