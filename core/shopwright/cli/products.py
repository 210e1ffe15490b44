"""`shopwright import` and `export`: products, in the CSV format that Shopify reads and writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from shopwright.cli.exits import FAILED, Failure
from shopwright.cli.output import json_option, print_json, show
from shopwright.cli.progress import progress_bar
from shopwright.cli.running import opened_shop

if TYPE_CHECKING:
    from shopwright.commerce.catalog.shopify.reports import ImportReport
    from shopwright.commerce.catalog.shopify.types import Fault

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_SHOWN_FAULTS = 100


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
@click.option("--fault-file", type=_NEW_FILE, help="Write every fault there, as a line of JSON.")
@_target_options
@json_option
def import_products_(
    file: Path,
    dry_run: bool,
    from_start: bool,
    fault_file: Path | None,
    channel: str | None,
    currency: str | None,
    location: str | None,
    as_json: bool,
) -> None:
    """Create and update products from a CSV file as Shopify exports it.

    Products are found by their handle and variants by their SKU, so the same file can be imported
    again: then nothing changes. What is wrong is named by line and column, and everything else is
    imported. After an interruption the same command goes on where it stopped. Exits with 1 if
    something of the file was left out.

    \b
    See what would happen, then do it:
        shopwright import products products.csv --dry-run
        shopwright import products products.csv
    \b
    Prices in dollars, stock at the second warehouse:
        shopwright import products products.csv --currency USD --location outlet
    """
    with opened_shop(), _fault_writer(fault_file) as on_fault:
        from shopwright.commerce.catalog.shopify.importing import import_products

        with _told_how_to_go_on(dry_run), progress_bar() as progress:
            report = import_products(
                file,
                dry_run=dry_run,
                channel=channel,
                currency=currency,
                location=location,
                progress=partial(progress, f"Reading {file.name}"),
                on_fault=on_fault,
                resume=not from_start,
            )
    if as_json:
        print_json(report.as_dict())
    else:
        _print_report(report, fault_file)
    if not report.ok:
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
    click.echo(f"{_many(count, 'product')} written to {file}.")


@contextmanager
def _fault_writer(path: Path | None) -> Iterator[Callable[[Fault], None] | None]:
    """What writes each fault to the file, if there is to be one."""
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8") as file:
        yield lambda fault: print(json.dumps(asdict(fault), ensure_ascii=False), file=file)


@contextmanager
def _told_how_to_go_on(dry_run: bool) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        if dry_run:
            raise
        raise Failure("interrupted; the same command goes on where this one stopped") from None


def _print_report(report: ImportReport, fault_file: Path | None) -> None:
    _print_faults(report, fault_file)
    if report.resumed_after:
        click.echo(f"Taken up after line {report.resumed_after}, where it was interrupted.")
    verb = "would be " if report.dry_run else ""
    click.echo(
        f"{_many(report.products, 'product')}: {report.created} {verb}created, {report.updated} "
        f"{verb}updated, {report.unchanged} unchanged, {report.skipped} {verb}left out."
    )
    if report.pictures and not report.dry_run:
        click.echo(f"{_many(report.pictures, 'picture')} will be fetched by the worker.")
    if report.errors or report.warnings:
        click.echo(f"{_many(report.errors, 'error')} and {_many(report.warnings, 'warning')}.")
    if not report.complete:
        click.echo("The file could not be read to its end.", err=True)


def _print_faults(report: ImportReport, fault_file: Path | None) -> None:
    shown = report.faults[:_SHOWN_FAULTS]
    if not shown:
        return
    show(
        [
            {
                "line": fault.line,
                "column": fault.column,
                "what_is_wrong": _mark(fault) + fault.message,
            }
            for fault in shown
        ],
        as_json=False,
    )
    if more := report.errors + report.warnings - len(shown):
        where = (
            f"they are in {fault_file}" if fault_file else "--fault-file FILE.jsonl has them all"
        )
        click.echo(f"... and {more} more; {where}.\n")


def _mark(fault: Fault) -> str:
    return "" if fault.severity == "error" else "(warning) "


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
