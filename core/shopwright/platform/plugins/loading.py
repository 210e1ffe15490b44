"""From what is installed and what the database says to plugins that take part.

A plugin's code is imported once, when a process starts, and only if this shop has enabled it at
some time. From then on enabling, disabling and setting it up makes a new registry of what is there
already; see `LivePlugins` in `live`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import inspect, select

from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.hooks.context import Context
from shopwright.platform.plugins.manifest import Discovered, Manifest, discover
from shopwright.platform.plugins.models import PluginState, current_stamp, new_stamp
from shopwright.platform.plugins.overrides import overrides_of
from shopwright.platform.plugins.plugin import Plugin, PluginSettings
from shopwright.platform.plugins.registry import Loaded
from shopwright.platform.plugins.settings import current, problems_of


class SettingsUnusable(RuntimeError):
    """Its settings are not valid, or not yet. Its message has no values: they may be secret."""

    def __init__(self, error: ValidationError) -> None:
        faults = "; ".join(f"{item.field}: {item.message}" for item in problems_of(error))
        super().__init__(f"its settings are not valid: {faults}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the database says of a plugin that was enabled at some time."""

    enabled: bool
    settings: Mapping[str, Any]
    error: str | None


def known_plugins() -> tuple[UUID | None, dict[str, Known]]:
    """The stamp of the plugins' states, and the states by id; nothing before the first upgrade."""
    with read() as db:
        if not inspect(db.connection()).has_table(PluginState.__tablename__):
            return None, {}
        stamp = current_stamp(db)  # first: a change between the two is then looked at again
        rows = db.execute(
            select(
                PluginState.id, PluginState.enabled, PluginState.settings, PluginState.error
            ).where(PluginState.version != "")
        )
        return stamp, {
            row.id: Known(enabled=row.enabled, settings=row.settings, error=row.error)
            for row in rows
        }


def make_loaded(
    plugin_class: type[Plugin], manifest: Manifest, values: Mapping[str, object]
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
        if fresh:
            new_stamp(db)
    return fresh


def plugin_class(found: Discovered) -> type[Plugin]:
    """Import a plugin. Raises whatever its code raises, and TypeError for what is no plugin."""
    loaded = found.entry_point.load()
    if not (isinstance(loaded, type) and issubclass(loaded, Plugin)):
        raise TypeError(f"{found.entry_point.value} is no subclass of shopwright.Plugin")
    if loaded.id not in ("", found.name):
        raise TypeError(
            f"{found.entry_point.value} has the id '{loaded.id}', its entry point '{found.name}'"
        )
    return loaded


def load_plugin(kind: type[Plugin], manifest: Manifest, stored: Mapping[str, object]) -> Loaded:
    """A plugin with its settings: stored, brought to its version, the environment's over them.

    Raises when it cannot be used.
    """
    settings_class = kind.settings_class()
    values = current(settings_class, stored)
    if settings_class is not None:
        values = overrides_of(manifest.id, settings_class).over(values)
    try:
        return make_loaded(kind, manifest, values)
    except ValidationError as error:
        raise SettingsUnusable(error) from None
