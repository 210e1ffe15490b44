"""What was in the file before, in bounded memory.

A million SKUs in a Python set take about 100 MB, and forget their lines. A private temporary
database keeps them on disk (SQLite removes the file with the connection) behind a cache of 4 MB,
and tells the line of the first. Each question costs a few microseconds.
"""

from __future__ import annotations

import sqlite3
from typing import Literal, Self

Kind = Literal["handle", "sku", "variant"]


class Seen:
    """The line on which a name of some kind came first. To be used in a `with`."""

    def __init__(self) -> None:
        # A generator may be finished in another thread than it began in.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA cache_size = -4096")
        self._db.execute(
            "CREATE TABLE seen (kind TEXT, name TEXT, line INT, PRIMARY KEY (kind, name))"
            " WITHOUT ROWID"
        )
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def claim(self, kind: Kind, name: str, line: int) -> int | None:
        """Take the name for this line; or else the line that has it already."""
        insert = "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)"
        if self._db.execute(insert, (kind, name, line)).rowcount == 1:
            return None
        query = "SELECT line FROM seen WHERE kind = ? AND name = ?"
        row: tuple[int] = self._db.execute(query, (kind, name)).fetchone()
        return row[0]

    def release(self, kind: Kind, name: str) -> None:
        self._db.execute("DELETE FROM seen WHERE kind = ? AND name = ?", (kind, name))
