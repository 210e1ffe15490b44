"""Shops that tell a receiver, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from shopwright import Context
from shopwright.platform.runtime import runtime
from shopwright.testing.opening import open_shop
from shopwright.testing.receiver import Receiver, receiver
from shopwright.testing.servers import create_database, drop_database, postgres_server
from shopwright.testing.shop import Shop
from shopwright_webhooks.endpoints import add_endpoint
from shopwright_webhooks.plugin import Webhooks
from shopwright_webhooks.types import NewSecret

OpenShop = Callable[..., AbstractContextManager[Shop]]
LOCAL = ("127.0.0.0/8",)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty shop's database file; copying it is quicker than making one."""
    folder = tmp_path_factory.mktemp("sqlite")
    with open_shop(folder, Webhooks):
        pass
    return folder / "shop.db"


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A running PostgreSQL server, and the name of an empty shop's database on it."""
    with postgres_server() as server:
        url = create_database(server, "template_of_webhooks")
        with open_shop(tmp_path_factory.mktemp("postgresql"), Webhooks, database_url=url):
            pass
        yield server, "template_of_webhooks"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty shop's database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "webhooks.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgres_template")
    url = create_database(server, template=template)
    yield url
    drop_database(server, url.rpartition("/")[2].partition("?")[0])


@pytest.fixture
def settings() -> dict[str, object]:
    """The plugin's: who tests slowness is not patient."""
    return {"timeout_seconds": 2}


@pytest.fixture
def shop(tmp_path: Path, database_url: str, settings: dict[str, object]) -> Iterator[Shop]:
    """A shop with this plugin, which may call this machine."""
    with open_shop(
        tmp_path,
        Webhooks,
        settings={"webhooks": settings},
        database_url=database_url,
        make_tables=False,
        outbound_allowed=LOCAL,
    ) as shop:
        yield shop


@pytest.fixture
def ctx(shop: Shop) -> Context:
    """The plugin's context."""
    return runtime().registry.plugins[0].context


@pytest.fixture
def web() -> Iterator[Receiver]:
    """Who is told."""
    with receiver() as found:
        yield found


@pytest.fixture
def made(ctx: Context, web: Receiver) -> NewSecret:
    """An endpoint at `web` that wants to hear all, and its secret."""
    return add_endpoint(ctx, url=f"{web.url}/hooks", events=["*"])


@pytest.fixture
def later() -> Callable[..., Any]:
    """`with later(minutes=3):` moves the clock for the length of the block."""

    def travel(**ahead: float) -> Any:
        return time_machine.travel(datetime.now(UTC) + timedelta(**ahead), tick=True)

    return travel
