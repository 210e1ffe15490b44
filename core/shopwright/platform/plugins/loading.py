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
from shopwright.platform.plugins.settings import opened
from shopwright.platform.runtime import runtime


def load_registry() -> Registry:
    """Import every enabled plugin; one that fails is quarantined, and the shop starts without it."""
    if runtime().settings.safe_mode:
        return build(())
    states = _enabled_states()
    loaded: list[Loaded] = []
    quarantined = {name: error for name, (_, error) in states.items() if error}
    for found in discover():
        if found.name not in states or found.name in quarantined:
            continue
        try:
            loaded.append(load_plugin(found, states[found.name][0]))
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


def plugin_class(found: Discovered) -> type[Plugin]:
    """Import a plugin. Raises whatever its code raises, and TypeError for what is no plugin."""
    loaded = found.entry_point.load()
    if not (isinstance(loaded, type) and issubclass(loaded, Plugin)):
        raise TypeError(f"{found.entry_point.value} is no subclass of shopwright.Plugin")
    return loaded


def load_plugin(found: Discovered, stored: dict[str, object]) -> Loaded:
    """Import a plugin and give it its settings, as they are stored. Raises when it cannot be used."""
    if found.manifest is None:
        raise RuntimeError(found.error)
    try:
        return make_loaded(plugin_class(found), found.manifest, opened(stored))
    except ValidationError as error:
        raise RuntimeError(f"its stored settings are not valid any more: {error}") from error


def _enabled_states() -> dict[str, tuple[dict[str, object], str | None]]:
    """Settings of every enabled plugin, and why the last upgrade could not bring it along."""
    with read() as db:
        if not inspect(db.connection()).has_table(PluginState.__tablename__):
            return {}
        rows = db.execute(
            select(PluginState.id, PluginState.settings, PluginState.error).where(
                PluginState.enabled
            )
        )
        return {row.id: (row.settings, row.error) for row in rows}
