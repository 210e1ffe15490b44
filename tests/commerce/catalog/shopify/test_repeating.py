"""Files of any kind: a dry run foretells, a second import and an export change nothing."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.catalog.shopify.exporting import export_products
from shopwright.commerce.catalog.shopify.reports import ImportReport

Bring = Callable[..., ImportReport]
Footprint = Callable[[], dict[str, Any]]

# Each column with good, bad and blank cells, so that products, variants and pictures collide.
CELLS = {
    "Handle": ["a", "b", "c", "A", "c d", "c-d", "", "x/y"],
    "Title": ["T", '"T"', "=1+1", " T,t ", "T\nt", "", "Ü"],
    "Body (HTML)": ["<p>\r\n", " b ", "\t;", "", "a\rb", "<a href='x' onclick=y>z</a>", "\u00a0&"],
    "Vendor": ["V", "v  w", ""],
    "Tags": ["a,b", " a , a", ",", "", "A,a"],
    "Published": ["TRUE", "false", "x", ""],
    "Status": ["active", "Draft", "x", "archived", ""],
    "Option1 Name": ["Size", "Title", "title", "", "", ""],
    "Option2 Name": ["Color", "Size", "", "", "", ""],
    "Option1 Value": ["S", "M", "L", "Default Title", "default title", "", ""],
    "Option2 Value": ["Red", "Default Title", "", "", "", ""],
    "Variant SKU": ["X", "Y", "Z", "'007", "", "", ""],
    "Variant Grams": ["1.5", "x", "3", ""],
    "Variant Inventory Tracker": ["shopify", "shopify", ""],
    "Variant Inventory Qty": ["1", "-1", "x", "", "0"],
    "Variant Inventory Policy": ["deny", "TRUE", "x", ""],
    "Variant Price": ["1", "1,234.50", "x", "", "0.10"],
    "Variant Compare At Price": ["1", "2", "x", ""],
    "Variant Barcode": ["1", "'02", ""],
    "Variant Taxable": ["true", "x", "false", ""],
    "Image Src": ["https://a.example/1", "https://a.example/2", "x", "", ""],
    "Image Position": ["1", "2", "x", ""],
    "Image Alt Text": ["Alt", ""],
    "Variant Image": ["https://a.example/1", "https://a.example/3", "", ""],
    "SEO Description": ["a\r\nb", ""],
}


def any_file(chance: random.Random) -> bytes:
    columns = ["Handle", *(name for name in list(CELLS)[1:] if chance.random() < 0.8)]
    chance.shuffle(columns)
    handles = [chance.choice(CELLS["Handle"]) for _ in range(chance.randint(1, 12))]
    if chance.random() < 0.6:
        handles.sort()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=chance.choice(["\n", "\r\n"]))
    writer.writerow(columns)
    for handle in handles:
        writer.writerow(
            [handle if name == "Handle" else chance.choice(CELLS[name]) for name in columns]
        )
    return out.getvalue().encode()


@pytest.mark.parametrize("seed", [1, 1051])
def test_files_of_any_kind_can_be_repeated(bring: Bring, footprint: Footprint, seed: int) -> None:
    """Several files, one after the other into the same shop."""
    chance = random.Random(seed)
    for _ in range(4):
        data = any_file(chance)
        before = footprint()
        foretold = bring(data, dry_run=True).as_dict()
        assert footprint() == before
        assert bring(data).as_dict() == foretold | {"dry_run": False}, data
        before = footprint()
        again = bring(data)
        assert (again.created, again.updated) == (0, 0), data
        assert footprint() == before
        out = io.StringIO(newline="")
        export_products(out)
        back = bring(out.getvalue().encode())
        assert (back.created, back.updated, back.skipped, back.errors) == (0, 0, 0, 0), data
        assert footprint() == before
