"""What the database knows of its tables, by which it plans queries."""

from __future__ import annotations

import structlog
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from shopwright.platform.db.session import command, session
from shopwright.platform.runtime import runtime

_log = structlog.get_logger()


def refresh_statistics() -> None:
    """Have the database look at its tables again; call it after a great many rows were written.

    PostgreSQL does so by itself within a minute, in which a search of a catalog that has just been
    imported may be planned as if the tables were empty, and take seconds; SQLite never does.
    What was written is written, so nobody fails because the database is too busy for this.
    """
    try:
        if runtime().database.is_sqlite:
            _optimize()
        else:
            _analyze()
    except OperationalError as error:
        _log.warning("the database knows its tables as they were before", error=str(error.orig))


@command()
def _optimize() -> None:
    """In a command, which waits for its turn: SQLite refuses at once who read first and writes then,
    if somebody else wrote in between, as a worker does all the time.
    """
    session().execute(text("PRAGMA optimize"))


def _analyze() -> None:
    engine = runtime().database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
