"""`shopwright import` and `export`: products, in the CSV format that Shopify reads and writes."""

from __future__ import annotations

from pathlib import Path

import click

from shopwright.cli.running import opened_shop

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("import")
def import_() -> None:
    """Bring data into the shop.

    \b
        shopwright import products products.csv --dry-run
        shopwright import products products.csv
    """


@click.group()
def export() -> None:
    """Take data out of the shop.

    \b
        shopwright export products products.csv
    """


@export.command("products")
@click.argument("file", type=_NEW_FILE)
def export_products_(file: Path) -> None:
    """Write all products to FILE, as CSV that `import products` and Shopify read."""
    from shopwright.cli.progress import progress_bar

    with opened_shop():
        from shopwright.commerce.catalog.shopify.exporting import export_products

        with progress_bar() as progress:
            count = export_products(file, progress=progress)
    click.echo(f"{count} products written to {file}.")
