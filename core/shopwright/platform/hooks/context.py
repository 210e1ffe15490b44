"""`Context`: all that a plugin needs, handed to every hook as `ctx`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from structlog.typing import FilteringBoundLogger

from shopwright.platform import clock
from shopwright.platform.db import in_transaction, read, transaction
from shopwright.platform.hooks.facade import PluginTables


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The delivery being worked off. `key` is the same on every try: hand it to outside services."""

    id: UUID
    key: str
    attempt: int


current_delivery: ContextVar[Delivery | None] = ContextVar("shopwright_delivery", default=None)


class Context:
    """A plugin's view of the shop it runs in.

    `id` is the plugin's, `settings` its validated settings, `log` a logger that carries its name.
    """

    __slots__ = ("_tables", "id", "log", "settings")

    def __init__(self, plugin_id: str, settings: Any) -> None:
        self.id = plugin_id
        self.settings = settings
        self.log: FilteringBoundLogger = structlog.get_logger(plugin=plugin_id)
        self._tables = PluginTables(plugin_id)

    def now(self) -> datetime:
        """The current moment in UTC; tests can set it."""
        return clock.now()

    @property
    def db(self) -> PluginTables:
        """The plugin's own tables, inside the core's transaction ('-ing' hooks and vetoes)."""
        if not in_transaction():
            raise RuntimeError(
                f"{self.id}: ctx.db is there inside a transaction only ('-ing' hooks); "
                "elsewhere use ctx.read() and ctx.transaction()"
            )
        return self._tables

    @contextmanager
    def read(self) -> Iterator[PluginTables]:
        """Read the plugin's own tables; holds nothing."""
        with read():
            yield self._tables

    @contextmanager
    def transaction(self) -> Iterator[PluginTables]:
        """Write the plugin's own tables, outside of core transactions.

        In an '-ed' hook the delivery's "done" mark commits together with these writes.
        """
        with transaction():
            settle_delivery = delivery_settler.get()
            if settle_delivery is not None:
                settle_delivery()
            yield self._tables

    @property
    def delivery(self) -> Delivery:
        """The delivery this hook runs for; an error outside of '-ed' hooks."""
        found = current_delivery.get()
        if found is None:
            raise RuntimeError(f"{self.id}: ctx.delivery is there in '-ed' hooks only")
        return found


# Set by the delivery runner: marks the running delivery done inside the open transaction.
delivery_settler: ContextVar[Any] = ContextVar("shopwright_delivery_settler", default=None)
