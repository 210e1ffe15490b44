"""Kinds of values in templates, read from the contract `theme_api.v1` and from schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from markupsafe import Markup

from shopwright_storefront.themes.settings import Setting


@dataclass(frozen=True, slots=True)
class Plain:
    """A text, a number; `nothing` is none, `unknown` may be anything."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    item: Kind


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose keys nobody knows beforehand."""

    value: Kind


@dataclass(frozen=True, slots=True)
class TupleOf:
    """Several values in a row: what `items` gives."""

    items: tuple[Kind, ...]


@dataclass(eq=False, slots=True)
class Record:
    """An object with known attributes. `rest`: what any other attribute is; None forbids them."""

    name: str
    fields: dict[str, Kind] = field(default_factory=dict)
    rest: Kind | None = None
    settings: bool = False


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    options: frozenset[Kind]


Kind = Any
"""One of the classes above, or a macro or module of `check.scopes`."""

TEXT, NUMBER, BOOLEAN = Plain("text"), Plain("number"), Plain("true or false")
NOTHING, UNKNOWN = Plain("nothing"), Plain("unknown")
_PLAIN: Mapping[Any, Plain] = {
    str: TEXT, Markup: TEXT, int: NUMBER, float: NUMBER, bool: BOOLEAN, type(None): NOTHING,
}  # fmt: skip


def either(options: Iterable[Kind]) -> Kind:
    """One of these; the kind itself where there is one only."""
    flat: set[Kind] = set()
    for option in options:
        flat |= option.options if isinstance(option, Either) else {option}
    if UNKNOWN in flat or not flat:
        return UNKNOWN
    return next(iter(flat)) if len(flat) == 1 else Either(frozenset(flat))


def each(kind: Kind) -> tuple[Kind, ...]:
    """What it may be, without none."""
    options = kind.options if isinstance(kind, Either) else {kind}
    return tuple(option for option in options if option != NOTHING)


def item_of(kind: Kind) -> Kind:
    """What a loop over it gives."""
    found = []
    for option in each(kind):
        if isinstance(option, ListOf):
            found.append(option.item)
        elif isinstance(option, TupleOf):
            found.append(either(option.items))
        elif isinstance(option, MapOf | Record) or option == TEXT:
            found.append(TEXT)
        else:
            return UNKNOWN
    return either(found)


def described(kind: Kind) -> str:
    """In words: "a ProductCard", "a list of texts"."""
    if isinstance(kind, Either):
        return " or ".join(sorted(described(option) for option in each(kind)))
    if isinstance(kind, Plain):
        return kind.name if kind in (NOTHING, BOOLEAN) else f"a {kind.name}"
    if isinstance(kind, ListOf):
        return "a list"
    if isinstance(kind, Record):
        article = "" if kind.name.startswith("the ") else "an " if kind.name[0] in "AEIOU" else "a "
        return article + kind.name
    return "an object" if isinstance(kind, MapOf) else f"a {type(kind).__name__.lower()}"


@cache
def of_annotation(annotation: Any) -> Kind:
    """The kind of a type of the contract."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if is_typeddict(annotation):
        return _record(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return either(map(of_annotation, arguments))
    if origin is Literal:
        return TEXT
    if origin is list:
        return ListOf(of_annotation(arguments[0]))
    if origin in (dict, Mapping) or getattr(origin, "__name__", "") == "Mapping":
        return MapOf(of_annotation(arguments[1]))
    return UNKNOWN


_records: dict[type, Record] = {}


def _record(annotation: type) -> Record:
    """An object may hold others of its own type, so it is known before its attributes are."""
    if annotation not in _records:
        record = _records[annotation] = Record(annotation.__name__)
        for name, hint in get_type_hints(annotation).items():
            inner = _record(hint) if is_typeddict(hint) else of_annotation(hint)
            record.fields[name] = inner
    return _records[annotation]


_REFERENCES = {
    "image": "Image", "product": "ProductCard", "collection": "Collection", "page": "ContentPage",
}  # fmt: skip


def of_setting(setting: Setting) -> Kind:
    """What a template sees of a setting."""
    from shopwright_storefront.theme_api import v1

    if setting.reference == "menu":
        return ListOf(of_annotation(v1.MenuItem))
    if setting.reference:
        kind = of_annotation(getattr(v1, _REFERENCES[setting.reference]))
        return ListOf(kind) if setting.is_list else either([kind, NOTHING])
    match setting.type:
        case "number" | "range":
            return NUMBER
        case "checkbox":
            return BOOLEAN
        case _:
            return TEXT


def of_settings(owner: str, settings: Iterable[Setting], *, scheme: Kind = TEXT) -> Record:
    """The object `settings` of a section, a block, or the theme."""
    fields = {
        one.id: scheme if one.type == "color_scheme" else of_setting(one)
        for one in settings
        if not one.is_display
    }
    return Record(f"the settings of {owner}", fields, settings=True)
