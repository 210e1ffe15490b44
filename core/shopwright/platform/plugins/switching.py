"""Enabling and disabling plugins, and what is known of each.

Changes are rows and a new stamp, which every process follows within a second (see `live`). Code
that no process has imported yet needs new processes: the supervisor rolls the shop's over, and no
request is dropped.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from functools import partial
from typing import Literal

from sqlalchemy import select

from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.db.changing import schema_connection
from shopwright.platform.errors import FAULTS
from shopwright.platform.events.outbox import emit
from shopwright.platform.hooks.spec import SPECS, implemented
from shopwright.platform.plugins.errors import (
    PluginNotFound,
    PluginNotKnown,
    PluginUnusable,
)
from shopwright.platform.plugins.hooks import PluginDisabled, PluginEnabled
from shopwright.platform.plugins.loading import SettingsUnusable, load_plugin, plugin_class
from shopwright.platform.plugins.manifest import Discovered, Manifest, discover
from shopwright.platform.plugins.models import PluginState, new_stamp
from shopwright.platform.plugins.registry import Loaded, clash
from shopwright.platform.runtime import runtime
from shopwright.platform.supervisor import PID_FILE, request_roll

State = Literal[
    "enabled",
    "disabled",
    "available",
    "quarantined",
    "broken",
    "incompatible",
    "missing",
    "uninstalled",
]
Effect = Literal["now", "rolling", "restart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginInfo:
    """One plugin. `available`: installed, but never enabled here. `error` explains the others.

    `quarantined` is enabled but left out; `broken` cannot be read; `incompatible` was made for
    another plugin API; `missing` is enabled, but no longer installed; `uninstalled` is not enabled
    and no longer installed: its data is kept.
    """

    id: str
    name: str
    summary: str
    category: str
    version: str
    distribution: str
    docs: str
    state: State
    error: str


def plugins() -> list[PluginInfo]:
    """Every plugin that is installed, or was enabled once, by id."""
    with read() as db:
        states = {row.id: row for row in db.scalars(select(PluginState))}
    found = {item.name: item for item in discover()}
    return [
        _info(name, found.get(name), states.get(name))
        for name in sorted(found.keys() | states.keys())
    ]


def plugin(name: str) -> PluginInfo:
    """One plugin. Raises `PluginNotFound`."""
    found, state = discovered(name), state_of(name)
    if found is None and state is None:
        raise PluginNotFound(name)
    return _info(name, found, state)


def enable_plugin(name: str, *, first_time: bool = False) -> Effect:
    """Migrate its tables and enable it. With `first_time`, also one that was never enabled.

    It takes part `now`, that is within a second; or as soon as the shop's processes are new ones:
    they are `rolling` over, or whoever started them has to `restart` them.
    Raises `PluginNotFound`, `PluginNotKnown` or `PluginUnusable`.
    """
    found, state = discovered(name), state_of(name)
    if found is None:
        raise (
            PluginUnusable(name, "its package is not installed") if state else PluginNotFound(name)
        )
    if not was_enabled(state) and not first_time:
        raise PluginNotKnown(name)
    # Alembic takes long to import, and few processes need it.
    from shopwright.platform.plugins.upgrading import upgrade_tables

    try:
        if found.manifest is None:
            raise RuntimeError(found.error)
        kind = plugin_class(found)
        loaded = load_plugin(kind, found.manifest, state.settings if state else {})
        upgrade_tables(partial(schema_connection, runtime().settings.database), found)
        _refuse_clash(loaded)
    except SettingsUnusable as error:
        remedy = f"set it up with `shopwright plugin configure {name}` first"
        raise PluginUnusable(name, f"{error}; {remedy}") from error
    except FAULTS as error:
        raise PluginUnusable(name, found.error or reason_of(error)) from error
    _switch_on(name, found.version, implemented(kind))
    is_imported = state and not state.error and state.version == found.version
    return "now" if is_imported and not _takes_over(found.manifest) else roll()


@command()
def disable_plugin(name: str) -> None:
    """Leave it out from now on; its settings and tables stay. Raises `PluginNotFound`.

    What is owed to it is parked, and delivered when it is enabled again.
    """
    row = session().get(PluginState, name, with_for_update=True)
    if row is None:
        if discovered(name) is None:
            raise PluginNotFound(name)
        return
    if row.enabled:
        row.enabled, row.changed_at = False, now()
        new_stamp(session())
        emit(PluginDisabled(plugin=name, hooks=hooks_of(name)))
        audit.record("plugin.disable", "plugin", name)


def fault_of(name: str) -> str:
    """What keeps a known plugin from being used as it is installed now: a traceback, or ''.

    Imports its code.
    """
    found, state = discovered(name), state_of(name)
    if found is None or state is None or not was_enabled(state):
        return ""
    if found.manifest is None:
        return found.error
    try:
        load_plugin(plugin_class(found), found.manifest, state.settings)
    except FAULTS as error:
        return "".join(traceback.format_exception(error))
    return ""


def _refuse_clash(loaded: Loaded) -> None:
    """Raise what would leave it out, or another that takes part now, once both are there."""
    others = (item for item in runtime().registry.plugins if item.id != loaded.id)
    fault = clash([*others, loaded])
    if fault is not None:
        raise fault


def _takes_over(manifest: Manifest) -> bool:
    """Whether another plugin may own, in running processes, what this one is to own from now on."""
    rivals = {
        item.name
        for item in discover()
        if manifest.mount and item.manifest and item.manifest.mount == manifest.mount
    }
    return any(was_enabled(state_of(name)) for name in rivals - {manifest.id})


def roll() -> Effect:
    """Have a supervised shop start new processes, which take over the code that is installed."""
    return "rolling" if request_roll(runtime().settings.data_dir / PID_FILE) else "restart"


@command()
def _switch_on(name: str, version: str, hooks: tuple[str, ...]) -> None:
    db = session()
    row = db.get(PluginState, name, with_for_update=True)
    if row is None:
        row = PluginState(id=name, settings={})
        db.add(row)
    elif row.enabled and row.error is None:
        return
    row.enabled, row.version, row.error, row.changed_at = True, version, None, now()
    new_stamp(db)
    emit(PluginEnabled(plugin=name, version=version, hooks=hooks))
    audit.record("plugin.enable", "plugin", name, version=version)


def hooks_of(name: str) -> tuple[str, ...]:
    """The hooks of a plugin; all that there are of one that cannot be asked."""
    found = discovered(name)
    try:
        return implemented(plugin_class(found)) if found else tuple(SPECS)
    except FAULTS:
        return tuple(SPECS)


def discovered(name: str) -> Discovered | None:
    return next((item for item in discover() if item.name == name), None)


def was_enabled(state: PluginState | None) -> bool:
    """Whether the plugin took part at some time; setting it up alone does not count."""
    return state is not None and state.version != ""


def state_of(name: str) -> PluginState | None:
    with read() as db:
        return db.get(PluginState, name)


def _info(name: str, found: Discovered | None, state: PluginState | None) -> PluginInfo:
    manifest = found.manifest if found else None
    status, error = _status(name, found, state)
    return PluginInfo(
        id=name,
        name=manifest.name if manifest else name,
        summary=manifest.summary if manifest else "",
        category=manifest.category if manifest else "",
        version=found.version if found else (state.version if state else ""),
        distribution=found.distribution if found else "",
        docs=manifest.docs if manifest else "",
        state=status,
        error=error,
    )


def _status(name: str, found: Discovered | None, state: PluginState | None) -> tuple[State, str]:
    if found is None:
        is_missed = state is not None and state.enabled
        return ("missing", "its package is not installed") if is_missed else ("uninstalled", "")
    if found.manifest is None:
        return "broken" if found.compatible else "incompatible", found.error
    if state is None or not was_enabled(state):
        return "available", ""
    if not state.enabled:
        return "disabled", ""
    error = state.error or runtime().registry.quarantined.get(name, "")
    return ("quarantined", error) if error else ("enabled", "")


def reason_of(error: BaseException) -> str:
    """The last line of a traceback: what went wrong, without where.

    Our own exceptions speak for themselves; of others the type belongs to it.
    """
    if type(error).__module__.startswith("shopwright."):
        return str(error)
    return traceback.format_exception_only(error)[-1].strip()
