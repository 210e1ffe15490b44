"""Shops with hostile plugins, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import redis
from shopwright.platform.config import Settings
from shopwright.platform.plugins import live
from shopwright.platform.servers import EmbeddedValkey
from shopwright.testing.servers import valkey_server

from tests.hostile.victim import Victim, started
from tests.platform.plugins.conftest import Install, install

__all__ = ["install"]

Start = Callable[..., AbstractContextManager[Victim]]
_TRADE = """
    from shopwright.testing.payments import ScriptedProvider
    from shopwright.testing.plugins import trading_plugin

    provider = ScriptedProvider()
    plugin = trading_plugin(provider)
"""


@pytest.fixture(scope="session")
def valkey() -> Iterator[EmbeddedValkey]:
    """Where the processes of a shop tell how plugins behave."""
    with valkey_server() as server:
        yield server


@pytest.fixture
def start(
    install: Install,
    database_url: str,
    valkey: EmbeddedValkey,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Start:
    """`with start("evil"):` is a shop that starts with an honest plugin and the one called evil."""
    with redis.Redis.from_url(valkey.url) as client:
        client.flushall()
    install("trade", code=_TRADE)
    monkeypatch.setattr(live, "LOOK_EVERY", 0.0)  # a switch is seen by the next request
    settings = Settings(
        database_url=database_url,
        data_dir=tmp_path,
        redis_url=valkey.url,
        environment="test",
        secret_key="a key for tests",
        rate_limits=False,
    )
    return lambda *plugins: started(settings, "trade", *plugins)
