"""Purging: afterwards the shop is as if the plugin had never been there, but for its history."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from shopwright.commerce.custom_fields.commands import forget_plugin_values
from shopwright.commerce.custom_fields.models import CustomValue
from shopwright.commerce.staff.commands.roles import forget_plugin_permissions
from shopwright.commerce.staff.models import ApiKey, Role
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import Base, read, transaction
from shopwright.platform.events.models import OutboxDelivery, Schedule
from shopwright.platform.ids import uuid7
from shopwright.platform.plugins.configuring import save_plugin_settings
from shopwright.platform.plugins.errors import PluginNotFound, PluginUnusable
from shopwright.platform.plugins.migrations import upgrade_plugin
from shopwright.platform.plugins.purging import purge_plugin
from shopwright.platform.plugins.switching import disable_plugin, enable_plugin, plugin
from shopwright.platform.runtime import runtime
from shopwright.platform.webhooks.models import ReceivedWebhook
from shopwright.testing.shop import Shop
from sqlalchemy import inspect, select

Install = Callable[..., Path]

CODE = """
    from shopwright import Plugin, PluginSettings, hooks

    class Settings(PluginSettings):
        paper: str = "red"

    class GiftWrap(Plugin):
        settings: Settings

        @hooks.plugin_enabled
        def hear(self, event, ctx):
            pass

    plugin = GiftWrap
"""
REVISION = """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "{name}1", None, None, None

    def upgrade():
        op.create_table("{name}_cards", sa.Column("id", sa.Integer(), primary_key=True))

    def downgrade():
        {downgrade}
"""
# What happened is remembered: the log for ever, events for 30 days; and one row that only counts.
HISTORY = {"audit_log", "outbox_events", "plugin_stamp"}


def files(name: str = "gift_wrap", downgrade: str = "") -> dict[str, str]:
    downgrade = downgrade or f'op.drop_table("{name}_cards")'
    return {f"migrations/versions/{name}1.py": REVISION.format(name=name, downgrade=downgrade)}


def structure() -> dict[str, str]:
    """Every table with its columns, indexes and constraints."""
    inspector = inspect(runtime().database.engine)
    return {
        name: str(
            [
                [{**column, "type": str(column["type"])} for column in inspector.get_columns(name)],
                inspector.get_pk_constraint(name),
                sorted(map(str, inspector.get_foreign_keys(name))),
                sorted((str(i["name"]), i["column_names"]) for i in inspector.get_indexes(name)),
                sorted(map(str, inspector.get_unique_constraints(name))),
                sorted(map(str, inspector.get_check_constraints(name))),
            ]
        )
        for name in inspector.get_table_names()
    }


def rows() -> dict[str, list[str]]:
    """What every table of the core holds."""
    found = {}
    with read() as db:
        for table in Base.metadata.sorted_tables:
            if table.name not in HISTORY:
                found[table.name] = sorted(map(repr, db.execute(select(table))))
        # what the core does on account of a switch, such as writing products' documents anew
        owed = select(OutboxDelivery.consumer).where(OutboxDelivery.consumer.not_like("core:%"))
        found["outbox_deliveries"] = sorted(db.scalars(owed))
    return found


Picture = dict[str, object]


def picture() -> Picture:
    """The schema, and what the core's tables hold."""
    return {**structure(), **{f"rows of {name}": found for name, found in rows().items()}}


def changes(before: Picture) -> Picture:
    """What is different since then, as it is now."""
    after = picture()
    names = before.keys() | after.keys()
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


def use(name: str = "gift_wrap") -> None:
    """All that a shop comes to have of a plugin."""
    enable_plugin(name, first_time=True)
    save_plugin_settings(name, {"paper": "blue"})
    with transaction() as db:
        for state in ("due", "done", "dead"):
            consumer = f"plugin:{name}"
            owed = {"consumer": consumer, "queue": "plugins", "state": state, "run_at": now()}
            delivery = OutboxDelivery(id=uuid7(), **owed)
            db.add(delivery)
            db.flush()
            told = {"event_id": state, "payload": "{}"}
            db.add(ReceivedWebhook(delivery_id=delivery.id, plugin=name, **told))
        db.add(Schedule(name=f"{name}:push", job=f"{name}:push", every_seconds=60, next_at=now()))
        value = {"entity": "order", "entity_id": uuid7(), "name": "card", "value": "red"}
        db.add(CustomValue(plugin=name, **value))
        role = db.scalars(select(Role).where(Role.name == "cook")).one()
        role.permissions = [*role.permissions, f"{name}:print"]
        key = db.scalars(select(ApiKey)).one()
        key.scopes = [*key.scopes, f"{name}:print"]
    disable_plugin(name)


@pytest.fixture(autouse=True)
def staff(shop: Shop) -> None:
    """A role and a key that have rights of the core and of a similarly named plugin."""
    names = ["orders:read", "gift:print"]
    with transaction() as db:
        db.add(Role(name="cook", permissions=names))
        db.add(ApiKey(name="till", prefix="p", secret_hash="h", scopes=names))


def test_nothing_is_left_of_it(install: Install) -> None:
    install(code=CODE, files=files())
    before = picture()
    use()
    assert changes(before)

    purge_plugin("gift_wrap")
    forget_plugin_permissions("gift_wrap")
    forget_plugin_values("gift_wrap")

    assert changes(before) == {}
    assert plugin("gift_wrap").state == "available"
    assert "plugin.purge" in {entry.action for entry in audit.entries()}


def test_it_can_be_installed_anew(install: Install) -> None:
    install(code=CODE, files=files())
    use()
    purge_plugin("gift_wrap")

    enable_plugin("gift_wrap", first_time=True)

    assert inspect(runtime().database.engine).has_table("gift_wrap_cards")


def test_one_whose_package_is_gone_leaves_nothing_and_takes_nothing_of_others(
    install: Install,
) -> None:
    before = picture()
    package = install("gift", code=CODE, files=files("gift"))
    other = install("gift_wrap", files=files("gift_wrap"))
    enable_plugin("gift_wrap", first_time=True)
    use("gift")
    for path in (package, *package.parent.glob("shopwright_gift-*")):
        shutil.rmtree(path)
    importlib.invalidate_caches()
    assert plugin("gift").state == "uninstalled"

    purge_plugin("gift")

    with pytest.raises(PluginNotFound):
        plugin("gift")
    assert set(structure()) - set(before) == {"gift_wrap_cards", "alembic_version_gift_wrap"}
    assert other.exists()


def test_one_that_cannot_be_downgraded_stays_as_it_is(install: Install) -> None:
    install(code=CODE, files=files(downgrade='raise RuntimeError("no way back")'))
    use()
    before = picture()

    with pytest.raises(PluginUnusable, match="no way back"):
        purge_plugin("gift_wrap")

    assert changes(before) == {}


def test_one_that_takes_part_is_not_purged(install: Install) -> None:
    install()
    enable_plugin("gift_wrap", first_time=True)

    with pytest.raises(PluginUnusable, match="disable it first"):
        purge_plugin("gift_wrap")
    with pytest.raises(PluginNotFound):
        purge_plugin("nobody")


@pytest.mark.parametrize("name", ["email_notify", "promotions"])
def test_the_plugins_that_come_with_shopwright_leave_nothing(name: str) -> None:
    before = picture()
    upgrade_plugin(runtime().database.engine, name, f"shopwright_{name}")
    assert changes(before)
    enable_plugin(name, first_time=True)
    disable_plugin(name)

    purge_plugin(name)

    assert changes(before) == {}
