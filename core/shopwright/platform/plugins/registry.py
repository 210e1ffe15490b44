"""The registry: an immutable picture of which plugins are enabled and what they implement."""

from __future__ import annotations

import traceback
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar
from uuid import UUID

import pluggy
import structlog
from typing_extensions import get_protocol_members, is_protocol

from shopwright.platform.errors import FAULTS
from shopwright.platform.hooks.context import Context
from shopwright.platform.hooks.dispatch import Implementation
from shopwright.platform.hooks.spec import PROJECT, SPECS, BootHook, Phase
from shopwright.platform.plugins.manifest import Manifest, named
from shopwright.platform.plugins.plugin import Plugin

R = TypeVar("R")
_log = structlog.get_logger()


class DuplicateDescriptor(RuntimeError):
    """Two plugins bring a thing of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A plugin that takes part."""

    id: str
    plugin: Plugin
    manifest: Manifest
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """What each request and job takes once, so that a change never happens in its middle.

    `stamp` is that of the states it was made from; `quarantined` has the reason by plugin id.
    """

    plugins: tuple[Loaded, ...] = ()
    implementations: Mapping[str, tuple[Implementation, ...]] = field(default_factory=dict)
    descriptors: Mapping[str, tuple[tuple[str, Any], ...]] = field(default_factory=dict)
    quarantined: Mapping[str, str] = field(default_factory=dict)
    stamp: UUID | None = None

    @property
    def ids(self) -> list[str]:
        """The enabled plugins."""
        return [item.id for item in self.plugins]

    def described(self, hook: BootHook[R]) -> tuple[tuple[str, R], ...]:
        """Each (plugin id, descriptor) that `hook` collected."""
        return self.descriptors.get(hook.name, ())

    def named(self, hook: BootHook[R]) -> dict[str, R]:
        """The descriptors of `hook` by their `name`."""
        return {item.name: item for _, item in self.described(hook)}  # type: ignore[attr-defined]


def build(
    loaded: Iterable[Loaded],
    quarantined: Mapping[str, str] | None = None,
    *,
    stamp: UUID | None = None,
) -> Registry:
    """Register the plugins with pluggy, in `after`/`before` order, and collect their descriptors.

    A plugin that fails on the way is quarantined with its traceback; the others go on.
    """
    failed = dict(quarantined or {})
    members = _ordered(list(loaded))
    while True:
        try:
            return replace(_build(members, failed), stamp=stamp)
        except _Quarantine as error:
            failed[error.plugin_id] = error.trace
            _log.error("a plugin is quarantined", plugin=error.plugin_id, error=error.trace)
            members = [item for item in members if item.id != error.plugin_id]


def clash(loaded: Iterable[Loaded]) -> BaseException | None:
    """What keeps these from taking part together; None when nothing does."""
    try:
        _build(_ordered(list(loaded)), {})
    except _Quarantine as error:
        return error.__cause__
    return None


class _Quarantine(Exception):
    def __init__(self, plugin_id: str, error: BaseException) -> None:
        super().__init__(plugin_id)
        self.plugin_id = plugin_id
        self.trace = "".join(traceback.format_exception(error))


def _build(members: list[Loaded], quarantined: Mapping[str, str]) -> Registry:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(_specifications())
    contexts = {item.id: item.context for item in members}
    _refuse_two_owners(members)
    # pluggy calls the last registered first
    for item in reversed(members):
        try:
            manager.register(item.plugin, name=item.id)
            manager.check_pending()
            _refuse_tricks(manager, item.plugin)
        except FAULTS as error:
            raise _Quarantine(item.id, error) from error
    implementations = {
        name: tuple(
            Implementation(impl.plugin_name, impl.function, contexts[impl.plugin_name])
            for impl in reversed(getattr(manager.hook, name).get_hookimpls())
        )
        for name in SPECS
    }
    found = {name: items for name, items in implementations.items() if items}
    return Registry(
        plugins=tuple(members),
        implementations=found,
        descriptors=_describe(found),
        quarantined=dict(quarantined),
    )


def _refuse_two_owners(members: list[Loaded]) -> None:
    """One plugin each for the shop's root and for /admin."""
    owners: dict[str, str] = {}
    for item in members:
        mount = item.manifest.mount
        owner = owners.setdefault(mount, item.id)
        if mount and owner != item.id:
            error = DuplicateDescriptor(
                f"{named(item.id)} and {named(owner)} both own '{mount}'; disable one"
            )
            raise _Quarantine(item.id, error) from error


def _refuse_tricks(manager: pluggy.PluginManager, plugin: Plugin) -> None:
    """Only what our own dispatcher knows: plain methods, ordered by `after` and `before`."""
    for caller in manager.get_hookcallers(plugin) or ():
        for impl in caller.get_hookimpls():
            if impl.plugin is plugin and (
                impl.wrapper or impl.hookwrapper or impl.tryfirst or impl.trylast
            ):
                raise TypeError(
                    f"{impl.function.__qualname__}: decorate it with shopwright.hooks.{caller.name}"
                    " alone. There are no wrappers; order plugins by 'after' and 'before' in"
                    " plugin.toml"
                )


def _specifications() -> type:
    marker = pluggy.HookspecMarker(PROJECT)
    functions = {name: staticmethod(marker(spec.function)) for name, spec in SPECS.items()}
    return type("Specifications", (), functions)


def _describe(
    implementations: Mapping[str, tuple[Implementation, ...]],
) -> dict[str, tuple[tuple[str, Any], ...]]:
    found: dict[str, tuple[tuple[str, Any], ...]] = {}
    for name, items in implementations.items():
        if SPECS[name].phase is not Phase.BOOT:
            continue
        rows: list[tuple[str, Any]] = []
        for item in items:
            try:
                own = [(item.plugin_id, descriptor) for descriptor in _returned(name, item)]
                rows += own
                _refuse_duplicates(name, own if _is_scoped(name) else rows)
            except FAULTS as error:
                raise _Quarantine(item.plugin_id, error) from error
        found[name] = tuple(rows)
    return found


def _returned(hook: str, item: Implementation) -> Iterator[Any]:
    """The descriptors of one plugin. What is none would break whoever goes through them all."""
    (kind,) = typing.get_args(SPECS[hook].promised)
    found = item.call(item.context)
    if not isinstance(found, Iterable):
        raise TypeError(f"{hook} returns a list of {kind.__name__}, not {found!r}")
    for descriptor in found:
        if is_protocol(kind):
            _refuse_lacking(hook, kind, descriptor)
        elif not isinstance(descriptor, kind):
            raise TypeError(f"{hook} returns {kind.__name__}, not {descriptor!r}")
        yield descriptor


def _refuse_lacking(hook: str, kind: type, descriptor: Any) -> None:
    """A shopper would be the first to notice a method that is not there."""
    lacking = [name for name in get_protocol_members(kind) if not hasattr(descriptor, name)]
    if lacking:
        raise TypeError(
            f"{type(descriptor).__qualname__} has no {', '.join(sorted(lacking))}: {hook} returns "
            f"{kind.__name__}"
        )


def _is_scoped(hook: str) -> bool:
    spec = SPECS[hook]
    return isinstance(spec, BootHook) and spec.scoped


def _refuse_duplicates(hook: str, rows: list[tuple[str, Any]]) -> None:
    owners: dict[str, str] = {}
    for plugin_id, descriptor in rows:
        name = getattr(descriptor, "unique_name", None) or getattr(descriptor, "name", None)
        if name is None:
            continue
        if name in owners:
            raise DuplicateDescriptor(
                f"{named(plugin_id)} and {named(owners[name])} both bring '{name}' to {hook}; "
                "disable one"
            )
        owners[name] = plugin_id


def _ordered(members: list[Loaded]) -> list[Loaded]:
    """`after`/`before` first, then by id, so that every process has the same order."""
    by_id = {item.id: item for item in sorted(members, key=lambda item: item.id)}
    graph: dict[str, set[str]] = {name: set() for name in by_id}
    for item in by_id.values():
        graph[item.id].update(name for name in item.manifest.after if name in by_id)
        for name in item.manifest.before:
            if name in by_id:
                graph[name].add(item.id)
    sorter = TopologicalSorter(graph)
    order: list[str] = []
    try:
        sorter.prepare()
        while sorter.is_active():
            ready = sorted(sorter.get_ready())
            order += ready
            sorter.done(*ready)
        return [by_id[name] for name in order]
    except CycleError as error:
        _log.error("plugins name each other in a circle; ordered by id", circle=error.args[1])
        return list(by_id.values())
