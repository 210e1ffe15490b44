"""`PluginTables`: what a plugin may do to the database (design decision 5).

No commit, rollback, connection or session: a `commit()` inside a savepoint commits the outer
transaction, so plugins never hold one. Only tables with the plugin's prefix can be written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from sqlalchemy import Delete, Executable, Insert, Result, ScalarResult, Update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import SelectBase, UpdateBase

from shopwright.platform.db import read

M = TypeVar("M", bound=DeclarativeBase)


writes_refused: ContextVar[object] = ContextVar("shopwright_writes_refused", default=None)


@contextmanager
def refuse_writes(where: str) -> Iterator[None]:
    """Refuse plugins' writes for the length of the block; `where` is named in the error."""
    token = writes_refused.set(where)
    try:
        yield
    finally:
        writes_refused.reset(token)


class WriteRefused(RuntimeError):
    """A plugin tried to write in a hook that computes or refuses."""


def check_writing() -> None:
    """Raise `WriteRefused` inside `refuse_writes`."""
    where = writes_refused.get()
    if where is not None:
        raise WriteRefused(
            f"{where} only computes or refuses, so it cannot write; join the transaction in an "
            "'-ing' hook, or write when you hear of it in an '-ed' hook"
        )


class Undo:
    """What the running call of a hook wrote: undone if it raises, and the transaction goes on."""

    __slots__ = ("_savepoint",)

    def __init__(self) -> None:
        self._savepoint: SessionTransaction | None = None

    def begin(self, db: Session) -> None:
        """Open the savepoint, unless it is open: fifty empty ones would cost more than the work."""
        if self._savepoint is None:
            self._savepoint = db.begin_nested()

    def end(self, *, keep: bool) -> None:
        """Keep what was written in this call, or undo it; the next call begins anew."""
        savepoint, self._savepoint = self._savepoint, None
        if savepoint is not None and savepoint.is_active:
            (savepoint.commit if keep else savepoint.rollback)()
        elif savepoint is not None:
            savepoint.rollback()


undoes_writes: ContextVar[Undo | None] = ContextVar("shopwright_undoes_writes", default=None)


class ForeignTable(RuntimeError):
    """A plugin tried to write a table that is not its own."""


class PluginTables:
    """`execute`, `add`, `get`, `scalars` and `flush` on tables named `<plugin>_...`."""

    __slots__ = ("_prefix",)

    def __init__(self, plugin_id: str) -> None:
        self._prefix = plugin_id + "_"

    def execute(self, statement: Executable, parameters: Any = None) -> Result[Any]:
        """Run a statement; writes are refused on other tables than the plugin's own."""
        self._check_statement(statement)
        with self._session() as db:
            return db.execute(statement, parameters)

    def scalars(self, statement: Executable) -> ScalarResult[Any]:
        """The first column of each row of a SELECT."""
        return self.execute(statement).scalars()

    def get(self, model: type[M], key: Any) -> M | None:
        """The row of one of the plugin's own tables with this primary key."""
        self._check(model.__tablename__)
        with self._session() as db:
            return db.get(model, key)

    def add(self, row: DeclarativeBase) -> None:
        """Insert `row` with the transaction."""
        check_writing()
        self._check(row.__tablename__)
        with self._session() as db:
            db.add(row)

    def flush(self) -> None:
        """Send what `add` has collected, so that constraints speak now."""
        with self._session() as db:
            db.flush()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """The session for one statement. One that fails undoes what this call of a hook wrote so far,
        so that PostgreSQL lets the transaction go on if the plugin does.
        """
        undo = undoes_writes.get()
        with read() as db:
            if undo is None:
                yield db
                return
            undo.begin(db)
            try:
                yield db
            except SQLAlchemyError:
                undo.end(keep=False)
                raise

    def _check_statement(self, statement: Executable) -> None:
        if not isinstance(statement, SelectBase | UpdateBase):
            raise ForeignTable(
                "a plugin's statements are made of select(), insert(), update() and delete(), "
                f"whose tables can be seen, not of text: {str(statement)[:80]!r}"
            )
        for part in visitors.iterate(statement):
            if isinstance(part, Insert | Update | Delete):
                check_writing()
                self._check(str(getattr(part.table, "name", part.table)))

    def _check(self, table: str) -> None:
        if not table.startswith(self._prefix):
            raise ForeignTable(
                f"a plugin may write its own tables only ('{self._prefix}...'), not '{table}'; "
                "change core data through the commands of shopwright.commerce"
            )
