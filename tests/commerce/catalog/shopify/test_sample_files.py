"""The files merchants really have, and one of them after a bad day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Parse = Callable[..., Any]


@pytest.mark.parametrize(
    ("name", "products", "variants", "images"),
    [("apparel.csv", 20, 22, 20), ("home-and-garden.csv", 20, 21, 21)],
)
def test_a_real_file_is_read_without_a_fault(
    parse: Parse, data: Path, name: str, products: int, variants: int, images: int
) -> None:
    reading = parse(data / name)
    assert reading.faults == []
    assert len(reading.products) == products
    assert sum(len(product.variants) for product in reading.products) == variants
    assert sum(len(product.images) for product in reading.products) == images


def test_a_product_with_options_has_its_rows_as_variants(parse: Parse, data: Path) -> None:
    product = parse(data / "apparel.csv").products[1]
    assert (product.handle, product.line, product.last_line) == ("classic-varsity-top", 3, 5)
    assert product.options == ("Size",)
    assert [v.option_values for v in product.variants] == [("Small",), ("Medium",), ("Large",)]
    assert [v.line for v in product.variants] == [3, 4, 5]
    assert product.tags == ("women",)
    assert product.published is True
    assert product.body_html is not None
    assert product.body_html.endswith("embroidered letter. ")


def test_a_product_without_options_has_one_variant_without_values(parse: Parse, data: Path) -> None:
    product = parse(data / "home-and-garden.csv").products[1]
    (variant,) = product.variants
    assert (product.options, variant.option_values) == ((), ())
    assert (variant.sku, variant.price, variant.compare_at) == (None, Decimal("59.99"), Decimal(75))
    assert (variant.grams, variant.weight_unit, variant.inventory_qty) == (0, "kg", 2)
    assert (variant.inventory_policy, variant.taxable) == ("deny", True)


def test_the_broken_file_reports_every_fault_with_its_place(parse: Parse, data: Path) -> None:
    reading = parse(data / "apparel-broken.csv")
    assert reading.places == [
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
    assert not any(fault.fatal for fault in reading.faults)


def test_the_broken_file_loses_nothing_beyond_its_faults(parse: Parse, data: Path) -> None:
    whole = {product.handle: product for product in parse(data / "apparel.csv").products}
    for lost in ("dark-denim-top", "black-leather-bag", "blue-silk-tuxedo", "red-sports-tee"):
        del whole[lost]
    top = whole["classic-varsity-top"]
    whole["classic-varsity-top"] = replace(top, variants=(top.variants[0], top.variants[2]))
    for handle, sku in (("floral-white-top", "TOP-1"), ("striped-silk-blouse", None)):
        kept = [replace(v, sku=sku) for v in whole[handle].variants if sku]
        whole[handle] = replace(whole[handle], variants=tuple(kept))
    whole["dark-winter-jacket"] = replace(whole["dark-winter-jacket"], vendor=None)
    whole["longsleeve-cotton-top"] = replace(whole["longsleeve-cotton-top"], published=False)
    shirt = whole["chequered-red-shirt"]
    unknown = replace(shirt.variants[0], inventory_qty=None)
    whole["chequered-red-shirt"] = replace(shirt, variants=(unknown,))
    whole["white-cotton-shirt"] = replace(whole["white-cotton-shirt"], images=())
    assert parse(data / "apparel-broken.csv").products == list(whole.values())
