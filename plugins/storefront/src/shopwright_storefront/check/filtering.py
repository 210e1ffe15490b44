"""What filters take and give, as far as the check knows."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright_storefront.check.kinds import (
    BOOLEAN,
    NUMBER,
    TEXT,
    UNKNOWN,
    Kind,
    ListOf,
    MapOf,
    Plain,
    Record,
    TupleOf,
    each,
)

SAME = ("sort", "reverse", "unique", "list", "select", "reject", "selectattr", "rejectattr")
ITEM = ("first", "last", "max", "min")
NUMBERS = ("length", "count", "int", "float", "abs", "round", "sum", "wordcount")
BY_ATTRIBUTE = ("map", "sort", "unique", "sum", "join", "min", "max", "groupby")
FIRST_ATTRIBUTE = ("selectattr", "rejectattr", "groupby")

_LISTS, _TEXTS = "a list", "a text or a number"
WANTED: dict[str, str] = {
    **dict.fromkeys(("money",), "a Money"),
    **dict.fromkeys(("number", "round", "abs", "weight"), "a number"),
    "date": "a text",
    **dict.fromkeys((*SAME, *ITEM, "map", "join", "sum", "groupby"), _LISTS),
    **dict.fromkeys(("upper", "lower", "title", "capitalize", "trim", "truncate", "replace", "split",
                     "striptags", "urlencode", "wordcount", "string"), _TEXTS),
    **dict.fromkeys(("length", "count"), "a list, a text or an object"),
    **dict.fromkeys(("items", "dictsort"), "an object"),
}  # fmt: skip
"""What filters take."""


def takes(wanted: str, kind: Kind) -> bool:
    """Whether a filter that wants this can be given that."""
    if not isinstance(kind, Plain | ListOf | MapOf | Record | TupleOf) or kind == UNKNOWN:
        return True
    is_object = isinstance(kind, MapOf | Record)
    match wanted:
        case "a Money":
            return isinstance(kind, Record) and kind.name == "Money"
        case "a number":
            return kind == NUMBER
        case "a text":
            return kind == TEXT
        case "a list":
            return isinstance(kind, ListOf | TupleOf | MapOf)
        case "a text or a number":
            return kind in (TEXT, NUMBER, BOOLEAN)
        case "an object":
            return is_object
    return kind not in (NUMBER, BOOLEAN)


def fitting(options: Iterable[Kind], wanted: str) -> str:
    """The first attribute that the filter would take; empty when there is none."""
    for option in options:
        for name, kind in option.fields.items() if isinstance(option, Record) else ():
            if any(takes(wanted, one) for one in each(kind) if one != UNKNOWN):
                return name
    return ""
