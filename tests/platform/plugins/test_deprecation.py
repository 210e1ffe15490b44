"""What plugins should no longer use is told to those who run them, by the plugin's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shopwright import Plugin, hooks
from shopwright.cli.plugin_doctor import _print
from shopwright.commerce import cart
from shopwright.platform.plugins.deprecation import deprecated, deprecated_uses, deprecation_of
from shopwright.platform.plugins.diagnosis import diagnose
from shopwright.platform.plugins.manifest import discover
from shopwright.platform.plugins.switching import disable_plugin, enable_plugin
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from structlog.testing import capture_logs

Install = Callable[..., Path]
MARK = "__shopwright_deprecation__"
CODE = """
    from flask import current_app, request
    from shopwright import Plugin, hooks
    from shopwright.commerce.cart import Adjustment, add_line

    class GiftWrap(Plugin):
        @hooks.order_placed
        def placed(self, event, ctx):
            pass

    plugin = GiftWrap
"""
SAID = [
    "Adjustment is deprecated since plugin API 1.1 and will be removed in 2.0; use Change",
    "hooks.order_placed is deprecated since plugin API 1.2 and will be removed in 2.0; use "
    "hooks.order_paid",
]


@pytest.fixture
def going(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A class and a hook that are deprecated for the length of a test."""
    for thing in (cart.Adjustment, hooks.order_placed):
        monkeypatch.setattr(thing, MARK, None, raising=False)
    deprecated(since="1.1", removed_in="2.0", use="Change")(cart.Adjustment)
    deprecated(since="1.2", removed_in="2.0", use="hooks.order_paid")(hooks.order_placed)
    yield
    monkeypatch.undo()


@pytest.fixture
def in_use(shop: Shop, install: Install, going: None) -> None:
    """A plugin that uses both is enabled."""
    install(code=CODE)
    enable_plugin("gift_wrap", first_time=True)


def test_the_log_names_the_plugin_and_what_to_use_instead(in_use: None) -> None:
    with capture_logs() as logs:
        runtime().plugins.load()
    told = [(line["plugin"], line["deprecated"]) for line in logs if "deprecated" in line]
    assert told == [("gift_wrap", said) for said in SAID]


def test_the_doctor_tells_it_and_finds_nothing_wrong(in_use: None) -> None:
    runtime().plugins.load()
    found = diagnose("gift_wrap")
    assert (found.findings, list(found.notices)) == ((), SAID)
    disable_plugin("gift_wrap")
    assert list(diagnose("gift_wrap").notices) == SAID


def test_the_command_line_shows_it(in_use: None, capsys: pytest.CaptureFixture[str]) -> None:
    runtime().plugins.load()
    _print(diagnose("gift_wrap"), detailed=False)
    shown = capsys.readouterr().out
    assert "ok" in shown
    for said in SAID:
        assert said in shown


def test_a_plugin_that_uses_none_of_it_is_not_named(
    shop: Shop, install: Install, going: None
) -> None:
    install()
    enable_plugin("gift_wrap", first_time=True)
    runtime().plugins.load()
    assert diagnose("gift_wrap").notices == ()


def test_what_is_deprecated_works_as_before_and_its_subclasses_are_not(going: None) -> None:
    class Own(cart.Adjustment):
        pass

    class Loud(Plugin):
        @hooks.order_placed
        def placed(self, event, ctx):  # type: ignore[no-untyped-def]
            pass

    assert deprecation_of(Own) is None
    assert deprecation_of(cart.Adjustment) is not None
    assert "hooks.order_placed" in [item.name for item in deprecated_uses(Loud)]


def test_the_bundled_plugins_use_nothing_that_will_go() -> None:
    bundled = Path(__file__).parents[3] / "plugins"
    for found in discover():
        if (bundled / found.name).is_dir():
            assert deprecated_uses(found.entry_point.load()) == [], found.name
