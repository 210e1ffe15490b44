"""What was in the file before, and on which line, in bounded memory."""

from __future__ import annotations

from typing import Literal, Self

from shopwright.commerce.catalog.shopify.scratch import scratch_database

Kind = Literal["handle", "sku", "variant"]


class Seen:
    """The line on which a name of some kind came first. To be used in a `with`."""

    def __init__(self) -> None:
        self._db = scratch_database(
            "CREATE TABLE seen (kind TEXT, name TEXT, line INT, PRIMARY KEY (kind, name))"
            " WITHOUT ROWID"
        )

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
