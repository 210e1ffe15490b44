"""`shopwright plugin doctor`: what is wrong with plugins, and what to do."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from shopwright.cli.exits import FAILED
from shopwright.cli.output import json_option, print_json
from shopwright.cli.running import opened_shop

if TYPE_CHECKING:
    from shopwright.platform.plugins.diagnosis import Diagnosis


@click.command("doctor")
@click.argument("name", required=False)
@json_option
def plugin_doctor(name: str | None, as_json: bool) -> None:
    """Look plugins over: what is wrong, why, and what to do about it.

    With a name it also shows tracebacks, and how the plugin behaved in its hooks. Exits with 1 when
    something is wrong.

    \b
        shopwright plugin doctor
        shopwright plugin doctor gift_wrap
    """
    with opened_shop():
        from shopwright.platform.plugins.diagnosis import diagnose, diagnose_all, stray_variables
        from shopwright.platform.plugins.health_checks import run_health_checks

        found = [diagnose(name)] if name else diagnose_all()
        stray = [] if name else stray_variables()
        checked = run_health_checks(name)
    if as_json:
        facts = {"plugins": [asdict(item) for item in found], "stray_variables": stray}
        print_json({**facts, "checks": [asdict(item) for item in checked]})
    else:
        for item in found:
            _print(item, detailed=name is not None)
        for variable in stray:
            click.echo(f"{variable} is set, but there is no such plugin.")
        for check in checked:
            click.echo(f"{_mark(check.ok)}{check.plugin}: {check.label}. {check.message}".rstrip())
    failed = any(item.findings for item in found) or not all(check.ok for check in checked)
    if stray or failed:
        raise click.exceptions.Exit(FAILED)


def _mark(ok: bool) -> str:
    return click.style("ok      ", fg="green") if ok else click.style("FAILED  ", fg="red")


def _print(item: Diagnosis, *, detailed: bool) -> None:
    click.echo(f"{_mark(not item.findings)}{item.id}: {item.state}")
    for finding in item.findings:
        click.echo(f"        {finding.what}")
        click.echo(f"        {finding.remedy}")
        if detailed and finding.trace:
            click.echo(f"\n{finding.trace.rstrip()}\n")
    for notice in item.notices:
        click.echo(f"        {click.style('notice', fg='yellow')}  {notice}")
    if detailed:
        for hook in item.hooks:
            average = hook.seconds / max(hook.calls, 1) * 1000
            click.echo(
                f"        {hook.hook}: {hook.calls} calls, {hook.errors} errors, {average:.1f} ms "
                f"on average, {hook.slowest * 1000:.1f} ms at most"
            )
