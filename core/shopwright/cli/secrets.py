"""`shopwright secrets`: what is sealed in the database."""

from __future__ import annotations

from dataclasses import asdict

import click

from shopwright.cli.exits import FAILED
from shopwright.cli.output import json_option, show_one
from shopwright.cli.running import opened_shop


@click.group()
def secrets() -> None:
    """Look after the secrets that plugins have stored."""


@secrets.command()
@json_option
def rotate(as_json: bool) -> None:
    """Seal every stored secret anew, with the secret_key in force.

    Before it: a new `secret_key`, the one before among `old_secret_keys`, and all processes
    restarted with both. After it, `old_secret_keys` may go. It can be interrupted and run again.
    Exits with 1 when there are secrets that no key opens.

    \b
        shopwright secrets rotate
    """
    with opened_shop():
        from shopwright.platform.secrets.rotation import rotate

        done = rotate()
    if as_json:
        show_one(asdict(done), as_json=True)
    else:
        click.echo(f"Sealed anew: {done.rows}.")
        for column in done.unreadable:
            click.echo(f"{column} has secrets that none of the keys opens.", err=True)
    if done.unreadable:
        raise click.exceptions.Exit(FAILED)
