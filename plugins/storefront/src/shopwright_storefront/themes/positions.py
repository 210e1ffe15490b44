"""Where in a TOML or JSON file a value stands; the parsers of both forget it.

Both functions are for text that was parsed without an error. A path is made of keys and indexes:
`("settings", 2, "default")`. The path `()` is line 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]
Lines = dict[Path, int]

_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|\n|[^\s"\[\]{},:]+')
_TOML = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
    r"|#[^\n]*|[+-]?\d[\d_]*\.\d[\w+-]*|[\[\]{},=.]|\n|[^\s\"'#\[\]{},=.]+",
    re.DOTALL,
)


def line_of(lines: Lines, path: Path) -> int:
    """The line of the value at `path`, else that of what it should have stood in."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def json_lines(text: str, twice: list[tuple[str, int]] | None = None) -> Lines:
    """The line of every value of a JSON text, by its path.

    Keys that occur twice in one object, of which one is lost, go to `twice`, each with its line.
    """
    lines: Lines = {(): 1}
    symbols = _Symbols(text, _JSON)
    _json_value(symbols, next(symbols), (), lines, [] if twice is None else twice)
    return lines


def toml_lines(text: str) -> Lines:
    """The line of every key and table of a TOML text, by its path."""
    lines: Lines = {(): 1}
    symbols = _Symbols(text, _TOML)
    table: Path = ()
    counts: dict[Path, int] = {}
    for symbol in symbols:
        if symbol == "[":
            table = _header(symbols, counts)
            lines.setdefault(table, symbols.line)
        else:
            _pair(symbols, symbol, table, lines)
    return lines


class _Symbols(Iterator[str]):
    """Symbols without line breaks and comments; `line` is that of the last one."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        self._found = pattern.finditer(text)
        self._next_line = 1
        self.line = 1

    def __next__(self) -> str:
        for match in self._found:
            symbol = match.group()
            self.line = self._next_line
            self._next_line += symbol.count("\n")
            if symbol != "\n" and not symbol.startswith("#"):
                return symbol
        raise StopIteration


def _json_value(
    symbols: _Symbols, symbol: str, path: Path, lines: Lines, twice: list[tuple[str, int]]
) -> None:
    lines.setdefault(path, symbols.line)
    if symbol not in "[{":
        return
    index = 0
    for inner in symbols:
        if inner in "]}":
            return
        if inner == ",":
            continue
        if symbol == "[":
            _json_value(symbols, inner, (*path, index), lines, twice)
            index += 1
        else:
            where = (*path, _plain(inner))
            if where in lines:
                twice.append((_plain(inner), symbols.line))
            lines[where] = symbols.line
            next(symbols)
            _json_value(symbols, next(symbols), where, lines, twice)


def _header(symbols: _Symbols, counts: dict[Path, int]) -> Path:
    """The path of `[table]`, or of the next entry of `[[tables]]`."""
    keys: list[str] = []
    opened = 1
    for symbol in symbols:
        if symbol == "[":
            opened += 1
        elif symbol == "]":
            break
        elif symbol != ".":
            keys.append(_plain(symbol))
    if opened == 2:
        next(symbols)
    path: Path = ()
    for position, key in enumerate(keys):
        path = (*path, key)
        last = position == len(keys) - 1
        if last and opened == 2:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _pair(symbols: _Symbols, symbol: str, table: Path, lines: Lines) -> None:
    """Reads `a.b = value`, of which `symbol` is the first key."""
    path = table
    while symbol != "=":
        if symbol != ".":
            path = (*path, _plain(symbol))
            lines.setdefault(path, symbols.line)
        symbol = next(symbols)
    _toml_value(symbols, next(symbols), path, lines)


def _toml_value(symbols: _Symbols, symbol: str, path: Path, lines: Lines) -> None:
    lines.setdefault(path, symbols.line)
    if symbol == "[":
        index = 0
        for inner in symbols:
            if inner == "]":
                return
            if inner != ",":
                _toml_value(symbols, inner, (*path, index), lines)
                index += 1
    elif symbol == "{":
        for inner in symbols:
            if inner == "}":
                return
            if inner != ",":
                _pair(symbols, inner, path, lines)


def _plain(symbol: str) -> str:
    return symbol[1:-1] if symbol[0] in "\"'" else symbol
