"""`shopwright plugin install|upgrade|uninstall`: a thin layer over pip."""

from __future__ import annotations

import time
from pathlib import Path

import click

from shopwright.cli import packages
from shopwright.cli.exits import FAILED, Failure
from shopwright.cli.packages import Change
from shopwright.cli.running import command_settings, opened_shop

_FOLLOWED = 1.0  # seconds within which every process has left a disabled plugin out
_yes = click.option("--yes", is_flag=True, help="Do not ask; for scripts.")


@click.command()
@click.argument("packages_", metavar="PACKAGE...", nargs=-1, required=True)
@_yes
def install(packages_: tuple[str, ...], yes: bool) -> None:
    """Install plugins' packages: by name, with a version, or as files.

    Shows what would change and asks. The versions are written to requirements.txt in the data
    directory. A new plugin does nothing until it is enabled.

    \b
        shopwright plugin install shopwright-gift-wrap
        shopwright plugin install "shopwright-gift-wrap==1.2" --yes
        shopwright plugin install ./shopwright_gift_wrap-1.2-py3-none-any.whl
    """
    from shopwright.platform.plugins.manifest import discover

    before = {item.name for item in discover()}
    if not _carried_out(packages_, upgrade=False, yes=yes):
        return
    found = {item.name: item for item in discover()}
    for name in sorted(found.keys() - before):
        if found[name].error:
            click.echo(f"The plugin {name} cannot be used: {found[name].error}", err=True)
        else:
            click.echo(f"Enable it with: shopwright plugin enable {name}")
    if not found.keys() - before:
        click.echo("No plugin is new in it.", err=True)


@click.command()
@click.argument("name")
@_yes
def upgrade(name: str, yes: bool) -> None:
    """Upgrade a plugin's package, then its tables, and have the running shop take it over.

    Its settings are brought to the new version when they are read.

    \b
        shopwright plugin upgrade gift_wrap
    """
    distribution = _distribution(name)
    if not _carried_out((distribution,), upgrade=True, yes=yes):
        return
    _take_over(name)


@click.command()
@click.argument("name")
@click.option("--purge", is_flag=True, help="Remove its settings and data as well, for good.")
@_yes
def uninstall(name: str, purge: bool, yes: bool) -> None:
    """Disable a plugin and remove its package. Its settings and data are kept, unless you purge.

    Kept data is there again when the plugin is installed anew. --purge also works for a plugin
    whose package is gone already.

    \b
        shopwright plugin uninstall gift_wrap
        shopwright plugin uninstall gift_wrap --purge
    """
    from shopwright.platform.plugins.manifest import discover

    mine = next((item for item in discover() if item.name == name), None)
    names = [item.name for item in discover() if mine and item.distribution == mine.distribution]
    names = names or [name]
    if mine:
        click.echo(f"This removes the package {mine.distribution}, with: {', '.join(names)}.")
    if purge:
        click.echo(f"All settings and data of {', '.join(names)} will be lost.")
    if not yes:
        click.confirm("Go on?", abort=True)
    _leave_out(names)
    if purge:
        time.sleep(_FOLLOWED)
        for item in names:
            _purge(item)
    if mine:
        packages.uninstall(mine.distribution, _pins())
    click.echo(f"{', '.join(names)}: uninstalled" + (" and purged." if purge else "."))


def _carried_out(requirements: tuple[str, ...], *, upgrade: bool, yes: bool) -> bool:
    """False when there was nothing to do."""
    changes = packages.planned(requirements, upgrade=upgrade)
    if not changes:
        latest = ", in the latest version that fits" if upgrade else ""
        click.echo(f"It is installed already{latest}.")
        return False
    for change in changes:
        click.echo(_described(change))
    if not yes:
        click.confirm("Go on?", abort=True)
    packages.install(requirements, changes, _pins(), upgrade=upgrade)
    return True


def _described(change: Change) -> str:
    if change.before:
        return f"  {change.name} {change.before} -> {change.version}"
    return f"  {change.name} {change.version} (new)"


def _pins() -> Path:
    return command_settings().data_dir / packages.PINS


def _distribution(name: str) -> str:
    from shopwright.platform.plugins.manifest import discover

    for found in discover():
        if found.name == name:
            return found.distribution
    raise Failure(f"there is no plugin '{name}'; is its package installed?")


def _take_over(name: str) -> None:
    """With none of its code imported before: this process has the new one now."""
    from functools import partial

    from shopwright.platform.db.changing import schema_connection
    from shopwright.platform.plugins.registry import Registry
    from shopwright.platform.plugins.upgrading import upgrade_plugins

    with opened_shop(registry=Registry()):
        from shopwright.platform.plugins.switching import fault_of, roll
        from shopwright.platform.runtime import runtime

        failed = upgrade_plugins(partial(schema_connection, runtime().settings.database)).failed
        fault = fault_of(name)
        if name in failed or fault:
            click.echo(
                f"The new version of {name} cannot be used: `shopwright plugin doctor {name}` shows "
                "why. A running shop goes on with the version before until it is restarted; to stay "
                "with that one, install it again.",
                err=True,
            )
            raise click.exceptions.Exit(FAILED)
        effect = roll()
    taking = "The running shop takes it over, in a few seconds and without a pause."
    click.echo(taking if effect == "rolling" else "It takes part when the shop starts again.")


def _leave_out(names: list[str]) -> None:
    with opened_shop():
        from shopwright.platform.plugins.switching import disable_plugin

        for name in names:
            disable_plugin(name)


def _purge(name: str) -> None:
    with opened_shop():
        from shopwright.commerce.custom_fields.commands import forget_plugin_values
        from shopwright.commerce.staff.commands.roles import forget_plugin_permissions
        from shopwright.platform.plugins.purging import purge_plugin

        purge_plugin(name)
        forget_plugin_permissions(name)
        forget_plugin_values(name)
