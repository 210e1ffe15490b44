"""From what is installed and what the database says to a registry."""

from __future__ import annotations

import traceback
from collections.abc import Iterable

from pydantic import ValidationError
from sqlalchemy import inspect, select

from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.hooks.context import Context
from shopwright.platform.plugins.manifest import Discovered, Manifest, discover
from shopwright.platform.plugins.models import PluginState
from shopwright.platform.plugins.plugin import Plugin, PluginSettings
from shopwright.platform.plugins.registry import Loaded, Registry, build
from shopwright.platform.runtime import runtime


def load_registry() -> Registry:
    """Import every enabled plugin; one that fails is quarantined, and the shop starts without it."""
    if runtime().settings.safe_mode:
        return build(())
    states = _enabled_states()
    loaded: list[Loaded] = []
    quarantined: dict[str, str] = {}
    for found in discover():
        if found.name not in states:
            continue
        try:
            loaded.append(_load(found, states[found.name]))
        except Exception as error:
            quarantined[found.name] = found.error or "".join(traceback.format_exception(error))
    for name in states.keys() - {item.id for item in loaded} - quarantined.keys():
        quarantined[name] = "the package is not installed"
    return build(loaded, quarantined)


def make_loaded(
    plugin_class: type[Plugin], manifest: Manifest, values: dict[str, object]
) -> Loaded:
    """An instance with validated settings and its context; also for tests."""
    settings_class = plugin_class.settings_class()
    settings: PluginSettings | None = settings_class(**values) if settings_class else None
    return Loaded(
        id=manifest.id,
        plugin=plugin_class(settings),
        manifest=manifest,
        context=Context(manifest.id, settings),
    )


def enable_new(names: Iterable[str]) -> list[str]:
    """Enable installed plugins that this shop has never known; returns their ids."""
    wanted = set(names)
    fresh = []
    with transaction() as db:
        known = set(db.scalars(select(PluginState.id)))
        for found in discover():
            if found.name in wanted - known and found.manifest is not None:
                db.add(
                    PluginState(
                        id=found.name,
                        enabled=True,
                        version=found.version,
                        settings={},
                        changed_at=now(),
                    )
                )
                fresh.append(found.name)
    return fresh


def _load(found: Discovered, values: dict[str, object]) -> Loaded:
    if found.manifest is None:
        raise RuntimeError(found.error)
    plugin_class = found.entry_point.load()
    if not (isinstance(plugin_class, type) and issubclass(plugin_class, Plugin)):
        raise TypeError(f"{found.entry_point.value} is no subclass of shopwright.Plugin")
    try:
        return make_loaded(plugin_class, found.manifest, values)
    except ValidationError as error:
        raise RuntimeError(f"its stored settings are not valid any more: {error}") from error


def _enabled_states() -> dict[str, dict[str, object]]:
    with read() as db:
        if not inspect(db.connection()).has_table(PluginState.__tablename__):
            return {}
        rows = db.execute(select(PluginState.id, PluginState.settings).where(PluginState.enabled))
        return {row.id: row.settings for row in rows}
