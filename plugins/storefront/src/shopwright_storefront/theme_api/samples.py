"""Objects of the contract that are complete and say nothing: a start for fixtures and tests."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from markupsafe import Markup


def sample(kind: type, /, **values: Any) -> dict[str, Any]:
    """An object of a typed dict with every key that it has, and `values` in it.

    Texts are empty, numbers zero, lists empty, and what may be missing is None. Raises `KeyError`
    for a value that the object does not have.
    """
    hints = _hints(kind)
    unknown = [name for name in values if name not in hints]
    if unknown:
        raise KeyError(f"{kind.__name__} has no '{unknown[0]}'")
    return {name: values.get(name, _empty(hint)) for name, hint in hints.items()}


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    """What the object has; there are some seventy of them."""
    return get_type_hints(kind)


def _empty(hint: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if NoneType in arguments else _empty(arguments[0])
    if origin is Literal:
        return arguments[0]
    if is_typeddict(hint):
        return sample(hint)
    if hint is Markup:
        return Markup("")
    if origin in (list, dict, Mapping) or getattr(origin, "__name__", "") == "Mapping":
        return [] if origin is list else {}
    return hint()
