"""The connection that changes a schema: one transaction, and nobody else changes it meanwhile."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import make_url

# Any number will do, as long as nobody else in the database locks the same.
_ADVISORY_LOCK = 7_466_011_892
_SQLITE_PATIENCE_MS = 120_000


@contextlib.contextmanager
def schema_connection(url: str) -> Iterator[Connection]:
    """A connection in one transaction, alone among those that change the schema of `url`.

    On SQLite foreign keys are not enforced meanwhile: rebuilding a table drops it for a moment,
    which would delete what refers to it. Call `check_foreign_keys` before the end.
    """
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                _wait_for_turn(connection)
            yield connection
    finally:
        engine.dispose()


def check_foreign_keys(connection: Connection) -> None:
    """Raise when a row refers to nothing (SQLite; PostgreSQL never stops checking)."""
    if connection.dialect.name != "sqlite":
        return
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan is not None:
        raise RuntimeError(
            f"the upgrade would leave rows of '{orphan[0]}' that refer to nothing in '{orphan[2]}'; "
            "nothing was changed"
        )


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        options = "-c timezone=UTC -c statement_timeout=0 -c lock_timeout=0"
        return create_engine(
            url, poolclass=NullPool, connect_args={"options": options, "connect_timeout": 5}
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"isolation_level": None})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_alone)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout={_SQLITE_PATIENCE_MS}")
    _use_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait for its turn with this one, where several begin with a new file."""
    deadline = time.monotonic() + _SQLITE_PATIENCE_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _begin_alone(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _wait_for_turn(connection: Connection) -> None:
    """Wait for other upgrades as long as it takes, but not for a table that is in use."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    connection.execute(text("SET LOCAL lock_timeout = '30s'"))
