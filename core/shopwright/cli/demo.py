"""`shopwright demo`: a believable shop to try things with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from shopwright.cli.progress import progress_bar
from shopwright.cli.running import opened_shop

if TYPE_CHECKING:
    pass


@click.command()
@click.option("--force", is_flag=True, help="Put the demo beside products of your own.")
def demo(force: bool) -> None:
    """Fill an empty shop with a catalog, customers, and the orders of 90 days.

    An interrupted run is taken up where it stopped. The pictures follow when a worker runs.

    \b
    A demo shop apart from your own:
        SHOPWRIGHT_DATA_DIR=/tmp/demo shopwright serve --demo
    """
    with opened_shop():
        _load(force=force)


def load_once() -> None:
    """Load the demo, or say why a shop with products of its own does without."""
    with opened_shop():
        from shopwright.demo.load import DemoRefused

        try:
            _load(force=False)
        except DemoRefused as refused:
            click.echo(f"No demo: {refused.message}", err=True)


def _load(*, force: bool) -> None:
    from shopwright.demo.load import load_demo

    with progress_bar() as progress:
        report = load_demo(progress, force=force)
    if report.changed:
        click.echo(
            f"The demo shop has {report.products} products, {report.customers} customers and "
            f"{report.orders} orders."
        )
