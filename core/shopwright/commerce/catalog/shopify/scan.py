"""One row out of lines, by RFC 4180, and what to make of quotes that break its rules.

A quote counts at the start of a cell only; elsewhere it is text (`5" pipe`). In a quoted cell:

- `""` is a quote, and a quote before a delimiter or the line's end closes the cell;
- any other quote on the line where the cell began is *stray* (`"the "best" pot",`): the cell goes
  on to the next quote that could close it on this line, and the row is marked;
- any other quote on a later line means that the first was never closed: what looks like the end
  is where another cell begins. The row is given up, as it is when the file or `LINE_LIMIT` ends.
"""

from __future__ import annotations

from collections.abc import Callable

from shopwright.commerce.catalog.shopify.lines import LINE_LIMIT, Line


class Scan:
    """The row that begins on a line; `following` hands out the lines after it as needed."""

    def __init__(self, first: Line, following: Callable[[], Line | None], delimiter: str) -> None:
        self.cells: list[str] = []
        self.lines = [first]
        self.opened: tuple[int, int] | None = None  # line and cell of the first break in a quote
        self.stray: int | None = None  # the first cell with a stray quote
        self._following = following
        self._last_closing = ("", -1)  # a line, and where its last closing quote is
        self._delimiter = delimiter
        self._mark = delimiter + '"'
        self._text, self._at, self._size = first.text, 0, len(first.text)
        self.complete = self._row()

    @property
    def suspect(self) -> bool:
        return any(line.suspect for line in self.lines)

    def _row(self) -> bool:
        if '"' not in self._text:
            self.cells = self._text.split(self._delimiter)
            return True
        while True:
            if not self._text.startswith('"', self._at):
                stop = self._text.find(self._mark, self._at)
                plain = self._text[self._at : stop if stop >= 0 else len(self._text)]
                self.cells.extend(plain.split(self._delimiter))
                if stop < 0:
                    return True
                self._at = stop + 1
            if not self._quoted():
                return False
            if self._at == len(self._text):
                return True
            self._at += 1

    def _quoted(self) -> bool:
        """Read the cell whose quote opens here, up to the delimiter or the end of the line."""
        parts: list[str] = []
        start, broken = self._at + 1, False
        while True:
            quote = self._text.find('"', start)
            if quote < 0:
                parts += (self._text[start:], "\n")
                if not self._next_line():
                    return False
                start, broken = 0, True
            elif self._text.startswith('"', quote + 1):
                parts.append(self._text[start : quote + 1])
                start = quote + 2
            else:
                parts.append(self._text[start:quote])
                self._at = quote + 1
                if self._at < len(self._text) and self._text[self._at] != self._delimiter:
                    if broken:
                        return False
                    parts.append(self._after_stray(quote))
                self.cells.append("".join(parts))
                return True

    def _next_line(self) -> bool:
        if self.opened is None:
            self.opened = (self.lines[-1].number, len(self.cells))
        line = self._following()
        if line is None:
            return False
        self.lines.append(line)
        self._text, self._at = line.text, 0
        self._size += len(line.text) + 1
        return not line.overlong and self._size <= LINE_LIMIT

    def _after_stray(self, quote: int) -> str:
        """The rest of a cell from its stray quote on; moves to the cell's end."""
        if self.stray is None:
            self.stray = len(self.cells)
        text, after = self._text, quote + 1
        # Asked from the right first, so that a line full of stray quotes costs no more than once.
        closing = text.find('"' + self._delimiter, after) if self._closable(after) else -1
        if closing < 0 and text.endswith('"') and len(text) > after:
            closing = len(text) - 1
        if closing >= 0:
            self._at = closing + 1
            return text[quote:closing].replace('""', '"')
        end = text.find(self._delimiter, after)
        self._at = end if end >= 0 else len(text)
        return text[after : self._at]

    def _closable(self, after: int) -> bool:
        if self._last_closing[0] is not self._text:
            self._last_closing = (self._text, self._text.rfind('"' + self._delimiter))
        return self._last_closing[1] >= after
