"""What is wrong with a plugin, and what to do about it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.hooks.health_store import HookHealth
from shopwright.platform.ids import uuid7
from shopwright.platform.plugins import diagnosis
from shopwright.platform.plugins.diagnosis import Finding, diagnose, diagnose_all, stray_variables
from shopwright.platform.plugins.errors import PluginNotFound
from shopwright.platform.plugins.models import PluginState
from shopwright.platform.plugins.switching import disable_plugin, enable_plugin
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import update

Install = Callable[..., Path]

CODE = """
    from shopwright import Plugin, PluginSettings

    class Settings(PluginSettings):
        price: int = 1

    class GiftWrap(Plugin):
        settings: Settings

    plugin = GiftWrap
"""
REVISION = """
    revision, down_revision, branch_labels, depends_on = "gw1", None, None, None

    def upgrade():
        pass
"""


def finding(name: str = "gift_wrap") -> Finding:
    runtime().plugins.load()
    (found,) = diagnose(name).findings
    return found


def know(*, enabled: bool = True, error: str | None = None) -> None:
    row = PluginState(
        id="gift_wrap", enabled=enabled, version="1.2.3", error=error, changed_at=now()
    )
    with transaction() as db:
        db.add(row)


@pytest.fixture
def in_use(shop: Shop, install: Install) -> Path:
    """An enabled plugin, with which all is well."""
    package = install(code=CODE)
    enable_plugin("gift_wrap", first_time=True)
    runtime().plugins.load()
    return package


def test_one_that_is_well_has_no_findings(in_use: Path) -> None:
    found = diagnose("gift_wrap")

    assert (found.state, found.findings, found.hooks) == ("enabled", (), ())
    assert "gift_wrap" in {item.id for item in diagnose_all()}


def test_one_that_cannot_be_imported_has_its_traceback(shop: Shop, install: Install) -> None:
    install(code="1 / 0")
    know()

    found = finding()

    assert found.what == "it cannot take part: ZeroDivisionError: division by zero"
    assert "plugin.py" in found.trace
    assert "shopwright plugin upgrade gift_wrap" in found.remedy


@pytest.mark.parametrize("enabled", [True, False])
def test_wrong_settings_are_to_be_corrected(in_use: Path, enabled: bool) -> None:
    if not enabled:
        disable_plugin("gift_wrap")
    with transaction() as db:
        db.execute(update(PluginState).values(settings={"price": "s3cret"}))

    found = finding()

    said = "it cannot take part: its settings are not valid: price: Input should be a valid integer"
    assert found.what.startswith(said)
    assert "shopwright plugin configure gift_wrap" in found.remedy
    assert "s3cret" not in found.trace


def test_a_variable_that_names_nothing_is_to_be_corrected(
    in_use: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_PLUGIN_GIFT_WRAP__PRIZE", "2")
    monkeypatch.setenv("SHOPWRIGHT_PLUGIN_GIFT_RAP__PRICE", "2")

    assert "SHOPWRIGHT_PLUGIN_GIFT_WRAP__PRIZE names no setting" in finding().what
    assert "or the environment" in finding().remedy
    assert stray_variables() == ["SHOPWRIGHT_PLUGIN_GIFT_RAP__PRICE"]


def test_tables_that_could_not_be_upgraded_are_to_be_tried_again(
    shop: Shop, install: Install
) -> None:
    install(code=CODE)
    know(error="Traceback...\nRuntimeError: no such column")

    found = finding()

    assert found.what == "it cannot take part: RuntimeError: no such column"
    assert "shopwright upgrade" in found.remedy


def test_revisions_that_wait_are_named(in_use: Path) -> None:
    (in_use / "migrations" / "versions").mkdir(parents=True)
    (in_use / "migrations" / "versions" / "gw1.py").write_text(textwrap.dedent(REVISION))

    assert finding() == Finding(
        what="its tables wait for 1 revisions: gw1", remedy="`shopwright upgrade` applies them."
    )


def test_dead_letters_are_counted(in_use: Path) -> None:
    with transaction() as db:
        for consumer, state in (("gift_wrap", "dead"), ("gift_wrap", "due"), ("other", "dead")):
            owed = {"consumer": f"plugin:{consumer}", "queue": "plugins", "state": state}
            db.add(OutboxDelivery(id=uuid7(), run_at=now(), **owed))

    assert finding().what == "1 of its deliveries and jobs failed on every attempt"
    assert "shopwright deliveries replay --plugin gift_wrap" in finding().remedy


def test_routes_that_failed_lately_are_told_with_the_last_traceback(
    in_use: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = HookHealth(
        plugin="gift_wrap",
        hook="routes",
        calls=9,
        errors=2,
        seconds=1.0,
        slowest=0.5,
        last_error="RuntimeError: torn paper",
        last_error_at=now() - timedelta(hours=23),
        rests_until=None,
    )
    monkeypatch.setattr(diagnosis, "hook_health", lambda _broker: [counted])

    assert finding().what == "its routes failed 2 times, the last time within a day"
    assert finding().trace == "RuntimeError: torn paper"
    old = replace(counted, last_error_at=now() - timedelta(hours=25))
    monkeypatch.setattr(diagnosis, "hook_health", lambda _broker: [old])
    assert diagnose("gift_wrap").findings == ()


def test_one_whose_package_is_gone_can_be_installed_or_purged(shop: Shop) -> None:
    know()

    assert "shopwright plugin uninstall gift_wrap --purge" in finding().remedy


def test_one_that_cannot_be_read_or_does_not_fit_says_so(shop: Shop, install: Install) -> None:
    install(manifest='api = "2.0"')
    install("tea", manifest="id = 1 2")

    assert "written for plugin API 2.0" in finding().what
    assert "plugin.toml cannot be read" in finding("tea").what
    with pytest.raises(PluginNotFound):
        diagnose("nobody")
