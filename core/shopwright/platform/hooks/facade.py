"""`PluginTables`: what a plugin may do to the database (design decision 5).

No commit, rollback, connection or session: a `commit()` inside a savepoint commits the outer
transaction, so plugins never hold one. Only tables with the plugin's prefix can be written.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Delete, Executable, Insert, Result, ScalarResult, Update
from sqlalchemy.orm import DeclarativeBase

from shopwright.platform.db import read

M = TypeVar("M", bound=DeclarativeBase)


class ForeignTable(RuntimeError):
    """A plugin tried to write a table that is not its own."""


class PluginTables:
    """`execute`, `add`, `get`, `scalars` and `flush` on tables named `<plugin>_...`."""

    __slots__ = ("_prefix",)

    def __init__(self, plugin_id: str) -> None:
        self._prefix = plugin_id + "_"

    def execute(self, statement: Executable, parameters: Any = None) -> Result[Any]:
        """Run a statement; writes are refused on other tables than the plugin's own."""
        if isinstance(statement, Insert | Update | Delete):
            self._check(str(getattr(statement.table, "name", statement.table)))
        with read() as db:
            return db.execute(statement, parameters)

    def scalars(self, statement: Executable) -> ScalarResult[Any]:
        """The first column of each row of a SELECT."""
        return self.execute(statement).scalars()

    def get(self, model: type[M], key: Any) -> M | None:
        """The row with this primary key."""
        with read() as db:
            return db.get(model, key)

    def add(self, row: DeclarativeBase) -> None:
        """Insert `row` with the transaction."""
        self._check(row.__tablename__)
        with read() as db:
            db.add(row)

    def flush(self) -> None:
        """Send what `add` has collected, so that constraints speak now."""
        with read() as db:
            db.flush()

    def _check(self, table: str) -> None:
        if not table.startswith(self._prefix):
            raise ForeignTable(
                f"a plugin may write its own tables only ('{self._prefix}...'), not '{table}'; "
                "change core data through the commands of shopwright.commerce"
            )
