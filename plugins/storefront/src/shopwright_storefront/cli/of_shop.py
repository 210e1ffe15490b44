"""Commands that act on a shop: they are the plugin's own, `shopwright x storefront publish`."""

from __future__ import annotations

import click

_PLUGIN = "storefront"


def _command(name: str, about: str) -> click.Command:
    """The shop is opened when it is run, not when somebody reads the list of commands."""

    @click.pass_context
    def run(ctx: click.Context, arguments: tuple[str, ...]) -> None:
        root = ctx.find_root()
        assert isinstance(root.command, click.Group)
        root.command.main(
            ["x", _PLUGIN, name, *arguments], prog_name=root.info_name, standalone_mode=False
        )

    anything = click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)
    return click.Command(
        name,
        {"ignore_unknown_options": True},
        callback=run,
        params=[anything],
        help=about,
        add_help_option=False,
    )


publish = _command("publish", "Show a theme to shoppers.")
rollback = _command("rollback", "Show again what was published before.")
history = _command("history", "List what was published.")
