"""Products whose rows stand in several places of a file, as when it was sorted by SKU or price.

What a file says of a product as a whole is in one of its rows, and that may not be the first one
then. It is gathered before anything is stored, or a product would be made of what its first row
happens to say, and every import would set it back and forth again. Files in their usual order cost
no more than a quick look at the handles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, BinaryIO, Self

from pydantic import TypeAdapter

from shopwright.commerce.catalog.shopify import cells, columns
from shopwright.commerce.catalog.shopify.header import bind
from shopwright.commerce.catalog.shopify.lines import read_lines
from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.reader import read
from shopwright.commerce.catalog.shopify.rows import BadRow, Rows
from shopwright.commerce.catalog.shopify.scratch import scratch_database
from shopwright.commerce.catalog.shopify.seen import Seen
from shopwright.commerce.catalog.shopify.types import ProductRecord

_RECORD = TypeAdapter(ProductRecord)
_FIELDS = {column.field: column.header for column in columns.PRODUCT} | {
    "options": columns.OPTION_NAMES[0].header
}
_NOTHING: dict[str, Any] = {name: () if name in ("tags", "options") else None for name in _FIELDS}


class Scattered:
    """What a file says in all of the products that come up again. Use it in a `with`."""

    def __init__(self) -> None:
        self._db = scratch_database("CREATE TABLE scattered (handle TEXT PRIMARY KEY, record BLOB)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def gather(self, from_start: Callable[[], BinaryIO], decimals: int) -> None:
        """Read a file to its end, and again if there are such products in it."""
        if self._find(from_start()):
            for item in read(from_start(), decimals=decimals):
                if isinstance(item, ProductRecord):
                    self._merge(item)

    def whole(self, record: ProductRecord, notes: Notes, *, first: bool) -> ProductRecord:
        """The record with all that is said of its product, if it is the first one; else without.

        Notes what a later one says differently.
        """
        merged = self._merged(record.handle) if first or record.continuation else None
        if first:
            if merged is None:
                return record
            fields = {name: getattr(merged, name) for name in _FIELDS}
            return replace(record, stated=merged.stated, **fields)
        for name, header in _FIELDS.items():
            value, held = getattr(record, name), getattr(merged, name, None)
            if _says(value) and _says(held) and value != held:
                message = (
                    f"'{_shown(value)}' differs from '{_shown(held)}' in an earlier row of this "
                    "product, which holds; the cell is left out. Write it in one row alone."
                )
                notes.add(record.line, header, "conflicting_value", message, "warning")
        return replace(record, stated=frozenset(), **_NOTHING)

    def _find(self, stream: BinaryIO) -> int:
        """Note the handles whose rows do not stand together; how many there are."""
        rows = Rows(read_lines(stream))
        first = rows.first()
        header, _ = bind(first.cells, first.line)
        last: str | None = None
        with Seen() as seen:
            for row in rows.rest(header):
                if isinstance(row, BadRow) or row.cells[header.handle] == last:
                    continue
                last = row.cells[header.handle]
                handle = _handle(last)
                if handle is not None and seen.claim("handle", handle, row.line) is not None:
                    insert = "INSERT OR IGNORE INTO scattered VALUES (?, NULL)"
                    self._db.execute(insert, (handle,))
        count: tuple[int] = self._db.execute("SELECT count(*) FROM scattered").fetchone()
        return count[0]

    def _merge(self, record: ProductRecord) -> None:
        query = "SELECT record FROM scattered WHERE handle = ?"
        row: tuple[bytes | None] | None = self._db.execute(query, (record.handle,)).fetchone()
        if row is None:
            return
        merged = replace(record, variants=(), images=())
        if row[0] is not None:
            earlier = _RECORD.validate_json(row[0])
            fields = {
                name: getattr(earlier if _says(getattr(earlier, name)) else record, name)
                for name in _FIELDS
            }
            merged = replace(earlier, stated=earlier.stated | record.stated, **fields)
        values = (_RECORD.dump_json(merged), record.handle)
        self._db.execute("UPDATE scattered SET record = ? WHERE handle = ?", values)

    def _merged(self, handle: str) -> ProductRecord | None:
        query = "SELECT record FROM scattered WHERE handle = ?"
        row: tuple[bytes | None] | None = self._db.execute(query, (handle,)).fetchone()
        return None if row is None or row[0] is None else _RECORD.validate_json(row[0])


def _handle(cell: str) -> str | None:
    try:
        return cells.handle(cell)
    except cells.BadCell:
        return None


def _says(value: object) -> bool:
    return value is not None and value != ()


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return cells.shown(", ".join(value))
    return cells.shown(str(value).lower() if isinstance(value, bool) else str(value))
