"""Migrating the tables of every plugin that this shop knows, as a part of `shopwright upgrade`.

A plugin that cannot be migrated keeps its tables as they were and is quarantined until a later
upgrade succeeds; the others, and the shop, go on without it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection, select, update

from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.errors import FAULTS
from shopwright.platform.plugins.manifest import Discovered, discover
from shopwright.platform.plugins.migrations import upgrade_plugin
from shopwright.platform.plugins.models import PluginState, new_stamp

Connect = Callable[[], AbstractContextManager[Connection]]
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginUpgrades:
    """Ids of the plugins whose tables changed, and of those that could not be upgraded."""

    upgraded: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def upgrade_plugins(connect: Connect) -> PluginUpgrades:
    """Upgrade all plugins that are installed and known, each in a transaction of its own.

    `connect()` opens one that may change the schema.
    """
    with read() as db:
        known = set(db.scalars(select(PluginState.id).where(PluginState.version != "")))
    upgraded, failed = [], []
    for found in discover():
        if found.name not in known or found.manifest is None:
            continue
        try:
            changed = upgrade_tables(connect, found)
        except FAULTS as error:
            _log.exception("a plugin's tables cannot be upgraded", plugin=found.name)
            _note(found, error="".join(traceback.format_exception(error)))
            failed.append(found.name)
            continue
        _note(found, error=None)
        if changed:
            upgraded.append(found.name)
    return PluginUpgrades(upgraded=tuple(upgraded), failed=tuple(failed))


def upgrade_tables(connect: Connect, found: Discovered) -> bool:
    """Upgrade one plugin's tables, all or nothing; False when that changed nothing."""
    with connect() as connection:
        return upgrade_plugin(connection, found.name, found.package)


def _note(found: Discovered, *, error: str | None) -> None:
    """Remember how it went; `changed_at` moves only when there is news."""
    values = {"version": found.version, "error": error}
    with transaction() as db:
        noted = db.execute(
            update(PluginState)
            .where(
                PluginState.id == found.name,
                PluginState.version.is_distinct_from(found.version)
                | PluginState.error.is_distinct_from(error),
            )
            .values(**values, changed_at=now())
        )
        if noted.rowcount:  # type: ignore[attr-defined]
            new_stamp(db)
