"""Setting plugins up: what the environment locks, what the plugin checks, what a version migrates."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.errors import Problem
from shopwright.platform.plugins import checking, configuring
from shopwright.platform.plugins.configuring import (
    plugin_settings,
    save_plugin_settings,
)
from shopwright.platform.plugins.diagnosis import diagnose
from shopwright.platform.plugins.errors import (
    PluginNotKnown,
    PluginSettingsInvalid,
    PluginSettingsStale,
    PluginUnusable,
)
from shopwright.platform.plugins.forms import fields_of
from shopwright.platform.plugins.models import PluginState
from shopwright.platform.plugins.settings import MASK
from shopwright.platform.plugins.switching import enable_plugin, plugin
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import update

Install = Callable[..., Path]

CODE = """
    from pydantic import BaseModel, SecretStr, model_validator
    from shopwright import Plugin, PluginSettings, Problem, hooks

    class Printer(PluginSettings):
        host: str = "localhost"
        port: int = 631

    class Settings(PluginSettings):
        paper: str = "red"
        api_key: SecretStr = SecretStr("")
        printer: Printer = Printer()
        colors: tuple[str, ...] = ()

    class GiftWrap(Plugin):
        settings: Settings

    plugin = GiftWrap
"""
CHECKED = """
    import time
    from shopwright import Plugin, PluginSettings, Problem, hooks

    class Settings(PluginSettings):
        paper: str = "red"

    class GiftWrap(Plugin):
        settings: Settings

        @hooks.settings_check
        def try_out(self, settings, ctx):
            ctx.check_network("the printer")
            assert ctx.settings == settings == self.settings
            if settings.paper == "none":
                return [Problem(code="no_paper", message="The printer has none.", field="paper")]
            if settings.paper == "jam":
                raise RuntimeError("s3cret")
            if settings.paper == "slow":
                time.sleep(5)

    plugin = GiftWrap
"""
PREFIX = "SHOPWRIGHT_PLUGIN_GIFT_WRAP__"


def stored(name: str = "gift_wrap") -> dict[str, Any]:
    with read() as db:
        row = db.get(PluginState, name)
    assert row is not None
    return row.settings


def in_force() -> Any:
    """What the plugin gets, in a process that starts now."""
    runtime().plugins.load()
    (loaded,) = runtime().registry.plugins
    return loaded.context.settings


def refused(values: dict[str, Any]) -> list[Problem]:
    with pytest.raises(PluginSettingsInvalid) as error:
        save_plugin_settings("gift_wrap", values)
    return list(error.value.problems)


# --- the environment ---


@pytest.fixture
def locked(shop: Shop, install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """An enabled plugin, of whose settings the environment sets three."""
    install(code=CODE)
    enable_plugin("gift_wrap", first_time=True)
    save_plugin_settings("gift_wrap", {"paper": "green", "api_key": "stored-key"})
    monkeypatch.setenv(PREFIX + "API_KEY", "key-of-the-environment")
    monkeypatch.setenv(PREFIX + "PRINTER__PORT", "9100")
    monkeypatch.setenv(PREFIX + "COLORS", '["gold", "blue"]')


def test_what_the_environment_sets_wins(locked: None) -> None:
    settings = in_force()

    assert settings.api_key.get_secret_value() == "key-of-the-environment"
    assert (settings.printer.host, settings.printer.port) == ("localhost", 9100)
    assert settings.colors == ("gold", "blue")
    assert settings.paper == "green"


def test_it_is_shown_as_locked_and_secrets_of_it_are_not_shown(locked: None) -> None:
    view = plugin_settings("gift_wrap")
    fields = {item.name: item for item in fields_of(view.form)}

    assert view.values["api_key"] == MASK
    assert view.values["printer"]["port"] == 9100
    assert fields["api_key"].locked_by == PREFIX + "API_KEY"
    assert fields["paper"].locked_by == ""
    assert "key-of-the-environment" not in repr(view)


def test_it_cannot_be_changed_by_saving(locked: None) -> None:
    problems = refused({"api_key": "mine", "printer": {"port": 1}, "paper": "blue"})

    assert {(item.code, item.field) for item in problems} == {
        ("setting_locked", "api_key"),
        ("setting_locked", "printer.port"),
    }
    assert PREFIX + "API_KEY" in problems[0].message


def test_it_is_never_stored_and_what_was_stored_before_comes_back(
    locked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_plugin_settings("gift_wrap", {**plugin_settings("gift_wrap").values, "paper": "blue"})

    assert "9100" not in str(stored())
    assert "gold" not in str(stored())
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    settings = in_force()
    assert settings.api_key.get_secret_value() == "stored-key"
    assert (settings.printer.port, settings.colors, settings.paper) == (631, (), "blue")


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("HOTS", "x", "names no setting of the plugin; it has paper, api_key, printer, colors"),
        ("COLORS", "gold", "is no JSON"),
        ("PRINTER__PORT", "many", "printer.port"),
    ],
)
def test_a_variable_that_cannot_be_used_quarantines_with_the_reason(
    locked: None, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(PREFIX + variable, value)
    runtime().plugins.load()

    assert plugin("gift_wrap").state == "quarantined"
    assert reason in plugin("gift_wrap").error
    assert "key-of-the-environment" not in plugin("gift_wrap").error


# --- checks ---


@pytest.fixture
def checked(shop: Shop, install: Install) -> None:
    """An enabled plugin that tries its settings out."""
    install(code=CHECKED)
    enable_plugin("gift_wrap", first_time=True)


def test_what_the_plugin_has_against_settings_keeps_them_from_being_saved(checked: None) -> None:
    (problem,) = refused({"paper": "none"})

    assert (problem.code, problem.field) == ("no_paper", "paper")
    assert stored() == {}
    save_plugin_settings("gift_wrap", {"paper": "blue"})
    assert stored()["paper"] == "blue"


def test_a_check_that_raises_is_a_problem_that_names_the_plugin(checked: None) -> None:
    (problem,) = refused({"paper": "jam"})

    assert problem.code == "settings_check_failed"
    assert "'gift_wrap' failed with RuntimeError" in problem.message
    assert "s3cret" not in problem.message


def test_a_check_that_takes_too_long_is_given_up(
    checked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "DEADLINE", 0.05)

    (problem,) = refused({"paper": "slow"})

    assert "did not answer" in problem.message


def test_who_was_overtaken_meanwhile_is_told(
    checked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtake(*_: object) -> list[Problem]:
        monkeypatch.setattr(configuring, "check_settings", lambda *_: [])
        save_plugin_settings("gift_wrap", {"paper": "theirs"})
        return []

    monkeypatch.setattr(configuring, "check_settings", overtake)
    with pytest.raises(PluginSettingsStale):
        save_plugin_settings("gift_wrap", {"paper": "mine"})
    assert stored()["paper"] == "theirs"


# --- versions ---

VERSION_2 = """
    from shopwright import Plugin, PluginSettings

    class Settings(PluginSettings):
        settings_version = 2
        wraps: tuple[str, ...] = ("red",)

        @classmethod
        def migrate(cls, values, *, version):
            assert version == 1
            return {"wraps": [values["paper"]]}

    class GiftWrap(Plugin):
        settings: Settings

    plugin = GiftWrap
"""


@pytest.fixture
def of_version_1(shop: Shop) -> None:
    """A plugin that was set up before it had versions."""
    settings = {"paper": "green"}
    with transaction() as db:
        enable_row = PluginState(
            id="gift_wrap", enabled=True, version="1.2.3", settings=settings, changed_at=now()
        )
        db.add(enable_row)


def test_older_settings_are_migrated_wherever_they_are_read(
    of_version_1: None, install: Install
) -> None:
    install(code=VERSION_2)

    assert in_force().wraps == ("green",)
    assert plugin_settings("gift_wrap").values == {"wraps": ["green"]}
    assert stored() == {"paper": "green"}


def test_they_are_stored_anew_when_they_are_saved(of_version_1: None, install: Install) -> None:
    install(code=VERSION_2)

    save_plugin_settings("gift_wrap", {"wraps": ["green", "blue"]})

    assert stored() == {"wraps": ["green", "blue"], "$version": 2}
    assert in_force().wraps == ("green", "blue")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (VERSION_2.replace('values["paper"]', 'values["cloth"]'), "KeyError: 'cloth'"),
        (VERSION_2.replace("def migrate", "def other"), "has no `migrate`"),
        (VERSION_2.replace('[values["paper"]]', '"red"'), "wraps"),
    ],
    ids=["raises", "is missing", "gives what is not valid"],
)
def test_a_migration_that_fails_quarantines_and_keeps_what_is_stored(
    of_version_1: None, install: Install, code: str, reason: str
) -> None:
    install(code=code)
    runtime().plugins.load()

    assert plugin("gift_wrap").state == "quarantined"
    assert reason in plugin("gift_wrap").error
    assert stored() == {"paper": "green"}


def test_settings_of_a_later_version_are_not_touched(of_version_1: None, install: Install) -> None:
    install(code=CODE)
    with transaction() as db:
        db.execute(update(PluginState).values(settings={"wraps": [], "$version": 2}))
    runtime().plugins.load()

    assert "install the later version" in plugin("gift_wrap").error
    with pytest.raises(PluginUnusable, match="stored in version 2"):
        plugin_settings("gift_wrap")


def test_secrets_stay_masked_when_values_do_not_fit_each_other(
    shop: Shop, install: Install
) -> None:
    install(
        code=CODE.replace(
            "colors: tuple[str, ...] = ()\n",
            """colors: tuple[str, ...] = ()

        @model_validator(mode="after")
        def _fits(self):
            if self.paper == "blue":
                raise ValueError("not with blue")
            return self
""",
        )
    )
    enable_plugin("gift_wrap", first_time=True)
    save_plugin_settings("gift_wrap", {"api_key": "stored-key"})
    with transaction() as db:
        db.execute(update(PluginState).values(settings={**stored(), "paper": "blue"}))

    view = plugin_settings("gift_wrap")

    assert view.values["api_key"] == MASK
    assert "stored-key" not in repr(view)
    save_plugin_settings("gift_wrap", {**view.values, "paper": "red"})
    assert in_force().api_key.get_secret_value() == "stored-key"


def test_one_that_was_never_enabled_can_be_set_up_by_an_operator(
    shop: Shop, install: Install
) -> None:
    install(code=CODE)

    save_plugin_settings("gift_wrap", {"paper": "blue"}, first_time=True)

    assert plugin("gift_wrap").state == "available"
    with pytest.raises(PluginNotKnown):
        enable_plugin("gift_wrap")
    assert enable_plugin("gift_wrap", first_time=True) == "restart"
    assert in_force().paper == "blue"


def test_setting_one_up_runs_none_of_its_code_in_the_shop(shop: Shop, install: Install) -> None:
    package = install(code=CODE)
    save_plugin_settings("gift_wrap", {"paper": "blue"}, first_time=True)
    (package / "plugin.py").write_text("raise SystemExit('it ran')")
    del sys.modules["shopwright_gift_wrap.plugin"]

    runtime().plugins.load()

    assert runtime().registry.quarantined == {}
    assert diagnose("gift_wrap").findings == ()
