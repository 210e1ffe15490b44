"""Reading: the file flows through lines, rows and drafts into one product at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from shopwright.commerce.catalog.shopify.drafts import RowParser
from shopwright.commerce.catalog.shopify.groups import Group
from shopwright.commerce.catalog.shopify.header import Header, bind
from shopwright.commerce.catalog.shopify.lines import read_lines
from shopwright.commerce.catalog.shopify.rows import BadRow, Rows
from shopwright.commerce.catalog.shopify.seen import Seen
from shopwright.commerce.catalog.shopify.types import Fault, ProductRecord, UnreadableFileError


def read(
    stream: BinaryIO, *, resume_after: int = 0, decimals: int = 2
) -> Iterator[ProductRecord | Fault]:
    """The products of a file and all that is wrong with it, as the file is read.

    Memory stays the same however long the file is. `decimals` are those of the shop's currency:
    2 for EUR, 0 for JPY, 3 for KWD. The faults of a row come before the record of its product.

    To go on after an interruption, give as `resume_after` the `last_line` of the last record that
    was stored: what ends before or on it is read again, so that doubles are still known, but not
    handed out. No bytes of any kind raise an error; only what `stream.read` itself raises.
    """
    try:
        with Seen() as seen:
            for item in _read(stream, seen, decimals):
                last = item.line if isinstance(item, Fault) else item.last_line
                if last > resume_after:
                    yield item
    except UnreadableFileError as error:
        yield error.fault


def _read(stream: BinaryIO, seen: Seen, decimals: int) -> Iterator[ProductRecord | Fault]:
    rows = Rows(read_lines(stream))
    first = rows.first()
    header, faults = bind(first.cells, first.line)
    yield from faults
    yield from _products(rows, header, seen, decimals)


def _products(
    rows: Rows, header: Header, seen: Seen, decimals: int
) -> Iterator[ProductRecord | Fault]:
    parser = RowParser(header, decimals)
    group: Group | None = None
    for row in rows.rest(header):
        if isinstance(row, BadRow):
            yield row.fault
            if row.handle is not None:
                seen.claim("handle", row.handle, row.fault.line)
            continue
        draft = parser.parse(row)
        yield from parser.faults
        if draft is None:
            continue
        if group is not None and not group.takes(draft):
            yield from group.close()
            group = None
        if group is None:
            group = Group(draft, header, seen)
        yield from group.add(draft)
    if group is not None:
        yield from group.close()
