"""Enabling, disabling and configuring plugins."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.plugins.configuring import plugin_settings, save_plugin_settings
from shopwright.platform.plugins.errors import (
    PluginNotFound,
    PluginNotKnown,
    PluginSettingsInvalid,
    PluginUnusable,
)
from shopwright.platform.plugins.loading import enable_new
from shopwright.platform.plugins.models import PluginState
from shopwright.platform.plugins.switching import (
    PluginInfo,
    disable_plugin,
    enable_plugin,
    plugin,
    plugins,
)
from shopwright.platform.runtime import runtime
from shopwright.platform.supervisor import PID_FILE, PidFile
from shopwright.testing.shop import Shop
from sqlalchemy import inspect, select, update

Install = Callable[..., Path]

WITH_SETTINGS = """
    from pydantic import Field, SecretStr
    from shopwright import Plugin, PluginSettings

    class Settings(PluginSettings):
        paper: str = "red"
        price: int = Field(default=100, ge=0)
        api_key: SecretStr = SecretStr("")

    class GiftWrap(Plugin):
        settings: Settings

    plugin = GiftWrap
"""
_REVISION = """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "gw1", None, None, None

    def upgrade():
        op.create_table("gift_wrap_cards", sa.Column("id", sa.Integer(), primary_key=True))

    def downgrade():
        op.drop_table("gift_wrap_cards")
"""
WITH_TABLES = {"migrations/versions/gw1.py": _REVISION}
CANNOT_MIGRATE = {
    "migrations/versions/gw1.py": _REVISION.replace(
        '    op.create_table("gift_wrap_cards"', '    raise RuntimeError("no")\n        x = ("y"'
    )
}


def info(name: str = "gift_wrap") -> PluginInfo:
    """As a process that starts now would see it."""
    runtime().plugins.load()
    return plugin(name)


def has_table(name: str) -> bool:
    return inspect(runtime().database.engine).has_table(name)


def test_a_new_package_waits_to_be_enabled(shop: Shop, install: Install) -> None:
    install()

    assert info().state == "available"
    assert "gift_wrap" in {item.id for item in plugins()}


def test_an_enabled_plugin_takes_part_from_the_next_start_on(shop: Shop, install: Install) -> None:
    install()

    enable_plugin("gift_wrap", first_time=True)

    assert info().state == "enabled"
    assert [item.id for item in runtime().registry.plugins] == ["gift_wrap"]


def test_its_tables_are_made_before_it_is_enabled(shop: Shop, install: Install) -> None:
    install(files=WITH_TABLES)

    enable_plugin("gift_wrap", first_time=True)

    assert has_table("gift_wrap_cards")


def test_the_first_time_is_an_operators_decision(shop: Shop, install: Install) -> None:
    install()

    with pytest.raises(PluginNotKnown, match="shopwright plugin enable gift_wrap"):
        enable_plugin("gift_wrap")

    enable_plugin("gift_wrap", first_time=True)
    disable_plugin("gift_wrap")
    enable_plugin("gift_wrap")
    assert info().state == "enabled"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"code": "1 / 0"}, "ZeroDivisionError"),
        ({"code": "plugin = dict"}, "no subclass of shopwright.Plugin"),
        ({"code": "x = 1"}, "no attribute 'plugin'"),
        ({"manifest": None}, "plugin.toml is missing"),
        ({"files": CANNOT_MIGRATE}, "RuntimeError: no"),
        (
            {"code": WITH_SETTINGS.replace('paper: str = "red"', "paper: str")},
            "cannot be used: its settings are not valid: paper: Field required; set it up with "
            "`shopwright plugin configure gift_wrap` first",
        ),
    ],
    ids=["raises", "no plugin", "nothing there", "no manifest", "cannot migrate", "not set up"],
)
def test_one_that_cannot_be_used_is_not_enabled_and_says_why(
    shop: Shop, install: Install, given: dict[str, object], reason: str
) -> None:
    install(**given)

    with pytest.raises(PluginUnusable) as error:
        enable_plugin("gift_wrap", first_time=True)

    assert reason in error.value.message
    assert info().state in ("available", "broken")
    assert not has_table("gift_wrap_cards")


def test_a_plugin_that_nobody_knows_is_not_found(shop: Shop) -> None:
    for act in (plugin, enable_plugin, disable_plugin, plugin_settings):
        with pytest.raises(PluginNotFound, match="is its package installed"):
            act("gift_wrap")  # type: ignore[operator]


def test_disabling_keeps_settings_and_tables(shop: Shop, install: Install) -> None:
    install(code=WITH_SETTINGS, files=WITH_TABLES)
    enable_plugin("gift_wrap", first_time=True)
    save_plugin_settings("gift_wrap", {"paper": "blue"})

    disable_plugin("gift_wrap")

    assert info().state == "disabled"
    assert plugin_settings("gift_wrap").values["paper"] == "blue"
    assert has_table("gift_wrap_cards")


def test_disabling_one_that_was_never_enabled_does_nothing(shop: Shop, install: Install) -> None:
    install()

    disable_plugin("gift_wrap")

    assert info().state == "available"


def test_a_package_that_was_removed_is_missing_and_stops_nothing(shop: Shop) -> None:
    with transaction() as db:
        db.add(PluginState(id="gone", enabled=True, version="1", changed_at=now()))

    assert info("gone").state == "missing"
    with pytest.raises(PluginUnusable, match="not installed"):
        enable_plugin("gone")


def test_one_that_breaks_after_it_was_enabled_is_quarantined(shop: Shop, install: Install) -> None:
    install(code="raise RuntimeError('after an upgrade')")
    with transaction() as db:
        db.add(PluginState(id="gift_wrap", enabled=True, version="1", changed_at=now()))

    assert info().state == "quarantined"
    assert "after an upgrade" in info().error
    assert runtime().registry.plugins == ()


def test_one_whose_tables_could_not_be_upgraded_is_not_even_imported(
    shop: Shop, install: Install
) -> None:
    install(code="raise SystemExit('it ran')")
    state = PluginState(
        id="gift_wrap", enabled=True, version="1", changed_at=now(), error="no such column"
    )
    with transaction() as db:
        db.add(state)

    assert info().state == "quarantined"
    assert info().error == "no such column"


def test_safe_mode_starts_without_any(shop: Shop, install: Install) -> None:
    install(code="raise SystemExit('it ran')")
    with transaction() as db:
        db.add(PluginState(id="gift_wrap", enabled=True, version="1", changed_at=now()))
    runtime().settings = runtime().settings.model_copy(update={"safe_mode": True})

    runtime().plugins.load()

    assert runtime().registry.plugins == ()


def test_plugins_of_a_new_shop_are_enabled_once_and_no_more(shop: Shop, install: Install) -> None:
    install()

    assert enable_new(["gift_wrap", "not_installed"]) == ["gift_wrap"]
    disable_plugin("gift_wrap")
    assert enable_new(["gift_wrap"]) == []

    assert info().state == "disabled"


# --- settings ---


def test_settings_are_validated_and_replaced_as_a_whole(shop: Shop, install: Install) -> None:
    install(code=WITH_SETTINGS)
    enable_plugin("gift_wrap", first_time=True)

    save_plugin_settings("gift_wrap", {"paper": "blue", "price": 5})
    save_plugin_settings("gift_wrap", {"paper": "green"})

    assert plugin_settings("gift_wrap").values == {"paper": "green", "price": 100, "api_key": ""}
    with pytest.raises(PluginSettingsInvalid):
        save_plugin_settings("gift_wrap", {"price": -1})


def test_the_plugin_gets_its_secrets_and_nobody_else_does(shop: Shop, install: Install) -> None:
    install(code=WITH_SETTINGS)
    enable_plugin("gift_wrap", first_time=True)

    save_plugin_settings("gift_wrap", {"api_key": "topsecret"})
    save_plugin_settings("gift_wrap", plugin_settings("gift_wrap").values)

    with read() as db:
        row = db.get(PluginState, "gift_wrap")
    assert row is not None
    assert "topsecret" not in str(row.settings)
    runtime().plugins.load()
    (loaded,) = runtime().registry.plugins
    assert loaded.context.settings.api_key.get_secret_value() == "topsecret"
    assert "topsecret" not in str([entry.data for entry in audit.entries()])


def test_settings_come_with_the_schema_that_forms_are_made_of(shop: Shop, install: Install) -> None:
    install(code=WITH_SETTINGS)
    enable_plugin("gift_wrap", first_time=True)

    schema = plugin_settings("gift_wrap").schema

    assert schema["properties"]["price"]["minimum"] == 0
    assert schema["properties"]["api_key"]["writeOnly"]


def test_stored_values_that_became_invalid_are_shown_as_defaults(
    shop: Shop, install: Install
) -> None:
    install(code=WITH_SETTINGS)
    enable_plugin("gift_wrap", first_time=True)
    with transaction() as db:
        db.execute(update(PluginState).values(settings={"price": -5, "paper": "blue", "old": 1}))

    assert info().state == "quarantined"
    assert plugin_settings("gift_wrap").values == {"paper": "blue", "price": 100, "api_key": ""}
    save_plugin_settings("gift_wrap", plugin_settings("gift_wrap").values)
    assert info().state == "enabled"


def test_a_plugin_without_settings_has_none_to_save(shop: Shop, install: Install) -> None:
    install()
    enable_plugin("gift_wrap", first_time=True)

    assert plugin_settings("gift_wrap").values == {}
    with pytest.raises(PluginUnusable, match="no settings"):
        save_plugin_settings("gift_wrap", {"x": 1})


def test_who_switched_what_is_in_the_audit_log(shop: Shop, install: Install) -> None:
    install(code=WITH_SETTINGS)
    enable_plugin("gift_wrap", first_time=True)
    enable_plugin("gift_wrap")
    save_plugin_settings("gift_wrap", {"paper": "blue"})
    disable_plugin("gift_wrap")
    disable_plugin("gift_wrap")

    found = [(entry.action, entry.data) for entry in audit.entries()][::-1]

    assert found == [
        ("plugin.enable", {"version": "1.2.3"}),
        ("plugin.configure", {"fields": ["paper"]}),
        ("plugin.disable", {}),
    ]


# --- taking effect ---


def test_code_that_is_new_to_the_shop_needs_new_processes(
    shop: Shop, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("first_wrap")
    install("gift_wrap")
    signals: list[int] = []
    monkeypatch.setattr(
        "shopwright.platform.supervisor.pidfile.send",
        lambda pid, number: signals.append(number) or pid == os.getpid(),  # type: ignore[func-returns-value]
    )

    assert enable_plugin("first_wrap", first_time=True) == "restart"

    held = PidFile(runtime().settings.data_dir / PID_FILE)
    held.acquire()
    try:
        assert enable_plugin("gift_wrap", first_time=True) == "rolling"
    finally:
        held.release()
    assert signals[-1] == signal.SIGHUP


def test_what_was_enabled_before_takes_part_at_once(shop: Shop, install: Install) -> None:
    install()
    enable_plugin("gift_wrap", first_time=True)
    disable_plugin("gift_wrap")

    assert enable_plugin("gift_wrap") == "now"


def test_one_that_takes_the_root_over_needs_new_processes(shop: Shop, install: Install) -> None:
    owning = 'id = "{name}"\nname = "A"\nsummary = "B"\ncategory = "C"\napi = "1.0"\nmount = "/"\n'
    install("linen_shop", manifest=owning)
    install("bazaar_shop", manifest=owning)
    enable_plugin("linen_shop", first_time=True)
    disable_plugin("linen_shop")
    assert enable_plugin("linen_shop") == "now"
    disable_plugin("linen_shop")
    enable_plugin("bazaar_shop", first_time=True)
    disable_plugin("bazaar_shop")

    assert enable_plugin("linen_shop") == "restart"


def test_one_that_was_upgraded_meanwhile_needs_new_processes(shop: Shop, install: Install) -> None:
    install()
    enable_plugin("gift_wrap", first_time=True)
    disable_plugin("gift_wrap")
    with transaction() as db:
        db.execute(update(PluginState).values(version="1.0"))

    assert enable_plugin("gift_wrap") == "restart"


def test_switches_are_events(shop: Shop, install: Install) -> None:
    install(code=WITH_SETTINGS)
    enable_plugin("gift_wrap", first_time=True)
    save_plugin_settings("gift_wrap", {"paper": "blue"})
    disable_plugin("gift_wrap")

    with read() as db:
        found = {row.name: row.payload for row in db.scalars(select(OutboxEvent))}

    assert found["plugin_enabled"] == {"plugin": "gift_wrap", "version": "1.2.3", "hooks": []}
    assert found["settings_changed"]["fields"] == ["paper"]
    assert found["plugin_disabled"]["plugin"] == "gift_wrap"
