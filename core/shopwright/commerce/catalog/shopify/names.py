"""Handles as the shop keeps them, and which of a file's handles each of them belongs to.

The shop's handles are plain: `T_Shirt.2` becomes `t-shirt-2`, `青い` becomes a transcription. Two
handles of a file may so become one, and the second must not overwrite the product of the first.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Self

from pydantic import TypeAdapter

from shopwright.commerce.catalog.shopify.cells import shown
from shopwright.commerce.catalog.shopify.columns import HANDLE
from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.types import ProductRecord
from shopwright.commerce.catalog.text import make_handle

_RECORD = TypeAdapter(ProductRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record, and the handle under which the shop has its product."""

    record: ProductRecord
    handle: str

    @property
    def rows(self) -> int:
        """A measure of the work: variants and images."""
        return len(self.record.variants) + len(self.record.images) + 1


class Names:
    """Every handle of a file so far, on disk for the reason that `seen` gives. Use it in a `with`."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA cache_size = -4096")
        self._db.execute(
            "CREATE TABLE names (handle TEXT PRIMARY KEY, spelled TEXT, line INT) WITHOUT ROWID"
        )
        self._db.execute("CREATE TABLE tried (handle TEXT, record BLOB)")
        self._db.execute("CREATE INDEX tried_handle ON tried (handle)")
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def enter(self, record: ProductRecord, notes: Notes) -> Entry | None:
        """The entry of a record; None, with a note, when no product can have its handle."""
        handle = make_handle(record.handle)
        named = shown(record.handle)
        if not handle:
            message = f"'{named}' has neither letter nor digit; the product is left out. Rename it."
            notes.add(record.line, HANDLE.header, "bad_handle", message)
            return None
        spelled, line = self._claim(handle, record)
        if spelled != record.handle:
            message = (
                f"'{named}' and '{shown(spelled)}' of line {line} both become '{handle}' in this "
                "shop; the product is left out. Rename one of them."
            )
            notes.add(record.line, HANDLE.header, "handle_clash", message)
            return None
        if handle != record.handle and line == record.line:
            message = f"'{named}' becomes '{handle}' in this shop's addresses."
            notes.add(record.line, HANDLE.header, "changed_handle", message, "warning")
        return Entry(record=record, handle=handle)

    def remember(self, entry: Entry) -> None:
        """Keep a record that a dry run has tried, for when its product comes up again."""
        values = (entry.handle, _RECORD.dump_json(entry.record))
        self._db.execute("INSERT INTO tried VALUES (?, ?)", values)

    def earlier(self, handle: str) -> list[Entry]:
        """The records of a product that a dry run has tried before, in order."""
        query = "SELECT record FROM tried WHERE handle = ? ORDER BY rowid"
        rows: list[tuple[bytes]] = self._db.execute(query, (handle,)).fetchall()
        return [Entry(record=_RECORD.validate_json(row[0]), handle=handle) for row in rows]

    def _claim(self, handle: str, record: ProductRecord) -> tuple[str, int]:
        """Take the handle for the record, or else tell who has it and since which line."""
        insert = "INSERT OR IGNORE INTO names VALUES (?, ?, ?)"
        self._db.execute(insert, (handle, record.handle, record.line))
        query = "SELECT spelled, line FROM names WHERE handle = ?"
        row: tuple[str, int] = self._db.execute(query, (handle,)).fetchone()
        return row
