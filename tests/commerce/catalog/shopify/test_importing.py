"""What a file does to the shop, and what a second import of it does not."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    ProductInput,
    ProductView,
    create_product,
)
from shopwright.commerce.catalog.models import ImportRun
from shopwright.commerce.catalog.shopify import Fault
from shopwright.commerce.catalog.shopify.importing import ImportReport, import_products
from shopwright.commerce.catalog.shopify.target import CurrencyNotSold
from shopwright.commerce.channels import (
    UnknownChannel,
    default_channel,
    install_defaults,
)
from shopwright.commerce.inventory import (
    LocationNotFound,
    find_movements,
    receive,
)
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.testing.shop import Shop
from sqlalchemy import func, select

Bring = Callable[..., ImportReport]
Find = Callable[[str], ProductView]
Footprint = Callable[[], dict[str, Any]]
Row = dict[str, str]

MUG: Row = {
    "Handle": "mug",
    "Title": "Mug",
    "Variant SKU": "MUG-1",
    "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "7",
    "Variant Price": "12.50",
    "Image Src": "https://pictures.example/mug.jpg",
    "Status": "active",
}


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.skipped


def places(report: ImportReport) -> list[tuple[int, str | None, str]]:
    return [(fault.line, fault.column, fault.code) for fault in report.faults]


@pytest.mark.parametrize(
    ("name", "products", "pictures"), [("apparel.csv", 20, 20), ("home-and-garden.csv", 20, 21)]
)
def test_a_real_file_is_imported_twice_with_the_same_result(
    bring: Bring, footprint: Footprint, data: Path, name: str, products: int, pictures: int
) -> None:
    first = bring(data / name)
    assert (counts(first), first.pictures, first.errors) == ((products, 0, 0, 0), pictures, 0)
    before = footprint()
    second = bring(data / name)
    assert (counts(second), second.pictures, second.stock) == ((0, 0, products, 0), 0, 0)
    assert second.faults == first.faults
    assert footprint() == before


def test_a_broken_file_loses_nothing_but_what_is_broken(
    bring: Bring, find: Find, footprint: Footprint, data: Path
) -> None:
    report = bring(data / "apparel-broken.csv")
    assert places(report) == [
        (2, "Variant Inventory Tracker", "not_tracked"),
        (4, "Variant Price", "bad_price"),
        (8, "Variant SKU", "duplicate_sku"),
        (10, "Body (HTML)", "truncated_quote"),
        (12, "Vendor", "wrong_encoding"),
        (13, None, "too_many_columns"),
        (16, "Published", "bad_boolean"),
        (17, "Variant Inventory Qty", "bad_quantity"),
        (18, "Image Src", "bad_url"),
        (20, None, "too_few_columns"),
        (21, "Handle", "missing_handle"),
    ]
    assert (counts(report), report.errors, report.ok) == ((16, 0, 0, 0), 10, False)
    assert [v.options for v in find("classic-varsity-top").variants] == [
        {"Size": "Small"},
        {"Size": "Large"},
    ]
    assert find("dark-winter-jacket").vendor == ""
    assert find("longsleeve-cotton-top").status == "draft"
    before = footprint()
    assert counts(bring(data / "apparel-broken.csv")) == (0, 0, 16, 0)
    assert footprint() == before
    assert counts(bring(data / "apparel.csv")) == (4, 6, 10, 0)
    assert find("dark-winter-jacket").vendor == "partners-demo"
    assert len(find("classic-varsity-top").variants) == 3


def test_a_file_that_is_none_is_refused_as_a_whole(bring: Bring) -> None:
    for content, code in (
        (b"", "empty_file"),
        ("Handle,Title\nmug,Mug\n".encode("utf-16"), "wrong_encoding"),
        (b"PK\x03\x04 a workbook", "not_csv"),
        (b"Name,Price\nMug,9\n", "missing_column"),
        (b"Handle,Price,Variant Price\nmug,1,2\n", "duplicate_column"),
    ):
        report = bring(content)
        assert [fault.code for fault in report.faults] == [code]
        assert (report.complete, report.ok, report.products) == (False, False, 0)
    with read() as db:
        assert db.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_two_hundred_columns_are_one_fault_for_each_row(bring: Bring) -> None:
    wide = ",".join(["x"] * 200)
    report = bring(f"Handle,Title\nmug,Mug\n{wide}\ncup,Cup\n".encode())
    assert places(report) == [(3, None, "too_many_columns")]
    assert report.created == 2


def test_a_wrong_encoding_costs_its_cells(bring: Bring, find: Find) -> None:
    report = bring("Handle,Title,Vendor\nmug,Mug,Café\ncup,Cup,Potter\n".encode("latin-1"))
    assert places(report) == [(2, "Vendor", "wrong_encoding")]
    assert (find("mug").vendor, find("cup").vendor) == ("", "Potter")


def test_the_import_is_named_in_the_stock_ledger(bring: Bring, find: Find) -> None:
    bring(MUG)
    (movement,) = find_movements(variant_id=find("mug").variants[0].id)
    with read() as db:
        run = db.scalars(select(ImportRun)).one()
    assert movement.reference == f"import:{run.id}"
    assert (run.state, run.counts["created"]) == ("done", 1)


def test_a_channel_currency_or_location_that_is_not_there_is_refused(bring: Bring) -> None:
    with pytest.raises(UnknownChannel):
        bring(MUG, channel="pos")
    with pytest.raises(CurrencyNotSold, match="sells in EUR, not in USD"):
        bring(MUG, currency="USD")
    with pytest.raises(LocationNotFound, match="'main'"):
        bring(MUG, location="moon")


def test_the_import_never_waits_for_the_network(bring: Bring, shop: Shop) -> None:
    bring(MUG | {"Image Src": "https://192.0.2.1/never.jpg"})
    with read() as db:
        jobs = db.scalars(
            select(OutboxDelivery.consumer).where(OutboxDelivery.consumer == "job:media_fetch")
        ).all()
    assert len(jobs) == 1


def test_a_dry_run_says_the_same_and_writes_nothing(
    bring: Bring, footprint: Footprint, data: Path
) -> None:
    for name in ("apparel-broken.csv", "apparel.csv"):
        before = footprint()
        rehearsed = bring(data / name, dry_run=True).as_dict()
        assert footprint() == before
        with read() as db:
            assert db.scalar(select(func.count()).where(ImportRun.state == "running")) == 0
        assert rehearsed == bring(data / name).as_dict() | {"dry_run": True}


def test_a_dry_run_follows_a_product_through_the_file(bring: Bring) -> None:
    rows = [
        {"Handle": "mug", "Title": "Mug", "Option1 Name": "Size", "Option1 Value": "S"},
        {"Handle": "cup", "Title": "Cup"},
        {"Handle": "mug", "Option1 Value": "L"},
        {"Handle": "pot", "Title": "Pot"},
        {"Handle": "mug", "Option1 Value": "XL", "Option2 Value": "Red"},
    ]
    rehearsed = bring(*rows, dry_run=True).as_dict()
    assert rehearsed == bring(*rows).as_dict() | {"dry_run": True}
    assert (rehearsed["created"], rehearsed["updated"], rehearsed["unchanged"]) == (3, 1, 1)


def test_columns_are_named_as_the_file_spells_them(bring: Bring) -> None:
    report = bring({"URL handle": "mug", "Title": "Mug", "SKU": "x" * 101, "Price": "1"})
    assert places(report) == [(2, "SKU", "too_long")]


def test_what_the_shop_has_no_place_for_is_told_once(bring: Bring) -> None:
    row = MUG | {"Cost per item": "4", "Product Category": "Home > Mugs", "Variant Tax Code": "P1"}
    other = row | {"Handle": "cup", "Variant SKU": ""}
    assert {(c, code) for _, c, code in places(bring(row, other))} == {
        ("Cost per item", "ignored_column"),
        ("Product Category", "ignored_column"),
        ("Variant Tax Code", "ignored_column"),
    }


def test_faults_are_streamed_and_the_first_thousand_kept(bring: Bring) -> None:
    heard: list[Fault] = []
    lines = b"".join(b"p%d,Product,x\n" % n for n in range(1200))
    report = bring(b"Handle,Title,Variant Grams\n" + lines, on_fault=heard.append, dry_run=True)
    assert (report.errors, len(report.faults), len(heard)) == (1200, 1000, 1200)
    assert report.created == 1200


def test_progress_ends_at_the_end(bring: Bring, data: Path) -> None:
    heard: list[tuple[int, int]] = []
    bring(data / "apparel.csv", progress=lambda done, total: heard.append((done, total)))
    size = (data / "apparel.csv").stat().st_size
    assert heard[-1] == (size, size)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)


def test_a_report_is_json(bring: Bring, data: Path) -> None:
    found = json.loads(json.dumps(bring(data / "apparel-broken.csv").as_dict()))
    assert (found["created"], found["file_name"]) == (16, "apparel-broken.csv")
    assert found["faults"][1]["line"] == 4


def test_a_stream_that_cannot_go_back_is_imported_as_well(bring: Bring, table: Any) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self._data = io.BytesIO(data)

        def read(self, size: int = -1) -> bytes:
            return self._data.read(size)

        def seekable(self) -> bool:
            return False

    assert import_products(Pipe(table(MUG))).created == 1  # type: ignore[arg-type]


def test_products_of_staff_keep_their_place(bring: Bring, find: Find, shop: Shop) -> None:
    """A file of other products touches nothing else."""
    install_defaults()
    bowl = create_product(ProductInput(title="Bowl", status="active"))
    receive(bowl.variants[0].id, default_channel().location_ids[0], 3)
    bring(MUG)
    assert find("bowl").version == bowl.version
