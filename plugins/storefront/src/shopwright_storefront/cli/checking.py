"""`shopwright theme check`."""

from __future__ import annotations

import click

from shopwright_storefront.check.examine import examine, mended
from shopwright_storefront.check.reports import FORMATS, Report
from shopwright_storefront.cli.chosen import Chosen, chosen
from shopwright_storefront.render.untrusted import UntrustedFailed, check_untrusted
from shopwright_storefront.themes.findings import Finding


@click.command()
@click.argument("theme", required=False)
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, then check.")
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS]),
    default="text",
    help="For people, for programs, or for code hosts.",
)
def check(theme: str | None, fix: bool, form: str) -> None:
    """Find what is wrong with a theme, with file, line and remedy.

    Exit code 1 means errors; warnings alone are 0. docs/themes/checking.md explains every rule. A
    folder that is not below your themes is checked in a process that can do little.
    """
    found = chosen(theme)
    findings = findings_of(found)
    if fix:
        findings = _fixed(found, findings)
    click.echo(FORMATS[form](Report(theme=found.name, root=found.root, findings=findings)))
    if any(one.severity == "error" for one in findings):
        raise SystemExit(1)


def findings_of(theme: Chosen) -> list[Finding]:
    """What the check says; of a foreign theme, from a process with limits."""
    if not theme.foreign:
        return examine(theme.chain)
    try:
        return check_untrusted(theme.chain)
    except UntrustedFailed as failed:
        raise click.ClickException(str(failed)) from failed


def _fixed(theme: Chosen, findings: list[Finding]) -> list[Finding]:
    changed = mended(theme.chain, findings)
    for path, text in changed.items():
        (theme.root / path).write_text(text, "utf-8")
        click.echo(f"mended {path}", err=True)
    return findings_of(theme) if changed else findings
