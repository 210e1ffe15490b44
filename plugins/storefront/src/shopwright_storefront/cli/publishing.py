"""`shopwright theme publish` and `rollback`: commands of a shop, `shopwright x storefront ...`."""

from __future__ import annotations

import json

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
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def history(as_json: bool) -> None:
    """List what was published, the latest first."""
    found = publications(plugin_context())
    if as_json:
        rows = [
            {"number": one.number, "theme": one.theme, "version": one.theme_version,
             "revision": str(one.revision), "author": one.author, "note": one.note,
             "published_at": one.published_at.isoformat()}
            for one in found
        ]  # fmt: skip
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.number:>4}  {one.published_at:%Y-%m-%d %H:%M}  {_named(one)}  {one.note}")


def _say(made: Published) -> None:
    click.echo(f"Shoppers see {_named(made)} now.")


def _named(one: Published) -> str:
    return f"{one.theme} {one.theme_version}"
