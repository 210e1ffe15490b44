"""`shopwright x`: commands of plugins, while they are enabled."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import Result
from shopwright import Context, NotFound, Plugin, hooks, plugin_context
from shopwright.cli import shopwright
from shopwright.cli.running import opened_shop
from shopwright.platform.actor import current_actor
from shopwright.testing.plugins import registry_of

Run = Callable[..., Result]


@click.command("whose", help="Tell where this runs.")
@click.option("--missing", is_flag=True, help="Fail.")
def whose(missing: bool) -> None:
    if missing:
        raise NotFound("There is no such card.")
    click.echo(f"{plugin_context().id} by {current_actor().label}")


@click.group("cards", help="Cards.")
def cards() -> None:
    """A group."""


cards.add_command(whose)


class GiftWrap(Plugin):
    """Brings commands."""

    @hooks.cli_commands
    def commands(self, ctx: Context) -> list[click.Command]:
        return [whose, cards]


class Silent(Plugin):
    """Brings none."""


class Broken(Plugin):
    """Cannot say what it brings."""

    @hooks.cli_commands
    def commands(self, ctx: Context) -> list[click.Command]:
        raise RuntimeError("no commands today")


@pytest.fixture
def plugins(shop_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop with these."""

    @contextmanager
    def with_plugins() -> Iterator[object]:
        with opened_shop(registry=registry_of(GiftWrap, Silent, Broken)) as app:
            yield app

    monkeypatch.setattr("shopwright.cli.plugin_commands.opened_shop", with_plugins)


@pytest.mark.usefixtures("plugins")
def test_a_command_runs_with_its_plugins_context(run: Run) -> None:
    for path in (["whose"], ["cards", "whose"]):
        assert run("x", "giftwrap", *path).output.endswith("giftwrap by command line\n")


@pytest.mark.usefixtures("plugins")
def test_help_shows_who_brings_what(run: Run) -> None:
    output = run("x", "--help").output
    assert "giftwrap  Commands of the plugin giftwrap." in output
    assert "silent" not in output
    assert "Tell where this runs." in run("x", "giftwrap", "--help").output


@pytest.mark.usefixtures("plugins")
def test_what_a_plugin_refuses_is_a_sentence(run: Run) -> None:
    assert "There is no such card." in run("x", "giftwrap", "whose", "--missing", code=1).output


@pytest.mark.usefixtures("plugins")
def test_a_broken_plugin_breaks_its_own_commands_only(run: Run) -> None:
    assert "plugin doctor broken" in run("x", "broken", "anything", code=1).output
    run("x", "giftwrap", "whose")


@pytest.mark.usefixtures("shop_dir")
def test_only_enabled_plugins_have_commands(run: Run) -> None:
    assert "No such command 'promotions'" in run("x", "promotions", "codes", code=2).output
    run("plugin", "enable", "promotions")
    assert "--prefix" in run("x", "promotions", "codes", "--help").output
    run("plugin", "disable", "promotions")
    run("x", "promotions", "codes", "--help", code=2)


def test_help_is_there_without_a_shop(run: Run) -> None:
    assert "Run a command that a plugin brings." in run("x", "--help").output
    assert "run `shopwright upgrade` first" in run("x", "promotions", "codes", code=3).output


def test_help_of_the_shops_own_commands_imports_no_plugin() -> None:
    assert "x" in shopwright.commands
    program = (
        "import sys; from shopwright.cli import shopwright; "
        "shopwright(['--help'], standalone_mode=False); "
        "wrong = ('flask', 'sqlalchemy', 'shopwright_promotions'); "
        "sys.exit([name for name in sys.modules if name.split('.')[0] in wrong] or None)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
