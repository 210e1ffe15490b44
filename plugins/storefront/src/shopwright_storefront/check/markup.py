"""HTML tags of a template, and what CSS files say: found by patterns, with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=\x01]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?|(\x01)\x01*"
)
_STYLE = re.compile(
    r"/\*(?:.*?\*/)?|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|url\([^)\"'\n]*\)|[{}]",
    re.DOTALL,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PRINTED = "\x01"
"""Stands for what a template prints at this place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An opening tag. `open`: a template prints attributes into it that nobody knows."""

    name: str
    line: int
    attributes: Mapping[str, str]
    open: bool


def tags_of(text: str) -> list[Tag]:
    """All opening tags, in order."""
    masked = without_jinja(text)
    return [_tag(match, text) for match in _TAG.finditer(_without_comments(masked))]


def _tag(match: re.Match[str], text: str) -> Tag:
    attributes: dict[str, str] = {}
    dynamic = False
    for name, value, printed in _ATTRIBUTE.findall(match.group(2)):
        dynamic = dynamic or bool(printed)
        if name and name != "/":
            attributes[name.lower()] = value.strip("\"'")
    line = text.count("\n", 0, match.start()) + 1
    return Tag(name=match.group(1).lower(), line=line, attributes=attributes, open=dynamic)


def without_jinja(text: str) -> str:
    """The text with statements blanked and printed values as `PRINTED`, as long as before."""

    def masked(match: re.Match[str]) -> str:
        filler = PRINTED if match.group().startswith("{{") else " "
        return "".join("\n" if char == "\n" else filler for char in match.group())

    return _JINJA.sub(masked, text)


def _without_comments(text: str) -> str:
    return re.sub(r"<!--.*?-->", _blank, text, flags=re.DOTALL)


def css_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a style sheet, by number, without comments."""
    yield from enumerate(_COMMENT.sub(_blank, text).splitlines(), 1)


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if char == "\n" else " " for char in match.group())


def unclosed(text: str) -> Iterator[tuple[int, str]]:
    """Braces, comments and texts of a style sheet that are not closed, by their lines.

    All style sheets become one, so each would take the rules of others with it.
    """
    opened: list[int] = []
    line, counted = 1, 0
    for match in _STYLE.finditer(text):
        found = match.group()
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        if found == "{":
            opened.append(line)
        elif found == "}" and opened:
            opened.pop()
        elif found == "}":
            yield line, "'}' closes nothing; remove it"
        elif found == "/*":
            yield line, "the comment is not closed; write '*/'"
            return
        elif found[0] in "\"'" and (len(found) == 1 or found[-1] != found[0]):
            yield line, f"the text is not closed; write {found[0]}"
    yield from ((line, "'{' is not closed; write '}'") for line in opened)
