"""`sample`: what hooks are handed, with made-up content, where a test cannot easily make it happen."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

from shopwright.platform.clock import now
from shopwright.platform.ids import uuid7

P = TypeVar("P")

_BY_NAME = {"email": "ada@example.com", "locale": "en", "currency": "EUR", "country": "DE"}


def sample(kind: type[P], **values: Any) -> P:
    """An event or a draft of `kind`: ids are new ones, that belong to nothing; `values` are used as
    they are.
    """
    made: P = _dataclass(kind, values)
    return made


def _dataclass(kind: type, values: Mapping[str, Any]) -> Any:
    hints = typing.get_type_hints(kind)
    wanted = {
        item.name: values.get(item.name, _BY_NAME.get(item.name) or _value(hints[item.name]))
        for item in fields(kind)
        if item.name in values or (item.default is MISSING and item.default_factory is MISSING)
    }
    return kind(**wanted)


def _value(hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return None if type(None) in get_args(hint) else _value(get_args(hint)[0])
    if origin is Literal:
        return get_args(hint)[0]
    if origin is typing.Annotated:
        return _value(get_args(hint)[0])
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass(hint, {})
    plain = origin or hint
    if plain in _PLAIN:
        return _PLAIN[plain]()
    if isinstance(plain, type) and issubclass(plain, Mapping):
        return {}
    if isinstance(plain, type) and issubclass(plain, tuple | list | frozenset):
        return plain()
    raise TypeError(f"no sample of {hint!r} is known; hand it to sample() by name")


_PLAIN: dict[Any, Any] = {
    UUID: uuid7,
    str: lambda: "sample",
    int: lambda: 1,
    bool: lambda: True,
    Decimal: lambda: Decimal(1),
    datetime: now,
}
