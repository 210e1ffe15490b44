"""`shopwright x`: the commands that plugins bring.

The shop is opened when somebody asks for one of them, or for their list, and not before.
"""

from __future__ import annotations

import click

from shopwright.cli.exits import Failure
from shopwright.cli.running import opened_shop


class _PluginCommands(click.Group):
    """One group per enabled plugin that brings commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        try:
            _open(ctx)
        except Exception:  # help is there whatever state the shop is in
            return []
        from shopwright.platform.plugins.hooks import cli_commands
        from shopwright.platform.runtime import runtime

        return sorted({owner for owner, _ in runtime().registry.described(cli_commands)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        _open(ctx)
        from shopwright.platform.plugins.hooks import cli_commands
        from shopwright.platform.plugins.routes import enter_plugin
        from shopwright.platform.runtime import runtime

        registry = runtime().registry
        if cmd_name in registry.quarantined:
            raise Failure(
                f"the plugin '{cmd_name}' cannot take part; `shopwright plugin doctor {cmd_name}` "
                "shows why"
            )
        own = [item for owner, item in registry.described(cli_commands) if owner == cmd_name]
        if not own:
            return None
        enter_plugin(cmd_name)
        group = click.Group(cmd_name, help=f"Commands of the plugin {cmd_name}.")
        for command in own:
            group.add_command(command)
        return group


def _open(ctx: click.Context) -> None:
    """Open the shop, once, for as long as the program runs."""
    root = ctx.find_root()
    if not root.meta.get(__name__):
        root.with_resource(opened_shop())
        root.meta[__name__] = True


@click.command(cls=_PluginCommands)
def x() -> None:
    """Run a command that a plugin brings.

    \b
        shopwright x
        shopwright x promotions codes --help
    """
