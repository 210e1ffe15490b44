"""`shopwright ...`: the command line.

Commands import what they need when they run, not when this package is imported: asking for help
must not wait for a database library. Exit codes are in `shopwright.cli.exits`.
"""

from __future__ import annotations

import click

from shopwright.cli.brought import WithBrought
from shopwright.cli.deliveries import deliveries
from shopwright.cli.demo import demo
from shopwright.cli.doctor import doctor
from shopwright.cli.openapi import openapi
from shopwright.cli.plugin import plugin
from shopwright.cli.plugin_commands import x
from shopwright.cli.prepare import prepare
from shopwright.cli.products import export, import_
from shopwright.cli.secrets import secrets
from shopwright.cli.serve import serve
from shopwright.cli.upgrade import upgrade
from shopwright.cli.user import user
from shopwright.cli.worker import worker

__all__ = ["main", "shopwright"]


@click.group(
    cls=WithBrought,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="Settings come from shopwright.toml and from SHOPWRIGHT_... in the environment; "
    "docs/configuration.md lists them. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not up to "
    "date, 69 something needed is not there, 75 already running, 78 wrong settings.",
)
@click.version_option(package_name="shopwright", message="Shopwright %(version)s")
def shopwright() -> None:
    """Run and look after a shop.

    \b
    A shop to try things with, on http://127.0.0.1:8000:
        shopwright serve --demo
    \b
    A shop of your own:
        shopwright serve
        shopwright user create you@example.com --role owner
        shopwright import products products.csv
    """


for _command in (
    deliveries,
    demo,
    doctor,
    export,
    import_,
    openapi,
    plugin,
    prepare,
    secrets,
    serve,
    upgrade,
    user,
    worker,
    x,
):
    shopwright.add_command(_command)


def main() -> None:
    """The entry point of the program `shopwright`."""
    shopwright(prog_name="shopwright")
