"""Rows of a file, each with as many cells as there are columns, and what had to be left out.

A quote that is never closed must not swallow the rest of the file. When a row comes to no good
end, or spans lines and has the wrong number of cells, reading goes back to the line after its
first and leaves out lines until one reads as a row again: as many cells as columns, and a handle
in its place. The fault names the lines left out; at most `LINE_LIMIT` bytes are held meanwhile.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from shopwright.commerce.catalog.shopify import cells, columns
from shopwright.commerce.catalog.shopify.header import Header
from shopwright.commerce.catalog.shopify.lines import LINE_LIMIT, Line
from shopwright.commerce.catalog.shopify.scan import Scan
from shopwright.commerce.catalog.shopify.types import Fault, UnreadableFileError

_SEPARATOR_LINE = re.compile(r"sep=([,;\t])", re.IGNORECASE)
_CUT = "A comma inside a cell needs quotes around the cell."
_SHORT = "Was the file cut off here, or is a comma missing?"
_QUOTES = "End the cell with a quote, and write a quote inside of a cell twice."


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    line: int
    last_line: int
    cells: list[str]
    suspect: bool  # some cell has a NUL, or bytes that are not UTF-8
    stray: int | None  # position of a cell that was read in spite of a stray quote


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    fault: Fault
    handle: str | None  # as far as it could be read


@dataclass(slots=True, kw_only=True)
class _Gap:
    """Lines being left out: from the row that went wrong to the next good one."""

    scan: Scan
    code: str
    last: int


class Rows:
    """The rows of the lines given. Call `first` once, then iterate `rest`."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._delimiter = ","

    def first(self) -> Row:
        """The names of the columns; settles the delimiter (comma, semicolon or tab) by them."""
        line = self._next()
        while line is not None and not line.overlong:
            if match := _SEPARATOR_LINE.fullmatch(line.text.strip(' \r\n"')):
                self._delimiter = match[1]
            elif line.text.strip():
                return self._header_row(line)
            line = self._next()
        if line is None:
            raise _fatal("empty_file", 1, "The file is empty. Export it anew.")
        raise _fatal("not_csv", line.number, "The first row never ends: this is not a CSV file.")

    def _header_row(self, line: Line) -> Row:
        if "\0" in line.text:
            message = "The first row has NUL characters. Save the file as 'CSV UTF-8'."
            raise _fatal("wrong_encoding", line.number, message)
        self._delimiter = _sniff(line.text, self._delimiter)
        scan = self._scan(line)
        if not scan.complete:
            message = f"A quote in the first row is never closed. {_QUOTES}"
            raise _fatal("truncated_quote", line.number, message)
        return _row(scan)

    def rest(self, header: Header) -> Iterator[Row | BadRow]:
        gap: _Gap | None = None
        while (line := self._next()) is not None:
            scan = self._scan(line)
            good = _fits(scan, header)
            if gap and not (good and _plausible(scan, header)):
                self._go_back(scan)
                gap.last = line.number
            elif gap:
                yield _gap_fault(gap, header)
                gap = None
                yield _row(scan)
            elif good:
                if not _blank(scan):
                    yield _row(scan)
            elif not _blank(scan):
                gap = _Gap(scan=scan, code=_diagnosis(scan, header), last=line.number)
                self._go_back(scan)
                if scan.complete and not scan.opened:
                    yield _gap_fault(gap, header)
                    gap = None
        if gap:
            yield _gap_fault(gap, header)

    def _next(self) -> Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _scan(self, line: Line) -> Scan:
        return Scan(line, self._next, self._delimiter)

    def _go_back(self, scan: Scan) -> None:
        self._again.extendleft(reversed(scan.lines[1:]))


def _sniff(text: str, preferred: str) -> str:
    """The delimiter that finds most columns in the first row."""
    candidates = dict.fromkeys((preferred, ",", ";", "\t"))
    return max(candidates, key=lambda d: columns.known(n.strip(' "') for n in text.split(d)))


def _row(scan: Scan) -> Row:
    return Row(
        line=scan.lines[0].number,
        last_line=scan.lines[-1].number,
        cells=scan.cells,
        suspect=scan.suspect,
        stray=scan.stray,
    )


def _fits(scan: Scan, header: Header) -> bool:
    """Whether there is a cell for each column, and nothing beyond the last.

    A blank cell too many is not forgiven: a comma in the wrong place moves all cells after it,
    and the last one of a row is often blank.
    """
    if not scan.complete or scan.lines[0].overlong:
        return False
    count = len(scan.cells)
    return count == header.width or (
        header.width < count <= header.span and not any(scan.cells[header.width :])
    )


def _blank(scan: Scan) -> bool:
    """Whether it says nothing: spreadsheets leave such rows behind."""
    complete = scan.complete and not scan.lines[0].overlong
    return complete and not any(map(str.strip, scan.cells))


def _plausible(scan: Scan, header: Header) -> bool:
    """Whether this looks like a row, not like a line of a description."""
    value = scan.cells[header.handle]
    if header.width < 5 and len(value.split()) > 1:
        return False
    return _handle(value) is not None


def _handle(value: str) -> str | None:
    try:
        cells.check_characters(value)
        return cells.handle(value)
    except cells.BadCell:
        return None


def _diagnosis(scan: Scan, header: Header) -> str:
    if scan.lines[0].overlong:
        return "line_too_long"
    if not scan.complete:
        return "truncated_quote"
    if scan.stray is not None:
        return "stray_quote"
    return "too_many_columns" if len(scan.cells) > header.width else "too_few_columns"


def _gap_fault(gap: _Gap, header: Header) -> BadRow:
    scan, code = gap.scan, gap.code
    if scan.opened and gap.last < scan.lines[-1].number:
        code = "truncated_quote"  # there were good rows inside of what looked like one
    line, at = scan.lines[0].number, None
    if code == "truncated_quote" and scan.opened:
        line, at = scan.opened
    elif code == "stray_quote":
        at = scan.stray
    handle = _handle(scan.cells[header.handle]) if len(scan.cells) > header.handle else None
    fault = Fault(
        line=line,
        column=header.names[at] if at is not None and at < header.width else None,
        code=code,
        message=_gap_message(code, scan, gap.last, header.width),
        handle=handle,
    )
    return BadRow(fault=fault, handle=handle)


def _gap_message(code: str, scan: Scan, last: int, width: int) -> str:
    first = scan.lines[0].number
    gone = f"line {first} is" if first == last else f"lines {first} to {last} are"
    count = f"The row has {len(scan.cells)} cells where the first row names {width} columns"
    start = cells.shown(scan.cells[-1]) if scan.cells else ""
    return {
        "line_too_long": f"The line is longer than {LINE_LIMIT // 1024**2} MB; {gone} left out. "
        "Shorten its cells, or close a quote before it.",
        "truncated_quote": f"The quote that opens a cell here is never closed; {gone} left out. "
        f"{_QUOTES}",
        "stray_quote": f"A quote stands inside of a quoted cell, and no row can be made of it "
        f"(the last cell would be '{start}'); {gone} left out. {_QUOTES}",
        "too_many_columns": f"{count}; {gone} left out. {_CUT}",
        "too_few_columns": f"{count}; {gone} left out. {_SHORT}",
    }[code]


def _fatal(code: str, line: int, message: str) -> UnreadableFileError:
    fault = Fault(line=line, column=None, code=code, message=message, fatal=True)
    return UnreadableFileError(fault)
