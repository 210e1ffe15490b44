"""`shopwright demo`: a believable shop to try things with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from shopwright.cli.exits import Failure
from shopwright.cli.running import opened_shop

Progress = Callable[[str, int, int], None]


@click.command()
def demo() -> None:
    """Fill an empty shop with a demo catalog, customers and orders.

    It refuses a shop that has products. Start over with an empty data directory:

    \b
        SHOPWRIGHT_DATA_DIR=/tmp/demo shopwright serve --demo
    """
    with opened_shop():
        if _has_products():
            raise Failure("this shop has products already; the demo is for an empty one")
        _load()


def load_once() -> None:
    """Load the demo unless the shop has products; for `serve --demo`, which is run again."""
    with opened_shop():
        if not _has_products():
            _load()


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Gives a function to call with (what is being done, how much is done, of how much).

    A total of 0 stands for "unknown". Where nobody watches, each task prints one line.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TaskID,
        TextColumn,
    )

    console = Console(stderr=True)
    tasks: dict[str, TaskID] = {}
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:

        def advance(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total or None)
                if not console.is_terminal:
                    click.echo(f"{what} ...", err=True)
            bar.update(tasks[what], completed=done, total=total or None)

        yield advance


def _has_products() -> bool:
    from sqlalchemy import select

    from shopwright.commerce.catalog.models import Product
    from shopwright.platform.db import read

    with read() as db:
        return db.scalar(select(Product.id).limit(1)) is not None


def _load() -> None:
    from shopwright.demo.load import load_demo

    with progress_bar() as progress:
        load_demo(progress)
    click.echo("The demo catalog is loaded.")
