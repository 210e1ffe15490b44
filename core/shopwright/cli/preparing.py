"""From whatever is there to a shop that can be served: what `upgrade` does, and `serve` first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from shopwright.app import create_app
from shopwright.commerce.channels import install_defaults
from shopwright.platform.actor import Actor, acting_as
from shopwright.platform.db.changing import schema_connection
from shopwright.platform.db.migrate import SchemaStatus, upgrade
from shopwright.platform.identity import shop_id
from shopwright.platform.plugins.loading import enable_new
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.plugins.upgrading import PluginUpgrades, upgrade_plugins
from shopwright.platform.runtime import runtime

if TYPE_CHECKING:
    from shopwright.platform.config import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What was done. `schema` is the status from before."""

    schema: SchemaStatus
    enabled: tuple[str, ...]
    plugins: PluginUpgrades


def bring_up_to_date(settings: Settings) -> Prepared:
    """Upgrade the core's tables, then see to what a shop starts with, then the plugins' tables.

    Each step may be repeated, so an upgrade that was interrupted is simply run again.
    """
    before = upgrade(settings.database)
    app = create_app(settings, registry=Registry(), doors=False)
    with app.app_context(), acting_as(Actor(kind="system", label="upgrade")):
        try:
            shop_id()
            install_defaults()
            enabled = [] if settings.safe_mode else enable_new(settings.plugins)
            plugins = upgrade_plugins(partial(schema_connection, settings.database))
        finally:
            runtime().database.dispose()
    return Prepared(schema=before, enabled=tuple(enabled), plugins=plugins)
