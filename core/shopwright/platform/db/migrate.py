"""Bringing a database's schema up to date, by Alembic's revisions in `shopwright/migrations`.

An upgrade is one transaction on both databases: it happens as a whole or not at all. Upgrades
that begin at the same time wait for each other, and the second finds nothing left to do.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.engine import make_url

from shopwright.platform.db.changing import check_foreign_keys, schema_connection
from shopwright.platform.db.schema import create_extras

# beside `platform`, in the package's root
SCRIPTS = Path(__file__).parents[2] / "migrations"


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


def status_at(url: str) -> SchemaStatus:
    """The same for a database that is not open. An SQLite file is not even made."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        url = "sqlite://"  # in memory: as empty as one that is not there
    engine = create_engine(url, poolclass=NullPool)
    try:
        return status(engine)
    finally:
        engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for the core's revisions, on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["batch"] = connection.dialect.name == "sqlite"
    return config


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
