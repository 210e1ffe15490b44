"""PostgreSQL databases for tests, emptied and given to the next test instead of being made anew.

A copy of the template is some thousand files: to make it and to remove it costs several times what
emptying the few tables costs that a test wrote to. Whoever gets a database cannot tell: its rows,
sequences and connections are gone, its name is new, and one whose schema or statistics a test has
changed is not used again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from shopwright.testing.servers import create_database, database_name, drop_database

_USES = 40  # deleted rows stay in the files; then it is time for new ones

_SCHEMA = """
SELECT (SELECT row(count(*), max(oid))::text FROM pg_class),
       (SELECT count(*) FROM pg_attribute),
       (SELECT count(*) FROM pg_constraint),
       (SELECT row(count(*), count(*) FILTER (WHERE tgenabled = 'O'))::text FROM pg_trigger),
       (SELECT row(count(*), sum(hashtext(prosrc)))::text FROM pg_proc),
       (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384)
"""  # 16384 is the first oid that PostgreSQL gives to what users make

_END_SESSIONS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# Rows that must never go are protected by triggers, and others by foreign keys: not from a replica.
_EMPTY = """
DO $$
DECLARE written regclass;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR written IN SELECT oid FROM pg_class
        WHERE relkind = 'r' AND oid >= 16384 AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format('DELETE FROM %s', written);
    END LOOP;
    PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
END $$
"""


class RecycledDatabases:
    """Databases like `template`, which has no rows, on `server`; one after the other."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._schema: Any = None  # of a database that nobody has used yet
        self._spare: str | None = None
        self._uses = 0

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database that nobody else has."""
        url = self._renamed(self._spare) if self._spare else self._made()
        self._spare = None
        try:
            yield url
        finally:
            if self._uses < _USES and self._emptied(url):
                self._spare = url
            else:
                drop_database(self._server, database_name(url))

    def _made(self) -> str:
        self._uses = 1
        url = create_database(self._server, template=self._template)
        if self._schema is None:
            with psycopg.connect(url) as connection:
                self._schema = connection.execute(_SCHEMA).fetchone()
        return url

    def _renamed(self, url: str) -> str:
        """The same database under a name that the test before it does not know."""
        self._uses += 1
        old = database_name(url)
        stem, _, number = old.partition("_again_")
        new = f"{stem}_again_{int(number or 0) + 1}"
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(old), sql.Identifier(new)
                )
            )
        return url.replace(old, new)

    def _emptied(self, url: str) -> bool:
        """Empty it; False if a test did more to it than write rows."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_END_SESSIONS)
            if connection.execute(_SCHEMA).fetchone() != self._schema:
                return False
            connection.execute(_EMPTY)
        return True
