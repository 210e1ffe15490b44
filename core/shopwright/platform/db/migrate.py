"""Bringing a database's schema up to date, by Alembic's revisions in `shopwright/migrations`.

An upgrade is one transaction on both databases: it happens as a whole or not at all. Upgrades
that begin at the same time wait for each other, and the second finds nothing left to do.
"""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import make_url

import shopwright
from shopwright.platform.db.schema import create_extras

SCRIPTS = Path(shopwright.__file__).parent / "migrations"
# Any number will do, as long as nobody else in the database locks the same.
_ADVISORY_LOCK = 7_466_011_892
_SQLITE_PATIENCE_MS = 120_000


class SchemaState(enum.Enum):
    """How a database's schema compares to this version's."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"


class NewerSchema(Exception):
    """The database was upgraded by a later version of Shopwright than this one."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is at revision '{revision}', which this version of Shopwright does not "
            "know: a later version upgraded it. Install that version again, or restore a backup "
            "from before the upgrade."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaStatus:
    """`revision` is what the database has ('' for none), `head` what this version needs."""

    state: SchemaState
    revision: str
    head: str
    missing: tuple[str, ...] = ()


def upgrade(url: str) -> SchemaStatus:
    """Bring the schema at `url` up to date; the status from before. Raises `NewerSchema`."""
    with schema_connection(url) as connection:
        before = _status(connection)
        if before.state is SchemaState.NEWER:
            raise NewerSchema(before.revision)
        command.upgrade(alembic_config(connection), "head")
        create_extras(connection)
        check_foreign_keys(connection)
    return before


def status(engine: Engine) -> SchemaStatus:
    """How the schema compares; changes nothing."""
    with engine.connect() as connection:
        return _status(connection)


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for the core's revisions, on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["batch"] = connection.dialect.name == "sqlite"
    return config


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


def _status(connection: Connection) -> SchemaStatus:
    scripts = ScriptDirectory(str(SCRIPTS))
    head = scripts.get_current_head() or ""
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    known = [script.revision for script in scripts.walk_revisions()]
    if revision == head:
        return SchemaStatus(state=SchemaState.CURRENT, revision=revision, head=head)
    if revision and revision not in known:
        return SchemaStatus(state=SchemaState.NEWER, revision=revision, head=head)
    missing = known[: known.index(revision)] if revision else known
    return SchemaStatus(
        state=SchemaState.BEHIND if revision else SchemaState.EMPTY,
        revision=revision,
        head=head,
        missing=tuple(reversed(missing)),
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


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    for pragma in (
        f"busy_timeout={_SQLITE_PATIENCE_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_alone(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _wait_for_turn(connection: Connection) -> None:
    """Wait for other upgrades as long as it takes, but not for a table that is in use."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    connection.execute(text("SET LOCAL lock_timeout = '30s'"))
