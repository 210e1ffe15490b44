"""`shopwright theme package`."""

from __future__ import annotations

from pathlib import Path

import click

from shopwright_storefront.check.reports import Report, as_text
from shopwright_storefront.cli.checking import findings_of
from shopwright_storefront.cli.chosen import as_sentences, chosen
from shopwright_storefront.themes.packing import wheel_of, zip_of
from shopwright_storefront.themes.theme import load_theme


@click.command()
@click.argument("theme", required=False)
@click.option("--wheel", is_flag=True, help="A wheel, which pip installs, in place of a zip.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("dist"),
    help="The folder to put it in; ./dist by default.",
)
def package(theme: str | None, wheel: bool, into: Path) -> None:
    """Check a theme, and make one file of it that can be handed on.

    The same files make the same package, byte by byte, wherever and whenever that is done.
    """
    found = chosen(theme)
    findings = findings_of(found)
    if any(one.severity == "error" for one in findings):
        click.echo(as_text(Report(theme=found.name, root=found.root, findings=findings)))
        raise click.ClickException("a theme with errors is not packaged")
    with as_sentences():
        manifest = load_theme(found.chain).manifest
        name, content = (wheel_of if wheel else zip_of)(found.chain.folders[0], manifest)
    into.mkdir(parents=True, exist_ok=True)
    (into / name).write_bytes(content)
    click.echo(str(into / name))
