"""Which hooks a plugin's class implements, and whether its methods say the right types."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator
from typing import Any

from shopwright.platform.hooks.spec import PROJECT, SPECS
from shopwright.platform.plugins.plugin import Plugin


def implementations(plugin: type[Plugin]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The hooks that a plugin implements, by name, and its methods."""
    for name in dir(plugin):
        method = getattr(plugin, name)
        mark = getattr(method, f"{PROJECT}_impl", None)
        if mark:
            yield mark["specname"], method


def wrong_hints(plugin: type[Plugin]) -> Iterator[str]:
    """Each method that says it takes another type than its hook hands it, as a sentence."""
    for name, method in implementations(plugin):
        given, wanted = _payload(method), _payload(SPECS[name].function)
        if given is not None and wanted is not None and not _accepts(given, wanted):
            yield f"{method.__qualname__} takes {given}, but the hook '{name}' hands it {wanted}"


def _payload(function: Callable[..., Any]) -> Any:
    """The type of `event` or `draft`; None where it cannot be known, which is for mypy to find."""
    try:
        hints = typing.get_type_hints(function)
    except NameError:
        return None
    return hints.get("event", hints.get("draft"))


def _accepts(given: Any, wanted: Any) -> bool:
    if given is Any or given == wanted:
        return True
    return isinstance(given, type) and isinstance(wanted, type) and issubclass(wanted, given)
