"""`shopwright theme publish` and `rollback`: commands of a shop, `shopwright x storefront ...`."""

from __future__ import annotations

import click
from shopwright import plugin_context

from shopwright_storefront.revisions import commands
from shopwright_storefront.revisions.queries import Published, publications


@click.command()
@click.argument("theme")
@click.option("--note", default="", help="Why, for the history.")
def publish(theme: str, note: str) -> None:
    """Show a theme to shoppers, with what the merchant has changed of it.

    A theme with errors is refused. Running processes follow within seconds.
    """
    _say(commands.publish(plugin_context(), theme, author="command line", note=note))


@click.command()
def rollback() -> None:
    """Show again what was published before; once more goes further back."""
    _say(commands.rollback(plugin_context()))


@click.command()
def history() -> None:
    """List what was published, the latest first."""
    for one in publications(plugin_context()):
        click.echo(f"{one.number:>4}  {one.published_at:%Y-%m-%d %H:%M}  {_named(one)}  {one.note}")


def _say(made: Published) -> None:
    click.echo(f"Shoppers see {_named(made)} now.")


def _named(one: Published) -> str:
    return f"{one.theme} {one.theme_version}"
