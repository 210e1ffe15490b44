"""Shops that tell a receiver, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from shopwright import Context
from shopwright.platform.runtime import runtime
from shopwright.testing import DatabaseKind, Databases, Receiver, Shop, open_shop, receiver
from shopwright_webhooks.endpoints import add_endpoint
from shopwright_webhooks.plugin import Webhooks
from shopwright_webhooks.types import NewSecret

OpenShop = Callable[..., AbstractContextManager[Shop]]
LOCAL = ("127.0.0.0/8",)


@pytest.fixture
def database_url(
    shopwright_databases: Databases, shopwright_database: DatabaseKind, tmp_path: Path
) -> Iterator[str]:
    """An empty shop's database of each kind."""
    with shopwright_databases.fresh(shopwright_database, tmp_path, (Webhooks,)) as url:
        yield url


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
