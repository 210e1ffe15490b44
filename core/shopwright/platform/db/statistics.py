"""What the database knows of its tables, by which it plans queries."""

from __future__ import annotations

from sqlalchemy import text

from shopwright.platform.runtime import runtime


def refresh_statistics() -> None:
    """Have the database look at its tables again; call it after a great many rows were written.

    PostgreSQL does so by itself within a minute, in which a search of a catalog that has just been
    imported may be planned as if the tables were empty, and take seconds; SQLite never does.
    """
    database = runtime().database
    statement = "PRAGMA optimize" if database.is_sqlite else "ANALYZE"
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
