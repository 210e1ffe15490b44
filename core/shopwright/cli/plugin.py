"""`shopwright plugin`: what extends the shop."""

from __future__ import annotations

from dataclasses import asdict

import click

from shopwright.cli.configure import configure
from shopwright.cli.installing import install, uninstall, upgrade
from shopwright.cli.output import json_option, show, show_one
from shopwright.cli.plugin_check import check
from shopwright.cli.plugin_doctor import plugin_doctor
from shopwright.cli.plugin_new import new
from shopwright.cli.running import opened_shop

_EFFECTS = {
    "now": "A running shop follows within a second.",
    "rolling": "The running shop takes its code over, in a few seconds and without a pause.",
    "restart": "Its code is new to the shop: it takes part when the shop's processes start again.",
}


@click.group()
def plugin() -> None:
    """Install, set up, switch and inspect plugins.

    \b
        shopwright plugin install shopwright-gift-wrap
        shopwright plugin configure gift_wrap
        shopwright plugin enable gift_wrap
    """


@plugin.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Show every plugin that is installed, or was enabled once.

    \b
    available    installed, but never enabled here
    enabled      takes part
    disabled     left out; its data is kept
    quarantined  enabled, but it failed to load; `plugin doctor` shows why
    broken       its package cannot be read
    incompatible it was made for another plugin API
    missing      enabled, but its package is not installed any more
    uninstalled  its package is not installed any more; its data is kept
    """
    with opened_shop():
        from shopwright.platform.plugins.switching import plugins

        found = plugins()
    rows = [
        {"id": item.id, "version": item.version, "state": item.state, "summary": item.summary}
        for item in found
    ]
    show(rows, as_json=as_json, empty="No plugin is installed.")


@plugin.command()
@click.argument("name")
@json_option
def info(name: str, as_json: bool) -> None:
    """Show all that is known of a plugin: its settings, and its error if it has one."""
    with opened_shop():
        from shopwright.platform.errors import Conflict
        from shopwright.platform.plugins.configuring import plugin_settings
        from shopwright.platform.plugins.switching import plugin

        facts = asdict(plugin(name))
        try:
            facts["settings"] = dict(plugin_settings(name).values)
        except Conflict:  # never enabled, or its code cannot be loaded
            facts["settings"] = {}
    show_one(facts, as_json=as_json)


@plugin.command()
@click.argument("name")
def enable(name: str) -> None:
    """Make a plugin take part, and its tables if it has any.

    Its code runs with all rights that the shop has: enable only what you trust.
    """
    with opened_shop():
        from shopwright.platform.plugins.switching import enable_plugin

        effect = enable_plugin(name, first_time=True)
    click.echo(f"The plugin {name} is enabled. {_EFFECTS[effect]}")


@plugin.command()
@click.argument("name")
def disable(name: str) -> None:
    """Leave a plugin out. Its settings and data are kept, and what is owed to it waits."""
    with opened_shop():
        from shopwright.platform.plugins.switching import disable_plugin

        disable_plugin(name)
    click.echo(f"The plugin {name} is disabled. {_EFFECTS['now']}")


for _command in (check, configure, install, new, plugin_doctor, uninstall, upgrade):
    plugin.add_command(_command)
