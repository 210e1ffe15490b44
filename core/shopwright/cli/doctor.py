"""`shopwright doctor`: is everything as it should be?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from shopwright.cli.exits import FAILED
from shopwright.cli.output import json_option, print_json
from shopwright.cli.running import opened_in_any_state, opened_shop

if TYPE_CHECKING:
    from shopwright.platform.observability.report import Check


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look the shop over: settings, database, Redis, disk, plugins, jobs.

    Exits with 1 when something keeps the shop from working; warnings alone are fine.

    \b
    As a check that a monitor runs:
        shopwright doctor --json
    \b
    Prove that stock, money and orders agree with their ledgers:
        shopwright doctor books
    """
    if ctx.invoked_subcommand is not None:
        return
    found = _look()
    if as_json:
        print_json([asdict(check) for check in found])
    else:
        _print(found)
    if any(check.verdict == "failed" for check in found):
        raise click.exceptions.Exit(FAILED)


@doctor.command()
@json_option
def books(as_json: bool) -> None:
    """Prove the books: every unit and every cent has a cause, and every state its reason.

    Reads everything once; on a large shop that takes a while. Exits with 1 for a difference.
    """
    with opened_shop():
        from shopwright.testing.invariants import check

        found = check()
    if as_json:
        print_json([asdict(violation) for violation in found])
    else:
        click.echo("\n".join(map(str, found)) or "The books are right.")
    if found:
        raise click.exceptions.Exit(FAILED)


def _look() -> list[Check]:
    """Unlike other commands, this one also runs on a database that needs an upgrade."""
    from shopwright.platform.observability.report import Check, checks
    from shopwright.platform.runtime import runtime

    with opened_in_any_state():
        settings = runtime().settings
        good = Check(name="settings", verdict="ok", finding=settings.environment)
        return [good, *checks()]


def _print(found: list[Check]) -> None:
    marks = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "failed": ("FAILED", "red")}
    for check in found:
        mark, color = marks[check.verdict]
        click.echo(f"{click.style(f'{mark:<8}', fg=color)}{check.name}: {check.finding}")
        if check.remedy:
            click.echo(f"        {check.remedy}")
