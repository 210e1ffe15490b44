"""Handles as the shop keeps them, and which of a file's handles each of them belongs to.

The shop's handles are plain: `T_Shirt.2` becomes `t-shirt-2`, `青い` becomes a transcription. Two
handles of a file may so become one, and the second must not overwrite the product of the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pydantic import TypeAdapter

from shopwright.commerce.catalog.shopify.cells import shown
from shopwright.commerce.catalog.shopify.columns import HANDLE
from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.scattered import Scattered
from shopwright.commerce.catalog.shopify.scratch import scratch_database
from shopwright.commerce.catalog.shopify.types import ProductRecord
from shopwright.commerce.catalog.text import make_handle


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record, and the handle under which the shop has its product.

    `again`: an earlier record of the file named variants of the product.
    """

    record: ProductRecord
    handle: str
    again: bool = False

    @property
    def rows(self) -> int:
        """A measure of the work: variants and images."""
        return len(self.record.variants) + len(self.record.images) + 1


_ENTRY = TypeAdapter(Entry)


class Names:
    """Every handle of a file so far. Use it in a `with`."""

    def __init__(self, scattered: Scattered) -> None:
        self._scattered = scattered
        self._db = scratch_database(
            "CREATE TABLE names (handle TEXT PRIMARY KEY, spelled TEXT, line INT, variants INT)"
            " WITHOUT ROWID",
            "CREATE TABLE tried (handle TEXT, entry BLOB)",
            "CREATE INDEX tried_handle ON tried (handle)",
            "CREATE TABLE pictures (address TEXT PRIMARY KEY) WITHOUT ROWID",
        )

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
        spelled, line, again = self._claim(handle, record)
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
        whole = self._scattered.whole(record, notes, first=line == record.line)
        if record.variants and not again:
            self._db.execute("UPDATE names SET variants = 1 WHERE handle = ?", (handle,))
        return Entry(record=whole, handle=handle, again=again)

    def remember(self, entry: Entry) -> None:
        """Keep what a dry run has tried, for when its product comes up again."""
        values = (entry.handle, _ENTRY.dump_json(entry))
        self._db.execute("INSERT INTO tried VALUES (?, ?)", values)

    def earlier(self, handle: str) -> list[Entry]:
        """What a dry run has tried of a product before, in order."""
        query = "SELECT entry FROM tried WHERE handle = ? ORDER BY rowid"
        rows: list[tuple[bytes]] = self._db.execute(query, (handle,)).fetchall()
        return [_ENTRY.validate_json(row[0]) for row in rows]

    def new_pictures(self, addresses: Iterable[str]) -> int:
        """How many of these a dry run comes upon for the first time."""
        insert = "INSERT OR IGNORE INTO pictures VALUES (?)"
        return sum(self._db.execute(insert, (address,)).rowcount for address in addresses)

    def _claim(self, handle: str, record: ProductRecord) -> tuple[str, int, bool]:
        """Take the handle for the record, or else tell who has it, since which line, with variants."""
        insert = "INSERT OR IGNORE INTO names VALUES (?, ?, ?, 0)"
        self._db.execute(insert, (handle, record.handle, record.line))
        query = "SELECT spelled, line, variants FROM names WHERE handle = ?"
        row: tuple[str, int, int] = self._db.execute(query, (handle,)).fetchone()
        return row[0], row[1], bool(row[2])
