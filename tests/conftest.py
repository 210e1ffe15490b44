"""Fixtures of the core's own tests.

`shop` runs a test on SQLite and on PostgreSQL: behavior must be the same on both. A test that
is about pure functions asks for neither.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from shopwright.app import create_app
from shopwright.platform.config import Settings
from shopwright.platform.db.schema import create_all
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.servers import create_database, drop_database, postgres_server
from shopwright.testing.shop import Shop
from sqlalchemy import create_engine

from tests.recycling import RecycledDatabases


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty shop's database file; copying it is quicker than making one."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a running PostgreSQL server."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """The name of an empty shop's database, to copy."""
    name = "shopwright_template"
    url = create_database(postgres, name)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    create_all(engine)
    engine.dispose()
    yield name
    drop_database(postgres, name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database."""
    path = tmp_path / "shop.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_databases(postgres: str, postgres_template: str) -> RecycledDatabases:
    """Empty shops' databases on PostgreSQL."""
    return RecycledDatabases(postgres, postgres_template)


@pytest.fixture
def postgres_url(postgres_databases: RecycledDatabases) -> Iterator[str]:
    """A fresh PostgreSQL database."""
    with postgres_databases.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


@pytest.fixture
def registry() -> Registry:
    """The plugins of the shop under test: none, unless a test module says otherwise."""
    return Registry()


@pytest.fixture
def doors() -> bool:
    """Whether the shop under test answers HTTP; making 180 routes costs each test a tenth of a second."""
    return False


@pytest.fixture
def locales() -> tuple[str, ...]:
    """The languages of the shop under test."""
    return ("en",)


@pytest.fixture
def shop(
    database_url: str, tmp_path: Path, registry: Registry, doors: bool, locales: tuple[str, ...]
) -> Iterator[Shop]:
    """A running shop in an application context, on each database."""
    settings = Settings(
        database_url=database_url,
        data_dir=tmp_path,
        environment="test",
        secret_key="a key for tests",
        rate_limits=False,
        locales=locales,
    )
    app = create_app(settings, registry=registry, doors=doors)
    with Shop.running(app) as shop:
        yield shop


@pytest.fixture
def time_machine_later() -> Callable[..., AbstractContextManager[object]]:
    """`with time_machine_later(minutes=3):` moves the clock for the length of the block."""

    def later(**ahead: float) -> AbstractContextManager[object]:
        return time_machine.travel(datetime.now(UTC) + timedelta(**ahead), tick=True)

    return later
