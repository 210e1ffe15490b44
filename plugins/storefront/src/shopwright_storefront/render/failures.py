"""`Failure`: what went wrong in a template, with all that its author needs to mend it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

from jinja2 import Template, TemplateNotFound, TemplateSyntaxError
from jinja2.debug import get_template_locals
from jinja2.runtime import Macro, Undefined

from shopwright_storefront.render.syntax import readable
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.findings import ThemeInvalid, did_you_mean, nearest

_AROUND = 3
_LONGEST_VALUE = 120
_MOST_VALUES = 30
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of a template. `path` is within the theme `theme`."""

    theme: str
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.theme}:{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error in a template, or in what a plugin shows there.

    `chain` leads from the outermost template to `place`. `column` (from 1) is where the culprit
    stands in its line, 0 if that is not known. `source` are the lines around, by number. `values`
    are what the names of that line, then the others in scope, held. `what` was left out or replaced
    because of it: a section's id, a slot's name, or nothing when the page was not affected.
    """

    kind: str
    message: str
    place: Place | None
    chain: tuple[Place, ...] = ()
    column: int = 0
    file: str = ""
    source: Mapping[int, str] | None = None
    values: Mapping[str, str] | None = None
    suggestion: str = ""
    what: str = ""
    plugin: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}"


def failure_of(error: BaseException, chain: Chain, *, what: str = "", plugin: str = "") -> Failure:
    """What `error` tells about a template. It reads the error's traceback and the theme's files."""
    if isinstance(error, TemplateSyntaxError):
        return _of_syntax(error, chain, what, plugin)
    frames = list(_template_frames(error))
    places = tuple(_place(template.name, line) for template, line, _ in frames)
    values = get_template_locals(frames[-1][2]) if frames else {}
    return _located(
        kind=_kind(error),
        message=_message(error, chain),
        place=places[-1] if places else None,
        places=places if len(places) <= _LONGEST_CHAIN else places[-_LONGEST_CHAIN:],
        chain=chain,
        values=values,
        suggestion=getattr(error, "suggestion", "") or _suggested(error, chain),
        what=what,
        plugin=plugin,
    )


def failure_here(error: Exception, chain: Chain) -> Failure:
    """The same for an error that was not raised: its place is where the calling template is."""
    places = tuple(reversed(list(_calling_places(sys._getframe(1)))))
    return _located(
        kind=_kind(error),
        message=str(error),
        place=places[-1] if places else None,
        places=places,
        chain=chain,
        values={},
        suggestion=getattr(error, "suggestion", ""),
    )


def place_here() -> Place | None:
    """The line of the template that calls."""
    return next(_calling_places(sys._getframe(1)), None)


def describe(value: Any) -> str:
    """A value in few characters, for people."""
    if isinstance(value, dict):
        text = "{" + ", ".join(str(key) for key in value) + "}"
    elif isinstance(value, list | tuple):
        first = f" of {describe(value[0])}" if value else ""
        text = f"{len(value)} items{first}"
    elif isinstance(value, Undefined):
        text = "not there"
    elif isinstance(value, str | int | float | None):
        text = repr(value)
    else:
        text = f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def split_name(name: str) -> tuple[str, str]:
    """`linen:sections/hero.html` as theme and path."""
    owner, _, path = name.rpartition(":")
    return owner, path


def _of_syntax(error: TemplateSyntaxError, chain: Chain, what: str, plugin: str) -> Failure:
    message, line = readable(error)
    place = _place(error.name, line) if error.name else None
    way = [_place(template.name, line) for template, line, _ in _template_frames(error)]
    return _located(
        kind="TemplateSyntax",
        message=message,
        place=place,
        places=(*way, place) if place else tuple(way),
        chain=chain,
        values={},
        suggestion=_meant(message),
        what=what,
        plugin=plugin,
    )


def _located(
    *,
    kind: str,
    message: str,
    place: Place | None,
    places: tuple[Place, ...],
    chain: Chain,
    values: Mapping[str, Any],
    suggestion: str,
    what: str = "",
    plugin: str = "",
) -> Failure:
    lines, file = _source(place, chain)
    line = lines.get(place.line, "") if place else ""
    return Failure(
        kind=kind,
        message=message,
        place=place,
        chain=places,
        column=_column(line, message),
        file=file,
        source=lines,
        values=_shown(values, line),
        suggestion=suggestion,
        what=what,
        plugin=plugin,
    )


def _meant(message: str) -> str:
    """The spelling that a message of the compiler offers; it can carry nothing but text."""
    return message.partition("did you mean '")[2].partition("'")[0]


def _template_frames(
    error: BaseException,
) -> Iterator[tuple[Template, int, Mapping[str, Any]]]:
    trace = error.__traceback__
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = template.get_corresponding_lineno(trace.tb_lineno)
            yield template, line, trace.tb_frame.f_locals
        trace = trace.tb_next


def _calling_places(frame: FrameType | None) -> Iterator[Place]:
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            yield _place(template.name, template.get_corresponding_lineno(frame.f_lineno))
        frame = frame.f_back


def _place(name: str | None, line: int) -> Place:
    theme, path = split_name(name or "")
    return Place(theme=theme, path=path, line=line)


def _source(place: Place | None, chain: Chain) -> tuple[dict[int, str], str]:
    folder = chain.folder(place.theme) if place else None
    if place is None or folder is None:
        return {}, ""
    try:
        found, text = folder.find(place.path), folder.read(place.path)
    except ThemeInvalid:
        return {}, ""
    if found is None or text is None:
        return {}, ""
    lines = text.splitlines()
    first = max(place.line - _AROUND, 1)
    last = min(place.line + _AROUND, len(lines))
    return {number: lines[number - 1] for number in range(first, last + 1)}, str(found)


def _column(line: str, message: str) -> int:
    """Where the first name that the message quotes stands in the line."""
    for quoted in message.split("'")[1::2]:
        found = line.find(quoted)
        if quoted and found >= 0:
            return found + 1
    return 0


def _shown(values: Mapping[str, Any], line: str) -> dict[str, str]:
    public = {
        name: value
        for name, value in values.items()
        if not callable(value) and not isinstance(value, Macro)
    }
    order = sorted(public, key=lambda name: (name not in line, name))
    return {name: describe(public[name]) for name in order[:_MOST_VALUES]}


def _kind(error: BaseException) -> str:
    names = {
        "UnknownName": "Undefined",
        "UndefinedError": "Undefined",
        "LimitExceeded": "TemplateLimits",
        "RecursionError": "TemplateLimits",
        "TemplateNotFound": "MissingTemplate",
    }
    return names.get(type(error).__name__, type(error).__name__)


def _message(error: BaseException, chain: Chain) -> str:
    if isinstance(error, TemplateNotFound):
        known = chain.names("", ".html")
        return f"there is no template '{error.name}'{did_you_mean(str(error.name), known)}"
    if isinstance(error, RecursionError):
        return "a template or macro calls itself without end"
    return str(error) or type(error).__name__


def _suggested(error: BaseException, chain: Chain) -> str:
    if isinstance(error, TemplateNotFound):
        return nearest(str(error.name), chain.names("", ".html"))
    return ""
