"""Commands that other distributions bring, for work that needs no shop.

A distribution has an entry point in `shopwright.commands`: `theme = shopwright_storefront.cli:theme`.
It is imported when somebody asks for that command, or for the list of all, so that module imports
little. What needs a shop is brought by the hook `cli_commands` instead.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

import click

from shopwright.cli.exits import Commands, Failure

ENTRY_POINTS = "shopwright.commands"


class WithBrought(Commands):
    """The program's own commands, and these; the program's own come first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *(point.name for point in _points())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        point = next((one for one in _points() if one.name == cmd_name), None) if not own else None
        return _loaded(point) if point else own


def _points() -> list[EntryPoint]:
    return sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)


def _loaded(point: EntryPoint) -> click.Command:
    whose = point.dist.name if point.dist else point.value
    try:
        found = point.load()
    except Exception as error:
        return _failing(point.name, f"the command '{point.name}' of {whose} fails: {error}")
    if not isinstance(found, click.Command):
        return _failing(point.name, f"the command '{point.name}' of {whose} is none of click's")
    return found


def _failing(name: str, message: str) -> click.Command:
    """Stands for one that cannot be loaded, so that the list of all is still there."""

    def fail(**_: object) -> None:
        raise Failure(message)

    anything = click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)
    settings = {"ignore_unknown_options": True}
    return click.Command(
        name,
        settings,
        callback=fail,
        params=[anything],
        help="Cannot be loaded; run it to see why.",
    )
