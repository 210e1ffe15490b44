"""`shopwright prepare`: what `serve` runs before its servers, in a process of its own.

The supervisor's process stays small that way: it never imports the shop.
"""

from __future__ import annotations

import click

from shopwright.cli.demo import load_once
from shopwright.cli.running import command_settings
from shopwright.cli.upgrade import report


@click.command(hidden=True)
@click.option("--demo", is_flag=True)
def prepare(demo: bool) -> None:
    """Upgrade, and fill an empty shop with the demo catalog if wanted."""
    from shopwright.cli.preparing import bring_up_to_date

    settings = command_settings()
    done = bring_up_to_date(settings)
    if done.schema.missing or done.enabled or done.plugins.upgraded or done.plugins.failed:
        report(done)
    if demo:
        load_once()
    _mention_staff(made_here=demo)


def _mention_staff(*, made_here: bool) -> None:
    from shopwright.cli.running import opened_shop
    from shopwright.cli.user import create_demo_owner
    from shopwright.platform.plugins.registry import Registry

    with opened_shop(registry=Registry()):
        from shopwright.commerce.staff import staff_users

        if staff_users(limit=1):
            return
        if made_here:
            create_demo_owner()
        else:
            click.echo(
                "There is nobody yet who may run this shop. Make yourself its owner with\n"
                "    shopwright user create you@example.com --role owner"
            )
