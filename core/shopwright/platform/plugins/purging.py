"""Purging: removing all that a shop keeps of a plugin, so that it is as if it had never been there.

What happened stays: the audit log's entries, and events for the 30 days that all are kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, MetaData, delete, inspect, select

from shopwright.platform import audit
from shopwright.platform.db import command, session
from shopwright.platform.db.changing import schema_connection
from shopwright.platform.errors import FAULTS
from shopwright.platform.events.models import OutboxDelivery, Schedule
from shopwright.platform.plugins.errors import PluginNotFound, PluginUnusable
from shopwright.platform.plugins.manifest import discover
from shopwright.platform.plugins.migrations import downgrade_plugin, version_table
from shopwright.platform.plugins.models import PluginState, new_stamp
from shopwright.platform.plugins.switching import discovered, reason_of, state_of
from shopwright.platform.runtime import runtime
from shopwright.platform.webhooks.models import ReceivedWebhook


def purge_plugin(name: str) -> None:
    """Remove a disabled plugin's tables, settings, deliveries and schedules, in one transaction.

    Its tables go by its own revisions while its package is installed; without it they are dropped.
    Raises `PluginNotFound`, and `PluginUnusable` when it is enabled or cannot be downgraded.
    """
    found, state = discovered(name), state_of(name)
    if found is None and state is None:
        raise PluginNotFound(name)
    if state is not None and state.enabled:
        raise PluginUnusable(name, "it is enabled; disable it first")
    _record(name)
    try:
        with schema_connection(runtime().settings.database) as connection:
            if found is not None:
                downgrade_plugin(connection, name, found.package)
            else:
                _drop_tables(connection, name)
            _delete_rows(connection, name)
    except FAULTS as error:
        raise PluginUnusable(name, f"its tables cannot be removed: {reason_of(error)}") from error
    _tell()


def _delete_rows(connection: Connection, name: str) -> None:
    connection.execute(delete(ReceivedWebhook).where(ReceivedWebhook.plugin == name))
    connection.execute(delete(OutboxDelivery).where(OutboxDelivery.consumer == f"plugin:{name}"))
    connection.execute(
        delete(Schedule).where(Schedule.name.startswith(f"{name}:", autoescape=True))
    )
    connection.execute(delete(PluginState).where(PluginState.id == name))


def _drop_tables(connection: Connection, name: str) -> None:
    tables = MetaData()
    tables.reflect(connection, only=list(_tables_of(connection, name)))
    tables.drop_all(connection)


def _tables_of(connection: Connection, name: str) -> Iterator[str]:
    """By their prefix, unless that is a part of another plugin's: `gift` and `gift_wrap`."""
    known = {item.name for item in discover()}
    known.update(connection.scalars(select(PluginState.id)))
    longer = tuple(f"{other}_" for other in known if other.startswith(f"{name}_"))
    for table in inspect(connection).get_table_names():
        if table == version_table(name) or (
            table.startswith(f"{name}_") and not (longer and table.startswith(longer))
        ):
            yield table


@command()
def _record(name: str) -> None:
    """Before it is done: that somebody wanted it is known even when it fails."""
    audit.record("plugin.purge", "plugin", name)


@command()
def _tell() -> None:
    new_stamp(session())
