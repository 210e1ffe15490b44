"""Imports that are killed, raced, or refused in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shopwright import Context, Plugin, hooks
from shopwright.commerce.catalog import ProductChange, ProductView, update_products
from shopwright.commerce.catalog.errors import Changed
from shopwright.commerce.catalog.hooks import ProductDraft
from shopwright.commerce.catalog.models import ImportRun, Product
from shopwright.commerce.catalog.shopify import importing, storing
from shopwright.commerce.catalog.shopify.importing import import_products
from shopwright.commerce.catalog.shopify.reports import ImportReport
from shopwright.commerce.catalog.shopify.runs import ImportTakenOver
from shopwright.commerce.inventory.models import StockMovement
from shopwright.platform.db import read
from shopwright.platform.errors import Problem
from shopwright.platform.media.models import Media
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop
from sqlalchemy import func, select

Bring = Callable[..., ImportReport]
Find = Callable[[str], ProductView]

# Dies inside of the second batch's transaction, when everything but its progress is written.
KILLED = """
import os, signal, sys
from pathlib import Path
from shopwright.app import create_app
from shopwright.commerce.catalog.shopify import importing, storing
from shopwright.commerce.catalog.shopify.importing import import_products
from shopwright.platform.config import Settings
from shopwright.platform.plugins.registry import Registry

url, folder, path = sys.argv[1:]
settings = Settings(database_url=url, data_dir=folder, environment="test", secret_key="a key")
advance, batches = storing.advance, []

def die_in_the_second(*arguments):
    batches.append(arguments)
    if len(batches) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    advance(*arguments)

storing.advance = die_in_the_second
with create_app(settings, registry=Registry()).app_context():
    import_products(Path(path))
"""


class Fussy(Plugin):
    """A plugin that does not like pink."""

    @hooks.product_validate
    def no_pink(self, draft: ProductDraft, ctx: Context) -> list[Problem]:
        pink = [i for i, v in enumerate(draft.product.variants) if v.sku == "PINK"]
        return [
            Problem(code="no_pink", message="Pink is not sold here.", field=f"variants.{i}.sku")
            for i in pink
        ]


@pytest.fixture
def registry() -> Registry:
    return registry_of(Fussy)


def catalog(count: int) -> Iterator[dict[str, str]]:
    for n in range(count):
        yield {
            "Handle": f"p-{n}",
            "Title": "" if n == 3 else f"Product {n}",
            "Variant SKU": f"SKU-{n}",
            "Variant Grams": "heavy" if n == 5 else "10",
            "Variant Inventory Tracker": "shopify",
            "Variant Inventory Qty": "4",
            "Variant Price": "9.90",
            "Image Src": f"https://pictures.example/{n}.jpg",
        }


def count_of(*tables: Any) -> list[int | None]:
    with read() as db:
        return [db.scalar(select(func.count()).select_from(table)) for table in tables]


def last_line() -> int:
    with read() as db:
        return db.scalars(select(ImportRun)).one().last_line


def test_a_killed_import_goes_on_where_it_was(
    bring: Bring,
    table: Callable[..., bytes],
    shop: Shop,
    tmp_path: Path,
    database_url: str,
) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes(table(*catalog(120)))
    expected = import_products(path, dry_run=True).as_dict()
    arguments = [database_url, str(tmp_path), str(path)]
    dead = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert dead.returncode == -signal.SIGKILL
    assert count_of(Product, StockMovement, Media) == [49, 49, 49]
    assert last_line() == 51
    report = import_products(path)
    assert report.as_dict() == expected | {"dry_run": False, "resumed_after": 51}
    assert (report.created, report.skipped) == (119, 1)
    assert [fault.code for fault in report.faults] == ["missing_title", "bad_weight"]
    assert count_of(Product, StockMovement, Media) == [119, 119, 119]
    again = import_products(path)
    assert (again.unchanged, again.resumed_after, again.stock) == (119, 0, 0)


def test_going_on_shows_progress_before_there_is_work(
    bring: Bring, table: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_ROWS", 20)
    data = table(*catalog(60))
    monkeypatch.setattr(importing, "finish", lambda run: None)
    bring(data)
    heard: list[tuple[int, int]] = []
    report = bring(data, progress=lambda done, total: heard.append((done, total)))
    assert (report.created, report.resumed_after) == (59, 61)
    assert len(heard) == 4
    assert heard[-1] == (len(data), len(data))


def test_an_interrupted_import_can_begin_anew(bring: Bring, table: Callable[..., bytes]) -> None:
    data = table(*catalog(60))

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(data, progress=interrupt)
    report = bring(data, resume=False)
    assert (report.created, report.unchanged, report.resumed_after) == (10, 49, 0)


def test_a_file_that_was_mended_is_another_file(bring: Bring, table: Callable[..., bytes]) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(table(*catalog(60)), progress=interrupt)
    report = bring(table(*catalog(61)))
    assert (report.resumed_after, report.created, report.unchanged) == (0, 11, 49)


def test_a_second_import_of_the_file_takes_over(bring: Bring, table: Callable[..., bytes]) -> None:
    data = table(*catalog(120))
    reports: list[ImportReport] = []

    def begin_another(done: int, total: int) -> None:
        if not reports:
            reports.append(bring(data))

    with pytest.raises(ImportTakenOver):
        bring(data, progress=begin_another)
    assert (reports[0].created, reports[0].resumed_after) == (119, 51)
    assert count_of(Product, StockMovement) == [119, 119]


def test_a_product_that_is_refused_costs_nobody_else(bring: Bring, find: Find) -> None:
    rows = list(catalog(8))
    rows[6]["Variant SKU"] = "PINK"
    report = bring(*rows)
    assert [(f.line, f.column, f.code, f.handle) for f in report.faults] == [
        (5, "Title", "missing_title", "p-3"),
        (7, "Variant Grams", "bad_weight", "p-5"),
        (8, "Variant SKU", "no_pink", "p-6"),
    ]
    assert report.faults[2].message == "Pink is not sold here; the product is left out."
    assert (report.created, report.skipped, report.pictures) == (6, 2, 6)
    assert count_of(Product, StockMovement, Media) == [6, 6, 6]
    assert bring(*rows, dry_run=True).skipped == 2


def test_a_change_that_is_refused_keeps_the_product(bring: Bring, find: Find) -> None:
    rows = list(catalog(3))
    bring(*rows)
    rows[1] |= {"Variant SKU": "PINK", "Variant Inventory Qty": "9"}
    rows[2] |= {"Title": "Another"}
    report = bring(*rows)
    assert (report.updated, report.unchanged, report.skipped) == (1, 1, 1)
    assert find("p-1").variants[0].sku == "SKU-1"
    assert (find("p-2").title, report.stock) == ("Another", 0)


def test_an_edit_in_the_same_moment_is_not_lost(
    bring: Bring, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan was made of an older version: it is made again."""
    rows = list(catalog(2))
    bring(*rows)
    calls: list[object] = []

    def edited(items: list[ProductChange]) -> list[ProductView]:
        if items:
            calls.append(items)
        if items and len(calls) <= 2:
            raise Changed("product")
        return update_products(items)

    monkeypatch.setattr(storing, "update_products", edited)
    rows[1] |= {"Title": "Another"}
    report = bring(*rows)
    assert (report.updated, report.unchanged, report.faults) == (1, 1, ())
    assert find("p-1").title == "Another"

    def always(items: list[ProductChange]) -> list[ProductView]:
        calls.clear()
        return edited(items)

    monkeypatch.setattr(storing, "update_products", always)
    rows[1] |= {"Title": "A third"}
    assert [fault.code for fault in bring(*rows).faults] == ["precondition_failed"]


def test_a_defect_stops_the_import_and_loses_nothing(
    bring: Bring, table: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = table(*catalog(60))

    def broken(*arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(storing, "plan_product", broken)
    with pytest.raises(ZeroDivisionError):
        bring(data)
    monkeypatch.undo()
    assert bring(data).created == 59


def test_batches_stay_small_where_products_are_large(
    bring: Bring, table: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    store = storing.store

    def measured(batch: storing.Batch) -> storing.Stored:
        sizes.append(sum(entry.rows for entry in batch.entries))
        return store(batch)

    monkeypatch.setattr("shopwright.commerce.catalog.shopify.importing.store", measured)
    rows = [
        {"Handle": f"p-{n // 100}", "Title": "P", "Option1 Name": "Size", "Option1 Value": str(n)}
        for n in range(900)
    ]
    assert bring(*rows).created == 9
    assert len(sizes) == 2
    assert max(sizes) <= 505
