"""`shopwright upgrade`: the database as this version needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from shopwright.cli.exits import FAILED, NOT_UP_TO_DATE
from shopwright.cli.output import json_option, show_one
from shopwright.cli.running import command_settings

if TYPE_CHECKING:
    from shopwright.cli.preparing import Prepared
    from shopwright.platform.config import Settings


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit with 3 if there is work to do.")
@json_option
def upgrade(check: bool, as_json: bool) -> None:
    """Create or upgrade the database's tables, and those of the plugins.

    Safe to run at any time: it is one transaction, waits for another upgrade that runs, and does
    nothing the second time. `shopwright serve` runs it by itself; run it by hand before the web
    processes of a new version where these are started by something else.

    \b
    In a deployment's script:
        shopwright upgrade --check || shopwright upgrade
    """
    settings = command_settings()
    if check:
        _check(settings, as_json=as_json)
        return
    from shopwright.cli.preparing import bring_up_to_date

    done = bring_up_to_date(settings)
    if as_json:
        show_one(_facts(done), as_json=True)
    else:
        report(done)
    if done.plugins.failed:
        raise click.exceptions.Exit(FAILED)


def report(done: Prepared) -> None:
    """Say what was done, in as few lines as there is to say."""
    schema = done.schema
    if schema.missing:
        was = f"from {schema.revision} " if schema.revision else ""
        click.echo(f"The database was upgraded {was}to {schema.head}.")
    else:
        click.echo(f"The database is up to date ({schema.head}).")
    for name in done.enabled:
        click.echo(f"The plugin {name} was enabled.")
    for name in done.plugins.upgraded:
        click.echo(f"The tables of the plugin {name} were upgraded.")
    for name in done.plugins.failed:
        click.echo(
            f"The tables of the plugin {name} could not be upgraded; it stays switched off. "
            f"`shopwright plugin doctor {name}` shows why.",
            err=True,
        )


def _check(settings: Settings, *, as_json: bool) -> None:
    from shopwright.platform.db.migrate import NewerSchema, SchemaState, status_at

    found = status_at(settings.database)
    if as_json:
        facts = {"revision": found.revision, "head": found.head, "state": found.state.value}
        show_one(facts, as_json=True)
    elif found.missing:
        click.echo(f"To be applied: {', '.join(found.missing)}.")
    if found.state is SchemaState.NEWER:
        raise NewerSchema(found.revision)
    if found.state is not SchemaState.CURRENT:
        raise click.exceptions.Exit(NOT_UP_TO_DATE)
    if not as_json:
        click.echo(f"The database is up to date ({found.head}).")


def _facts(done: Prepared) -> dict[str, object]:
    return {
        "before": done.schema.revision,
        "revision": done.schema.head,
        "applied": done.schema.missing,
        "plugins_enabled": done.enabled,
        "plugins_upgraded": done.plugins.upgraded,
        "plugins_failed": done.plugins.failed,
    }
