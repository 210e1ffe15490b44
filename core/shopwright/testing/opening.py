"""`open_shop`: a shop with your plugins in it, for their tests.

def test_a_card_is_printed(tmp_path: Path) -> None:
    with open_shop(tmp_path, GiftWrap, settings={"gift_wrap": {"paper": "red"}}) as shop:
        shop.place_order()
        shop.deliver()
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shopwright.app import create_app
from shopwright.platform.config import Settings
from shopwright.platform.db import transaction
from shopwright.platform.db.schema import create_all
from shopwright.platform.events.event import Event
from shopwright.platform.events.outbox import emit
from shopwright.platform.identity import shop_id
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.runtime import runtime
from shopwright.testing.databases import make_plugin_tables
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop


@contextmanager
def open_shop(
    data_dir: Path,
    *plugins: type[Plugin],
    settings: Mapping[str, dict[str, object]] | None = None,
    database_url: str = "",
    make_tables: bool = True,
    **options: Any,
) -> Iterator[Shop]:
    """A new shop with these plugins enabled and their tables made; the test runs in its context.

    `settings` are the plugins', by plugin id; `options` the shop's own (`environment`,
    `public_url`). Without `database_url` it is an SQLite file in `data_dir`. A database that is a
    copy of another test shop's has its tables: then `make_tables=False` saves the time.
    """
    values: dict[str, Any] = {
        "data_dir": data_dir,
        "database_url": database_url,
        "environment": "test",
        "secret_key": "a key for tests",
        "rate_limits": False,
    }
    registry = registry_of(*plugins, **(settings or {}))
    if registry.quarantined:
        raise AssertionError(f"a plugin cannot be used: {dict(registry.quarantined)}")
    app = create_app(Settings(**values | options), registry=registry)
    with Shop.running(app) as shop:
        if make_tables:
            create_all(runtime().database.engine)
            make_plugin_tables(runtime().database.engine, plugins)
            shop_id()
        yield shop


def tell(*events: Event) -> None:
    """Write events as if they had just happened; `shop.deliver()` has them heard."""
    with transaction():
        for event in events:
            emit(event)
