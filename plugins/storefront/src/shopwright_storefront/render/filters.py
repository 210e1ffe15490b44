"""Filters and tests: what of Jinja's is harmless, the rest in a shape that stays small.

Not there: safe attr format center indent batch slice wordwrap xmlattr pprint urlize random.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from jinja2.filters import FILTERS
from jinja2.tests import TESTS
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from shopwright_storefront.render.current import current_render
from shopwright_storefront.render.limits import (
    MAX_FILTERED,
    MAX_ITEMS,
    MAX_RANGE,
    LimitExceeded,
    printable,
)

_TAGS = re.compile(r"<[^<>]*>")
_MAX_JSON_NODES = 10_000

Function = Callable[..., Any]


def short(value: Any) -> str:
    """A text that a filter can work on. Raises `LimitExceeded` for a long one."""
    text = printable(value)
    if len(text) > MAX_FILTERED:
        raise LimitExceeded(f"a text of {len(text):,} characters is too long to be filtered")
    return text


def made(text: str) -> str:
    """A text that a filter has made; it counts."""
    current_render().meter.produced(text)
    return text


def items_of(value: Any) -> list[Any]:
    """The items of a list that a filter works on, each counted as a step."""
    if isinstance(value, str):
        raise TypeError("a text is no list; use the filter 'split' for its parts")
    found: list[Any] = []
    tick = current_render().meter.tick
    for item in value or ():
        tick(1)
        found.append(item)
        if len(found) > MAX_ITEMS:
            raise LimitExceeded(f"a list of more than {MAX_ITEMS:,} items is too long")
    return found


def of_text(function: Function) -> Function:
    """A filter of Jinja's that makes a text of a text; markup stays markup."""
    position = _first_argument(function)

    @wraps(function)
    def limited(*args: Any, **kwargs: Any) -> str:
        arguments = list(args)
        arguments[position] = short(arguments[position])
        return made(function(*arguments, **kwargs))

    return limited


def of_items(function: Function) -> Function:
    """A filter of Jinja's that works on a list; one that is lazy is made to finish."""
    position = _first_argument(function)

    @wraps(function)
    def limited(*args: Any, **kwargs: Any) -> Any:
        arguments = list(args)
        arguments[position] = items_of(arguments[position])
        return _finished(function(*arguments, **kwargs))

    return limited


def _first_argument(function: Function) -> int:
    """Where the value stands: some of Jinja's functions get the environment before it."""
    return 1 if hasattr(function, "jinja_pass_arg") else 0


def _finished(found: Any) -> Any:
    return list(found) if isinstance(found, Iterator) else found


def dictsort(value: Any, *args: Any, **kwargs: Any) -> list[tuple[str, Any]]:
    """Keys and values of an object, sorted."""
    items_of(value)
    return list(FILTERS["dictsort"](value, *args, **kwargs))


def join(value: Any, separator: str = "", attribute: str | None = None) -> str:
    """The items as one text, with `separator` between them."""
    found = items_of(value)
    if attribute is not None:
        found = [_attribute(item, attribute) for item in found]
    return current_render().environment.joined(found, separator)


def _attribute(item: Any, path: str) -> Any:
    environment = current_render().environment
    for part in path.split("."):
        item = environment.getattr(item, part)
    return item


def replace(value: Any, old: str, new: str) -> str:
    """The text with `new` wherever `old` stood."""
    text, old = short(value), short(old)
    if isinstance(text, Markup):
        new = escape(new)
    growth = (text.count(old) if old else len(text) + 1) * max(len(new) - len(old), 0)
    if len(text) + growth > MAX_FILTERED:
        raise LimitExceeded("'replace' makes too long a text")
    return made(text.replace(old, new))


def split(value: Any, separator: str | None = None) -> list[str]:
    """The parts of a text, at most 1,000."""
    return short(value).split(separator, MAX_RANGE - 1)


def striptags(value: Any) -> str:
    """The text without tags."""
    return made(" ".join(str(Markup(_TAGS.sub(" ", short(value))).unescape()).split()))  # noqa: S704


def total(value: Any, attribute: str | None = None, start: float = 0) -> float:
    """The sum of numbers."""
    found = items_of(value)
    if attribute is not None:
        found = [_attribute(item, attribute) for item in found]
    for number in (*found, start):
        if not isinstance(number, int | float):
            raise TypeError(f"'sum' adds numbers; this is a {type(number).__name__}")
    return sum(found, start)


def rounded(value: float, precision: int = 0, method: str = "common") -> float:
    """The number with `precision` digits after the point; `method` is common, ceil or floor."""
    if not -15 <= precision <= 15:
        raise LimitExceeded("'round' takes a precision of -15 to 15")
    if method == "common":
        return round(float(value), precision)
    function = {"ceil": math.ceil, "floor": math.floor}.get(method)
    if function is None:
        raise ValueError(f"'round' does not know the method '{method}'; use common, ceil or floor")
    factor = 10.0**precision
    return float(function(float(value) * factor)) / factor


def number(value: Any, default: int = 0) -> int:
    """A whole number; `default` for what is none."""
    try:
        return int(short(value)) if isinstance(value, str) else int(value)
    except (TypeError, ValueError, OverflowError):
        return default


def as_json(value: Any) -> Markup:
    """The value as JSON that may stand in a script or an attribute."""
    left = [_MAX_JSON_NODES]
    _count(value, left)
    text = htmlsafe_json_dumps(value, dumps=json.dumps, ensure_ascii=False)
    current_render().meter.produced(text)
    return text


def _count(value: Any, left: list[int]) -> None:
    """A list that holds itself twice, and so on, doubles with each level: count before writing."""
    left[0] -= 1
    if left[0] < 0:
        raise LimitExceeded(f"'json' writes at most {_MAX_JSON_NODES:,} values")
    if isinstance(value, str):
        short(value)
    elif isinstance(value, Mapping):
        for part in value.values():
            _count(part, left)
    elif isinstance(value, list | tuple):
        for part in value:
            _count(part, left)


def limited_range(*bounds: int) -> range:
    """Numbers in a row, at most 1,000."""
    found = range(*bounds)
    if len(found) > MAX_RANGE:
        raise LimitExceeded(f"range() makes at most {MAX_RANGE:,} numbers")
    return found


_OF_TEXT = ("capitalize", "lower", "title", "trim", "truncate", "upper", "urlencode")
_OF_ITEMS = (
    "first", "groupby", "last", "list", "map", "max", "min", "reject", "rejectattr",
    "reverse", "select", "selectattr", "sort", "unique",
)  # fmt: skip
_AS_THEY_ARE = ("abs", "count", "d", "default", "e", "escape", "float", "items", "length")

PLAIN_FILTERS: dict[str, Function] = {
    **{name: FILTERS[name] for name in _AS_THEY_ARE},
    **{name: of_text(FILTERS[name]) for name in _OF_TEXT},
    **{name: of_items(FILTERS[name]) for name in _OF_ITEMS},
    "dictsort": dictsort,
    "int": number,
    "join": join,
    "json": as_json,
    "replace": replace,
    "round": rounded,
    "split": split,
    "string": of_text(lambda text: text),
    "striptags": striptags,
    "sum": total,
    "wordcount": lambda value: len(short(value).split()),
}
"""Filters that need no shop."""

_ALL_TESTS: Mapping[str, Any] = TESTS

PLAIN_TESTS: dict[str, Function] = {
    name: test
    for name, test in _ALL_TESTS.items()
    if name not in ("callable", "filter", "test", "escaped", "sameas")
}

TEXT_METHODS: dict[str, Function] = {
    "lower": PLAIN_FILTERS["lower"],
    "upper": PLAIN_FILTERS["upper"],
    "title": PLAIN_FILTERS["title"],
    "capitalize": PLAIN_FILTERS["capitalize"],
    "strip": PLAIN_FILTERS["trim"],
    "replace": replace,
    "split": split,
    "startswith": lambda value, start: value.startswith(short(start)),
    "endswith": lambda value, end: value.endswith(short(end)),
}
"""What can be called on a text, `title.upper()`; all of them are filters with another face."""
