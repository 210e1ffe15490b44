from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shopwright.commerce.catalog import shopify
from shopwright.commerce.catalog.shopify import columns, importing

Parse = Callable[..., Any]


def test_both_generations_of_headers_mean_the_same(parse: Parse) -> None:
    old = (
        "Handle,Title,Body (HTML),Type,Published,Option1 Name,Option1 Value,Variant SKU,"
        "Variant Grams,Variant Weight Unit,Variant Inventory Tracker,Variant Inventory Qty,"
        "Variant Inventory Policy,Variant Price,Variant Compare At Price,"
        "Variant Requires Shipping,Variant Taxable,Variant Barcode,Variant Tax Code,Image Src,"
        "Variant Image,Status"
    )
    new = (
        "URL handle,Title,Description,Type,Published on online store,Option1 name,Option1 value,"
        "SKU,Weight value (grams),Weight unit for display,Inventory tracker,Inventory quantity,"
        "Continue selling when out of stock,Price,Compare-at price,Requires shipping,Charge tax,"
        "Barcode,Tax code,Product image URL,Variant image URL,Status"
    )
    row = (
        "a,A,<p>a</p>,Shirts,TRUE,Size,S,A-S,100,kg,shopify,3,deny,5,9,TRUE,TRUE,123,T,"
        "https://a.example/1.jpg,https://a.example/2.jpg,active"
    )
    first, second = parse(old, row), parse(new, row)
    assert first.faults == second.faults == []
    assert first.products == second.products
    (variant,) = first.product.variants
    assert None not in [getattr(variant, column.field) for column in columns.VARIANT[:-2]]


def test_names_are_read_in_any_case_and_order_with_blanks_around(parse: Parse) -> None:
    assert parse(" title , HANDLE ", "A,a").product.title == "A"


def test_an_unknown_column_is_told_once_with_the_nearest_name(parse: Parse) -> None:
    reading = parse("Handle,Varient Price,Moon Phase", "a,5,full", "b,6,new")
    assert reading.places == [
        (1, "Varient Price", "unknown_column"),
        (1, "Moon Phase", "unknown_column"),
    ]
    assert "Did you mean 'Variant Price'?" in reading.faults[0].message
    assert {fault.severity for fault in reading.faults} == {"warning"}
    assert reading.handles == ["a", "b"]


@pytest.mark.parametrize(
    "column",
    [
        "Price / International",
        "Compare At Price / EU",
        "Included / EU",
        "Google Shopping / MPN",
        "Fabric (product.metafields.custom.fabric)",
        "Unit Price Total Measure",
        "Collection",
    ],
)
def test_a_column_with_no_place_here_is_told_at_its_first_value(parse: Parse, column: str) -> None:
    reading = parse(f"Handle,{column}", "a,", "b,12", "c,13")
    assert reading.places == [(3, column, "ignored_column")]
    assert reading.fault.severity == "warning"
    assert parse(f"Handle,{column}", "a,", "b,").faults == []


def test_the_usual_fulfillment_service_needs_no_warning(parse: Parse) -> None:
    header = "Handle,Variant Fulfillment Service"
    assert parse(header, "a,manual").faults == []
    assert parse(header, "a,amazon").fault.code == "ignored_column"


def test_without_handles_nothing_is_read(parse: Parse) -> None:
    reading = parse("Name,Price", "a,5")
    assert reading.products == []
    assert reading.places == [(1, "Handle", "missing_column")]
    assert reading.fault.fatal
    assert "'Name', 'Price'" in reading.fault.message


@pytest.mark.parametrize("header", ["Handle,Price,price", "Handle,Variant Price,Price"])
def test_two_columns_of_one_meaning_are_not_guessed_between(parse: Parse, header: str) -> None:
    reading = parse(header, "a,5,6")
    assert reading.products == []
    assert (reading.fault.code, reading.fault.fatal) == ("duplicate_column", True)


def test_columns_without_a_name_at_the_end_are_forgiven_while_blank(parse: Parse) -> None:
    reading = parse("Handle,Title,,,", "a,A,,,", "b,B,,x,", "c,C", "d,D,,,,")
    assert reading.places == [(3, None, "too_many_columns"), (5, None, "too_many_columns")]
    assert reading.handles == ["a", "c"]


def test_two_hundred_unknown_columns_are_each_told(parse: Parse) -> None:
    names = [f"Extra {n}" for n in range(199)]
    reading = parse(",".join(["Handle", *names]), ",".join(["a"] + ["x"] * 199))
    assert [fault.column for fault in reading.faults] == names
    assert reading.handles == ["a"]


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_the_delimiter_is_told_by_the_names(parse: Parse, delimiter: str) -> None:
    rows = [["Handle", "Title", "Variant Price"], ["a", "A", "12.50"]]
    reading = parse(*[delimiter.join(row) for row in rows])
    assert reading.faults == []
    assert str(reading.product.variants[0].price) == "12.50"


def test_the_line_that_tells_spreadsheets_the_delimiter_is_skipped(parse: Parse) -> None:
    reading = parse("\ufeffsep=;", "Handle;Title", "a;A")
    assert reading.faults == []
    assert (reading.product.title, reading.product.line) == ("A", 3)


def test_every_code_is_documented() -> None:
    documented = set(
        re.findall(r"^([a-z_]+)  +\S", f"{shopify.__doc__}\n{importing.__doc__}", re.MULTILINE)
    )
    sources = Path(columns.__file__).parent.glob("[a-z]*.py")
    code = re.compile(r'"((?:bad|too|duplicate|missing|wrong|unknown|ignored)_[a-z_]+)"')
    used = {found for source in sources for found in code.findall(source.read_text())}
    assert used <= documented
    assert len(used) > 20
