"""Requests, read as strictly as Stripe reads them.

A form such as `line_items[0][quantity]=2` becomes nested dicts and lists. Which parameters there
are, and of which type, comes from the SDK's own annotations (`stripe.params`), so the fake refuses
what the API version of the installed SDK does not know.
"""

from __future__ import annotations

import functools
import re
import sys
import types
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

import stripe
from stripe import RequestOptions

from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid

_KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_MOST_KEYS, _KEY_LENGTH, _VALUE_LENGTH = 50, 40, 500
_OPTIONS = frozenset(RequestOptions.__annotations__)


def read(form: str, schema: str) -> Body:
    """The typed parameters of a form by the SDK's class of that name.

    Raises `ApiError` for what is unknown, missing or of another type.
    """
    return _object(_nested(form), _params_class(schema), "")


def _nested(form: str) -> Body:
    """`a[b][0]=x` as {"a": {"b": {"0": "x"}}}."""
    found: Body = {}
    for key, value in parse_qsl(form, keep_blank_values=True):
        match = _KEY.match(key)
        if match is None:
            raise _unknown(key)
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        inner = found
        for name in path[:-1]:
            inner = inner.setdefault(name or str(len(inner)), {})
            if not isinstance(inner, dict):
                raise invalid(f"Invalid object: {key}", param=key)
        inner[path[-1] or str(len(inner))] = value
    return found


@functools.cache
def _params_class(name: str) -> type:
    """`checkout.SessionCreateParams` in `stripe.params`."""
    found: Any = stripe.params
    for part in name.split("."):
        found = getattr(found, part)
    cls: type = found
    return cls


@functools.cache
def _fields(cls: type) -> dict[str, Any]:
    """Its fields with their types; not those that speak to the SDK itself."""
    own = {name: kind for name, kind in cls.__annotations__.items() if name not in _OPTIONS}
    holder = type("Holder", (), {"__annotations__": own})
    return get_type_hints(holder, vars(sys.modules[cls.__module__]))


def _object(values: Body, cls: type, path: str) -> Body:
    fields = _fields(cls)
    found: Body = {}
    for name, value in values.items():
        inner = f"{path}[{name}]" if path else name
        if name not in fields:
            raise _unknown(inner)
        found[name] = (
            _metadata(value, inner)
            if name == "metadata"
            else _value(value, _alternatives(fields[name]), inner)
        )
    required: frozenset[str] = getattr(cls, "__required_keys__", frozenset())
    for name in sorted(required & fields.keys()):
        if name not in found:
            inner = f"{path}[{name}]" if path else name
            raise invalid(
                f"Missing required param: {inner}.", param=inner, code="parameter_missing"
            )
    return found


def _alternatives(kind: Any) -> list[Any]:
    """The types of which a value may be one."""
    if get_origin(kind) in (Union, types.UnionType):
        return [one for part in get_args(kind) for one in _alternatives(part)]
    return [kind]


def _value(value: str | Body, kinds: list[Any], path: str) -> Any:
    return (
        _nested_value(value, kinds, path) if isinstance(value, dict) else _plain(value, kinds, path)
    )


def _nested_value(value: Body, kinds: list[Any], path: str) -> Any:
    numbered = all(name.isdecimal() for name in value)
    for kind in kinds:
        origin = get_origin(kind)
        if origin is list and numbered:
            of = _alternatives(get_args(kind)[0])
            ordered = sorted(value.items(), key=lambda item: int(item[0]))
            return [_value(inner, of, f"{path}[{index}]") for index, inner in ordered]
        if origin is dict:
            of = _alternatives(get_args(kind)[1])
            return {name: _value(inner, of, f"{path}[{name}]") for name, inner in value.items()}
        if hasattr(kind, "__required_keys__"):  # a TypedDict, by typing or typing_extensions
            return _object(value, kind, path)
    raise invalid(f"Invalid string: {path}", param=path)


def _plain(value: str, kinds: list[Any], path: str) -> Any:
    named = [name for kind in kinds if get_origin(kind) is Literal for name in get_args(kind)]
    if value in named:
        return value
    for kind in kinds:
        if kind in (bool, int, float, Decimal):
            return _scalar(value, kind, path)
    if wanted := [name for name in named if name != ""]:
        raise invalid(f"Invalid {path}: must be one of {_listed(wanted)}", param=path)
    if str not in kinds and Any not in kinds:
        kind_word = "array" if any(get_origin(kind) is list for kind in kinds) else "object"
        raise invalid(f"Invalid {kind_word}", param=path)
    if value == "":
        raise invalid(
            f"You passed an empty string for '{path}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{path}' cannot be unset. You should remove '{path}' "
            "from your request or supply a non-empty value.",
            param=path,
            code="parameter_invalid_empty",
        )
    return value


def _scalar(value: str, kind: Any, path: str) -> Any:
    try:
        if kind is bool:
            return {"true": True, "false": False}[value]
        if kind is int:
            return int(value)
        return str(Decimal(value))
    except (ValueError, KeyError, InvalidOperation):
        word = {bool: "boolean", int: "integer"}.get(kind, "decimal")
        raise invalid(
            f"Invalid {word}: {value}", param=path, code=f"parameter_invalid_{word}"
        ) from None


def _metadata(value: str | Body, path: str) -> Any:
    """A flat dict of texts, within Stripe's limits; an empty text unsets."""
    if value == "":
        return ""
    if not isinstance(value, dict) or any(isinstance(text, dict) for text in value.values()):
        raise invalid("Invalid metadata: metadata must be a set of key-value pairs", param=path)
    if len(value) > _MOST_KEYS:
        raise invalid(f"Metadata can have up to {_MOST_KEYS} keys", param=path)
    for name, text in value.items():
        if len(name) > _KEY_LENGTH or len(text) > _VALUE_LENGTH:
            raise invalid(
                f"Metadata keys can have up to {_KEY_LENGTH} characters and values up to "
                f"{_VALUE_LENGTH}: '{name}' has {len(name)} and {len(text)}",
                param=path,
            )
    return value


def _unknown(path: str) -> ApiError:
    return invalid(f"Received unknown parameter: {path}", param=path, code="parameter_unknown")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, or {names[-1]}"
