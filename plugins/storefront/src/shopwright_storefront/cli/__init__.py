"""`shopwright theme`: the designer's commands. None but publishing needs a shop."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

_MODULES: Mapping[str, str] = {
    "new": "new",
    "dev": "dev",
    "check": "checking",
    "eject": "ejecting",
    "diff": "ejecting",
    "package": "packaging",
    "publish": "of_shop",
    "rollback": "of_shop",
    "history": "of_shop",
}


class _Commands(click.Group):
    """Each command is imported when it is asked for: the program's help must be quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        found: click.Command = getattr(import_module(f"{__name__}.{_MODULES[cmd_name]}"), cmd_name)
        return found


@click.group(cls=_Commands)
def theme() -> None:
    """Make, check, package and publish themes.

    \b
        shopwright theme new moss
        shopwright theme dev moss
        shopwright theme check moss
        shopwright theme eject sections/product.html --block title --theme moss
        shopwright theme package moss
        shopwright theme publish moss

    Themes of your own are below ./themes, or where SHOPWRIGHT_THEMES says. A theme is named by its
    name or by the path of its folder; within its folder it need not be named at all.
    """
