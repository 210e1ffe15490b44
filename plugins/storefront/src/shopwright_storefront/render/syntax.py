"""What the compiler says of a template that it cannot read, as a designer can use it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jinja2 import TemplateSyntaxError

from shopwright_storefront.themes.findings import did_you_mean

_PAIRS = ("block", "call", "filter", "for", "form", "if", "macro", "raw", "set", "with")
_TAGS = (*_PAIRS, "elif", "else", "extends", "from", "import", "include")
_INNERMOST = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_UNKNOWN = re.compile(r"Encountered unknown tag '(\w+)'")
_STATEMENT = re.compile(r"\{#.*?#\}|\{%[-+]?\s*(\w+)", re.DOTALL)
_SAID: Mapping[str, str] = {
    "end of print statement": "'}}'",
    "end of statement block": "'%}'",
}
_Found = tuple[str, int] | None


def readable(error: TemplateSyntaxError) -> tuple[str, int]:
    """The fault in plain words, and the line to look at: of a tag that is not closed, its own."""
    message = error.message or "the template cannot be read"
    source = error.source or ""
    for rewritten in (_unknown_tag, _unclosed, _expected):
        found = rewritten(message, source, error.lineno)
        if found is not None:
            return found
    return message, error.lineno


def _unknown_tag(message: str, source: str, line: int) -> _Found:
    found = _UNKNOWN.search(message)
    if found is None:
        return None
    name, inner = found.group(1), _INNERMOST.search(message)
    closing = [f"end{tag}" for tag in _PAIRS]
    if name not in (*_TAGS, *closing):
        ends = [f"end{inner.group(1)}"] if inner else []
        return f"there is no tag '{name}'{did_you_mean(name, ends or _TAGS)}", line
    if inner is None:
        return (
            f"there is no '{name.removeprefix('end')}' before it that '{name}' could belong to",
            line,
        )
    opened = inner.group(1)
    told = f"'{opened}' of line {_opened(source, opened, line)} is closed by 'end{opened}'"
    return f"'{name}' comes before {told}", line


def _unclosed(message: str, source: str, line: int) -> _Found:
    inner = _INNERMOST.search(message)
    if inner is None or not message.startswith("Unexpected end of template"):
        return None
    name = inner.group(1)
    return f"'{name}' is not closed; write {{% end{name} %}}", _opened(source, name, line)


def _expected(message: str, source: str, line: int) -> _Found:
    for what, told in _SAID.items():
        before, expected, after = message.partition(f"expected token '{what}', got ")
        if expected:
            return f"{before}{told} is expected here, not {after}", line
    if message in ("unexpected '}'", "unexpected '%'"):
        return f"{message}; a value ends in '}}}}', a tag in '%}}'", line
    return None


def _opened(source: str, name: str, last: int) -> int:
    """The line of the innermost `name` that nothing closes before the line `last` ends."""
    lines: list[int] = []
    for match in _STATEMENT.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        if line > last:
            break
        if match.group(1) == name:
            lines.append(line)
        elif match.group(1) == f"end{name}" and lines:
            lines.pop()
    return lines[-1] if lines else last
