"""Writes api.lock, every public name with its signature: python docs/plugins/api_lock.py

A test fails when the two differ, so that a change of what plugins rely on is seen in review.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from shopwright.platform.hooks.spec import AnyHook
from shopwright.platform.plugins.deprecation import deprecation_of
from shopwright.testing.surface import public_modules, public_names

LOCK = Path(__file__).parents[2] / "api.lock"

_HEAD = """\
# What plugins may rely on: written by `make api-lock`, compared by a test.
# A line that changes or goes is a change that plugins notice: deprecate first, and say so in CHANGELOG.md.
"""


def render() -> str:
    """The whole file."""
    lines = [
        line
        for module in public_modules()
        for name in sorted(public_names(module))
        for line in _lines(f"{module}.{name}", getattr(importlib.import_module(module), name))
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _lines(path: str, value: Any) -> Iterator[str]:
    gone = deprecation_of(value)
    if gone is not None:
        yield f"{path}: deprecated since {gone.since}, removed in {gone.removed_in}, use {gone.use}"
    if inspect.ismodule(value):
        yield f"{path}: module"
    elif isinstance(value, AnyHook):
        yield f"{path}{_signature(value.function)}  [{value.phase.value}]"
    elif isinstance(value, type):
        bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
        yield f"{path}: class({bases})"
        yield from sorted(f"{path}.{line}" for line in _members(value))
    elif inspect.isfunction(value):
        yield f"{path}{_signature(value)}"
    else:
        yield f"{path} = {_plain(value)}"


def _members(kind: type) -> Iterator[str]:
    """Fields, methods and properties, with those of base classes that have no lines of their own."""
    seen: set[str] = set()
    for base in kind.__mro__:
        is_ours = base.__module__.partition(".")[0] == "shopwright"
        if not is_ours or (base is not kind and base in _public_classes()):
            continue
        for name, line in _own_members(base):
            if name not in seen:
                seen.add(name)
                yield line


@cache
def _public_classes() -> frozenset[type]:
    values = (
        getattr(importlib.import_module(module), name)
        for module in public_modules()
        for name in public_names(module)
    )
    return frozenset(value for value in values if isinstance(value, type))


def _own_members(kind: type) -> Iterator[tuple[str, str]]:
    for name, annotation in inspect.get_annotations(kind).items():
        if not name.startswith("_"):
            yield name, f"{name}: {annotation}{_default(kind, name)}"
    for name, value in vars(kind).items():
        if name.startswith("_") and not (name == "__init__" and _is_written(kind, value)):
            continue
        if isinstance(value, property):
            returns = inspect.get_annotations(value.fget).get("return", "?")  # type: ignore[arg-type]
            yield name, f"{name}: property -> {returns}"
        elif isinstance(value, classmethod | staticmethod):
            yield name, f"{name}{_signature(value.__func__)}"
        elif inspect.isfunction(value):
            yield name, f"{name}{_signature(value)}"


def _is_written(kind: type, method: Any) -> bool:
    return inspect.isfunction(method) and not dataclasses.is_dataclass(kind)


def _default(kind: type, name: str) -> str:
    if dataclasses.is_dataclass(kind):
        field = next((item for item in dataclasses.fields(kind) if item.name == name), None)
        if field is None or (
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        ):
            return ""
        return " = ..." if field.default is dataclasses.MISSING else f" = {_plain(field.default)}"
    if issubclass(kind, BaseModel):
        found = kind.model_fields.get(name)
        return "" if found is None or found.is_required() else f" = {_plain(found.default)}"
    return f" = {_plain(vars(kind)[name])}" if name in vars(kind) else ""


def _signature(function: Callable[..., Any]) -> str:
    found = inspect.signature(function)
    parameters = [
        item.replace(
            annotation=item.empty if item.annotation is item.empty else _Raw(item.annotation)
        )
        for item in found.parameters.values()
    ]
    parameters = [
        item if item.default is item.empty else item.replace(default=_Raw(_plain(item.default)))
        for item in parameters
    ]
    text = str(inspect.Signature(parameters))
    return (
        text if found.return_annotation is found.empty else f"{text} -> {found.return_annotation}"
    )


class _Raw:
    """Shown as it was written, without quotes."""

    def __init__(self, text: Any) -> None:
        self.text = str(text)

    def __repr__(self) -> str:
        return self.text


def _plain(value: Any) -> str:
    """A value that is the same wherever it is written."""
    text = repr(value)
    return "..." if " at 0x" in text or len(text) > 200 else text


if __name__ == "__main__":
    LOCK.write_text(render(), "utf-8")
