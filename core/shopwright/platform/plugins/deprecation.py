"""What plugins should no longer use: how we say so, and how merchants learn which of theirs does.

    @deprecated(since="1.2", removed_in="2.0", use="shopwright.commerce.cart.set_codes")
    def set_code(cart_id: UUID, code: str) -> CartDraft: ...

    @deprecated(since="1.3", removed_in="2.0", use="hooks.order_placed")
    @event_hook
    def order_created(event: OrderCreated, ctx: Context) -> None: ...

It works as before. The log names each plugin that uses it, once per process; `shopwright plugin
doctor`, the API, api.lock and the hook reference show it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any, TypeVar

import structlog

from shopwright.platform.hooks.spec import SPECS, AnyHook, implemented
from shopwright.platform.plugins.plugin import Plugin

T = TypeVar("T")
_MARK = "__shopwright_deprecation__"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """A public name or hook that will go. The versions are those of the plugin API."""

    name: str
    since: str
    removed_in: str
    use: str

    def __str__(self) -> str:
        return (
            f"{self.name} is deprecated since plugin API {self.since} and will be removed in "
            f"{self.removed_in}; use {self.use}"
        )


def deprecated(*, since: str, removed_in: str, use: str) -> Callable[[T], T]:
    """Mark a public function or class, or a hook, as one that will go; it stays what it is."""

    def mark(thing: T) -> T:
        name = f"hooks.{thing.name}" if isinstance(thing, AnyHook) else getattr(thing, "__name__")  # noqa: B009
        found = Deprecation(name=name, since=since, removed_in=removed_in, use=use)
        setattr(thing, _MARK, found)
        return thing

    return mark


def deprecation_of(thing: Any) -> Deprecation | None:
    """What is said of a function, class or hook; a subclass of a deprecated class is not one."""
    if not isinstance(thing, FunctionType | type | AnyHook):
        return None  # reading the attributes of anything else may do anything
    found: Deprecation | None = vars(thing).get(_MARK)
    return found


def deprecated_uses(kind: type[Plugin]) -> list[Deprecation]:
    """What an imported plugin uses of that: its hooks, and the names in its modules."""
    found = dict.fromkeys(_of_hooks(kind)) | dict.fromkeys(_of_names(kind))
    return sorted(found, key=lambda item: item.name)


def log_deprecated_uses(plugin_id: str, kind: type[Plugin]) -> None:
    """Warn of each, by the plugin's name; called once per process, when a plugin was imported."""
    for item in deprecated_uses(kind):
        _log.warning("a plugin uses what will go", plugin=plugin_id, deprecated=str(item))


def _of_hooks(kind: type[Plugin]) -> Iterator[Deprecation]:
    for name in implemented(kind):
        if (found := deprecation_of(SPECS[name])) is not None:
            yield found


def _of_names(kind: type[Plugin]) -> Iterator[Deprecation]:
    package = kind.__module__.partition(".")[0]
    for name, module in list(sys.modules.items()):
        if name == package or name.startswith(f"{package}."):
            for value in list(vars(module).values()):
                if (found := deprecation_of(value)) is not None:
                    yield found
