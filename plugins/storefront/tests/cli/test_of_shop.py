"""Commands that act on a shop: the same as `shopwright x storefront ...`."""

from __future__ import annotations

import click
from click.testing import CliRunner
from shopwright_storefront.cli import theme


@click.group()
def root() -> None:
    """Stands for the program."""


@root.group()
def x() -> None:
    """Stands for the commands of plugins."""


@x.group()
def storefront() -> None:
    """Stands for this plugin's."""


@storefront.command()
@click.argument("name")
@click.option("--note")
def publish(name: str, note: str) -> None:
    """What a shop would do."""
    click.echo(f"{name} because {note}")
    raise click.ClickException("and then it failed")


root.add_command(theme)


def test_they_are_handed_on_with_all_that_was_said_and_what_became_of_it() -> None:
    done = CliRunner().invoke(root, ["theme", "publish", "moss", "--note", "spring"])
    assert done.output == "moss because spring\nError: and then it failed\n"
    assert done.exit_code == 1


def test_their_help_is_that_of_the_shops_command() -> None:
    output = CliRunner().invoke(root, ["theme", "publish", "--help"]).output
    assert "What a shop would do." in output


def test_the_list_of_commands_needs_no_shop() -> None:
    output = CliRunner().invoke(theme, ["--help"]).output
    assert "publish   Show a theme to shoppers." in output
