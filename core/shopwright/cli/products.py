"""`shopwright import` and `export`: products, in the CSV format that Shopify reads and writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from shopwright.cli.exits import FAILED
from shopwright.cli.output import json_option, print_json
from shopwright.cli.progress import progress_bar
from shopwright.cli.running import opened_shop

if TYPE_CHECKING:
    from shopwright.commerce.catalog.shopify.reports import ImportReport
    from shopwright.commerce.catalog.shopify.types import Fault

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


def _target_options(command: F) -> F:
    """What the file itself does not say: whose prices and quantities are in it."""
    for option in (
        click.option("--location", help="Whose quantities; by default the channel's first."),
        click.option("--currency", help="Of the prices; by default the channel's own."),
        click.option("--channel", help="Whose prices, by its handle; by default the shop's first."),
    ):
        command = option(command)
    return command


@click.group("import")
def import_() -> None:
    """Bring data into the shop.

    \b
        shopwright import products products.csv --dry-run
        shopwright import products products.csv
    """


@import_.command("products")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Write nothing, but report all the same.")
@click.option("--from-start", is_flag=True, help="Do not go on where an interrupted run stopped.")
@_target_options
@json_option
def import_products_(
    file: Path,
    dry_run: bool,
    from_start: bool,
    channel: str | None,
    currency: str | None,
    location: str | None,
    as_json: bool,
) -> None:
    """Create and update products from a CSV file as Shopify exports it.

    Products are found by their handle and variants by their SKU, so the same file can be imported
    again. What is wrong is named by line and column; everything else is imported. Exits with 1 if
    something of the file was left out.

    \b
    See what would happen, then do it:
        shopwright import products products.csv --dry-run
        shopwright import products products.csv
    \b
    Prices in dollars, stock at the second warehouse:
        shopwright import products products.csv --currency USD --location outlet
    """
    with opened_shop():
        from shopwright.commerce.catalog.shopify.importing import import_products

        with progress_bar() as progress:
            report = import_products(
                file,
                dry_run=dry_run,
                channel=channel,
                currency=currency,
                location=location,
                progress=partial(progress, f"Reading {file.name}"),
                on_fault=None if as_json else partial(_print_fault, file),
                resume=not from_start,
            )
    if as_json:
        print_json(report.as_dict())
    else:
        _print_report(report)
    if report.errors:
        raise click.exceptions.Exit(FAILED)


@click.group()
def export() -> None:
    """Take data out of the shop.

    \b
        shopwright export products products.csv
    """


@export.command("products")
@click.argument("file", type=_NEW_FILE)
@_target_options
def export_products_(
    file: Path, channel: str | None, currency: str | None, location: str | None
) -> None:
    """Write all products to FILE, as CSV that `import products` and Shopify read."""
    with opened_shop():
        from shopwright.commerce.catalog.shopify.exporting import export_products

        with progress_bar() as progress:
            count = export_products(
                file,
                channel=channel,
                currency=currency,
                location=location,
                progress=partial(progress, "Products"),
            )
    click.echo(f"{count} products written to {file}.")


def _print_fault(file: Path, fault: Fault) -> None:
    """As compilers do, so that editors find the place."""
    place = f"{file.name}:{fault.line}: "
    column = f"{fault.column}: " if fault.column else ""
    mark = "" if fault.severity == "error" else "warning: "
    click.echo(f"{place}{mark}{column}{fault.message}", err=True)


def _print_report(report: ImportReport) -> None:
    if report.resumed_after:
        click.echo(f"Taken up after line {report.resumed_after}, where it was interrupted.")
    verb = "would be " if report.dry_run else ""
    click.echo(
        f"{report.products} products: {report.created} {verb}created, {report.updated} "
        f"{verb}updated, {report.unchanged} unchanged, {report.skipped} {verb}left out."
    )
    if report.pictures and not report.dry_run:
        click.echo(f"{report.pictures} pictures will be fetched by the worker.")
    if report.errors or report.warnings:
        click.echo(f"{report.errors} errors and {report.warnings} warnings; see above.")
    if not report.complete:
        click.echo("The file could not be read to its end.", err=True)
