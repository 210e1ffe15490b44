"""Whether a plugin's answer is what it should be: the promised types all the way down, and no more
than anybody could use. What is not would break us later, where nobody can tell whose fault it is.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Literal, TypeVar, Union

from pydantic_core import to_json

R = TypeVar("R")

MOST_ITEMS = 10_000
_LONGEST_TEXT = 100_000
_LARGEST_NUMBER = 2**53
_LARGEST_OBJECT = 1_000_000  # bytes
Check = Callable[[Any], None]


def checked(answer: R, promised: Any) -> R:
    """`answer`, which is of the type `promised`. Raises TypeError that says what it is instead."""
    check_of(promised)(answer)
    return answer


def check_function(value: Any, what: str) -> None:
    """Raise TypeError for what could not be called later, where nobody can tell whose fault it is."""
    if not callable(value):
        raise TypeError(f"{what} is {value!r:.100}; it has to be a function")


@cache
def check_of(promised: Any) -> Check:
    """What raises TypeError for an answer that is not of the type `promised`."""
    origin, inner = typing.get_origin(promised), typing.get_args(promised)
    if promised is Any or isinstance(promised, str | typing.ForwardRef):  # JSON names itself
        return lambda _answer: None
    if origin is Literal:
        return _one_of(inner)
    if origin in (Union, types.UnionType):
        return _any_of(tuple(check_of(item) for item in inner))
    if origin in (list, tuple, Sequence, Iterable):
        return _list_of(check_of(inner[0]))
    if origin in (dict, Mapping):
        return _json_object
    if dataclasses.is_dataclass(promised):
        return _fields_of(promised)
    return _is(promised)


def _is(kind: Any) -> Check:
    has_length = issubclass(kind, Collection)

    def check(answer: Any) -> None:
        if not isinstance(answer, kind) or (kind is int and isinstance(answer, bool)):
            raise TypeError(f"it returned {_shown(answer)}, where it should be {kind.__name__}")
        if kind is int and abs(answer) > _LARGEST_NUMBER:
            raise TypeError("it returned a number that no sum can be")
        most = _LONGEST_TEXT if kind is str else MOST_ITEMS
        if has_length and len(answer) > most:
            raise TypeError(
                f"it returned {kind.__name__} of length {len(answer):,}; at most {most:,}"
            )

    return check


def _json_object(answer: Any) -> None:
    if not isinstance(answer, Mapping):
        raise TypeError(f"it returned {_shown(answer)}, where it should be an object")
    try:
        size = len(to_json(dict(answer)))
    except ValueError as error:
        raise TypeError(f"it returned what is no JSON: {error}") from None
    if size > _LARGEST_OBJECT:
        raise TypeError(f"it returned {size:,} bytes of JSON; at most {_LARGEST_OBJECT:,}")


def _one_of(values: tuple[Any, ...]) -> Check:
    def check(answer: Any) -> None:
        if answer not in values:
            raise TypeError(f"it returned {_shown(answer)}, where it should be one of {values}")

    return check


def _any_of(checks: tuple[Check, ...]) -> Check:
    def check(answer: Any) -> None:
        for item in checks:
            try:
                return item(answer)
            except TypeError as error:
                last = error
        raise last

    return check


def _list_of(check_item: Check) -> Check:
    kinds = (list, tuple)  # a union would be made anew at each call

    def check(answer: Any) -> None:
        if not isinstance(answer, kinds) or len(answer) > MOST_ITEMS:
            what = f"{len(answer):,} items" if isinstance(answer, kinds) else _shown(answer)
            raise TypeError(f"it returned {what}; at most {MOST_ITEMS:,} in a list")
        for item in answer:
            check_item(item)

    return check


def _fields_of(kind: Any) -> Check:
    hints = typing.get_type_hints(kind)
    checks = [(item.name, check_of(hints[item.name])) for item in dataclasses.fields(kind)]
    is_one = _is(kind)

    def check(answer: Any) -> None:
        is_one(answer)
        for name, check_field in checks:
            try:
                check_field(getattr(answer, name))
            except TypeError as error:
                raise TypeError(f"{error} ({kind.__name__}.{name})") from None

    return check


def _shown(answer: Any) -> str:
    return type(answer).__name__ if isinstance(answer, Collection) else repr(answer)[:100]
