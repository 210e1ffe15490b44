"""What is wrong with plugins, and what to do about it: `shopwright plugin doctor` and the API."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from shopwright.platform.clock import now
from shopwright.platform.config import PLUGIN_PREFIX
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.hooks.health import ROUTES, hook_health
from shopwright.platform.hooks.health_store import HookHealth
from shopwright.platform.plugins.deprecation import deprecated_uses
from shopwright.platform.plugins.loading import plugin_class
from shopwright.platform.plugins.manifest import Discovered
from shopwright.platform.plugins.migrations import pending_plugin
from shopwright.platform.plugins.switching import (
    PluginInfo,
    State,
    discovered,
    fault_of,
    plugin,
    plugins,
    state_of,
)
from shopwright.platform.runtime import runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong. `trace` is the traceback of it, where there is one."""

    what: str
    remedy: str
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A plugin looked over. `hooks`: how it behaved in each, by what all processes have counted.

    `notices` are no faults yet: what it uses and what a later version of the shop will not have.
    """

    id: str
    state: State
    findings: tuple[Finding, ...]
    hooks: tuple[HookHealth, ...]
    notices: tuple[str, ...] = ()


def diagnose(name: str) -> Diagnosis:
    """Look one over. Imports the code of one that was enabled once. Raises `PluginNotFound`."""
    return _diagnosis(plugin(name), hook_health(runtime().broker))


def diagnose_all() -> list[Diagnosis]:
    """Look all over, by id."""
    health = hook_health(runtime().broker)
    return [_diagnosis(item, health) for item in plugins()]


def stray_variables() -> list[str]:
    """Variables of the environment that are meant for plugins which are not there."""
    known = tuple(f"{PLUGIN_PREFIX}{item.id.upper()}__" for item in plugins())
    return [
        name
        for name in sorted(os.environ)
        if name.startswith(PLUGIN_PREFIX) and not (known and name.startswith(known))
    ]


def _diagnosis(info: PluginInfo, health: list[HookHealth]) -> Diagnosis:
    hooks = tuple(item for item in health if item.plugin == info.id)
    findings = (
        *_of_its_state(info),
        *_of_its_tables(info, discovered(info.id)),
        *_of_its_deliveries(info.id),
        *_of_its_hooks(hooks),
    )
    return Diagnosis(
        id=info.id, state=info.state, findings=findings, hooks=hooks, notices=_notices(info)
    )


def _notices(info: PluginInfo) -> tuple[str, ...]:
    """Of one whose code is in this process already, or may be: it was enabled and can be loaded."""
    found = discovered(info.id)
    if found is None or info.state not in ("enabled", "disabled") or fault_of(info.id):
        return ()
    return tuple(map(str, deprecated_uses(plugin_class(found))))


def _of_its_state(info: PluginInfo) -> Iterator[Finding]:
    name, error = info.id, info.error
    match info.state:
        case "missing":
            yield Finding(
                what="it is enabled, but its package is not installed any more",
                remedy=f"Install it again, or `shopwright plugin uninstall {name} --purge`.",
            )
        case "broken":
            remedy = "Install another version of its package, or uninstall it."
            yield Finding(what=_last_line(error), remedy=remedy, trace=error)
        case "incompatible":
            yield Finding(what=error, remedy="Install a version that fits, or uninstall it.")
        case "quarantined":
            yield _left_out(name, error)
        case "enabled" | "disabled":
            fault = fault_of(name)
            if fault:
                yield _left_out(name, fault)


def _left_out(name: str, trace: str) -> Finding:
    what = _last_line(trace)
    if "SettingsUnusable" in what or PLUGIN_PREFIX in what:
        remedy = f"Correct its settings: `shopwright plugin configure {name}`, or the environment."
    elif (state := state_of(name)) is not None and state.error:
        remedy = "`shopwright upgrade` tries its tables again."
    else:
        remedy = f"`shopwright plugin upgrade {name}`, or disable it and tell its author."
    said = re.sub(r"^shopwright(\.\w+)+: ", "", what)  # our own exceptions speak for themselves
    return Finding(what=f"it cannot take part: {said}", remedy=remedy, trace=trace)


def _of_its_tables(info: PluginInfo, found: Discovered | None) -> Iterator[Finding]:
    if found is None or found.manifest is None or info.state == "available":
        return
    with read() as db:
        pending = pending_plugin(db.connection(), info.id, found.package)
    if pending:
        yield Finding(
            what=f"its tables wait for {len(pending)} revisions: {', '.join(pending)}",
            remedy="`shopwright upgrade` applies them.",
        )


def _of_its_deliveries(name: str) -> Iterator[Finding]:
    consumer = f"plugin:{name}"
    with read() as db:
        dead = db.scalar(
            select(func.count())
            .select_from(OutboxDelivery)
            .where(OutboxDelivery.state == "dead", OutboxDelivery.consumer == consumer)
        )
    if dead:
        yield Finding(
            what=f"{dead} of its deliveries and jobs failed on every attempt",
            remedy=f"`shopwright deliveries list --state dead --plugin {name}` shows why; then "
            f"`shopwright deliveries replay --plugin {name}`, or drop them.",
        )


def _of_its_hooks(hooks: tuple[HookHealth, ...]) -> Iterator[Finding]:
    for item in hooks:
        if item.rests_until is not None:
            yield Finding(
                what=f"it failed too often in {item.hook}, and is left out of it for now",
                remedy="It is tried again by itself; its last error is a hint for its author.",
                trace=item.last_error,
            )
        elif item.hook == ROUTES and _is_recent(item.last_error_at):
            yield Finding(
                what=f"its routes failed {item.errors} times, the last time within a day",
                remedy="Who asked for them was told that something went wrong; tell its author.",
                trace=item.last_error,
            )


def _is_recent(moment: datetime | None) -> bool:
    return moment is not None and moment > now() - timedelta(days=1)


def _last_line(trace: str) -> str:
    """What went wrong, without where."""
    return trace.strip().rpartition("\n")[2]
