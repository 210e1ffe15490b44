from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from shopwright.commerce.catalog.shopify import cells

Parse = Callable[..., Any]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1234.50", "1234.50"),
        (" 50 ", "50"),
        ("0", "0"),
        (".99", "0.99"),
        ("007", "7"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,50", "12.50"),
        ("0.500", "0.5"),
        ("1234.500", "1234.5"),
        ("19.990000", "19.99"),
    ],
)
def test_an_amount_with_one_meaning_is_read(written: str, amount: str) -> None:
    assert cells.money(written, 2) == Decimal(amount)


@pytest.mark.parametrize(
    "written",
    [
        "1,234",
        "1.234",
        "-5",
        "(5)",
        "NaN",
        "inf",
        "1e5",
        "5.",
        "€ 12",
        "12 EUR",
        "$12",
        "1,23,4",
        "٣",
        "1_000",
        "0x10",
        "1000000000000",
        "9" * 60,
        "--",
        "1..2",
        "1 2",
    ],
)
def test_any_other_amount_is_refused(written: str) -> None:
    with pytest.raises(cells.BadCell) as refused:
        cells.money(written, 2)
    assert refused.value.code == "bad_price"


def test_a_blank_amount_is_none() -> None:
    assert cells.money("  ", 2) is None


@pytest.mark.parametrize(("written", "decimals"), [("9.995", 2), ("12.5", 0), ("1.2345", 3)])
def test_an_amount_too_precise_for_the_currency_is_never_rounded(
    written: str, decimals: int
) -> None:
    with pytest.raises(cells.BadCell) as refused:
        cells.money(written, decimals)
    assert refused.value.code in ("price_too_precise", "bad_price")


def test_three_decimals_are_read_where_the_currency_has_three() -> None:
    assert cells.money("1.234", 3) == Decimal("1.234")
    assert cells.money("100.00", 0) == 100


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("TRUE", True),
        ("False", False),
        ("yes", True),
        ("0", False),
        ("WAHR", True),
        ("faux", False),
    ],
)
def test_booleans_are_read_in_the_languages_of_spreadsheets(written: str, value: bool) -> None:
    assert cells.boolean(written) is value


def test_codes_lose_the_apostrophe_that_guards_their_zeros() -> None:
    assert cells.code("'00123") == "00123"
    assert cells.code("''00123") == "00123"
    assert cells.code("'A-1") == "'A-1"
    assert cells.code(" A-1 ") == "A-1"
    assert cells.code(" ") is None


@pytest.mark.parametrize("written", ["8.50012E+11", "8,5E+11", "1E+05"])
def test_codes_that_a_spreadsheet_rounded_are_refused(written: str) -> None:
    with pytest.raises(cells.BadCell) as refused:
        cells.code(written)
    assert refused.value.code == "bad_code"


def test_weights_are_whole_grams() -> None:
    assert cells.grams("453.592") == 454
    assert cells.grams("0") == 0
    assert cells.grams("0,5") == 1
    assert cells.grams("") is None
    for written in ("2 lb", "-1", "1000000000"):
        with pytest.raises(cells.BadCell, match="bad_weight"):
            cells.grams(written)


def test_quantities_are_whole_numbers() -> None:
    assert cells.quantity("12") == 12
    assert cells.quantity("12.0") == 12
    assert cells.quantity("") is None
    for written in ("1.5", "1,000", "many", "1e3", "9999999999"):
        with pytest.raises(cells.BadCell, match="bad_quantity"):
            cells.quantity(written)


def test_policies_are_read_as_a_word_or_as_an_answer() -> None:
    assert cells.inventory_policy("DENY") == "deny"
    assert cells.inventory_policy("continue") == "continue"
    assert cells.inventory_policy("TRUE") == "continue"
    assert cells.inventory_policy("false") == "deny"
    assert cells.inventory_policy("") is None


@pytest.mark.parametrize("address", ["https://a.example/x.jpg?v=1", "http://localhost:80/ä.png"])
def test_web_addresses_are_kept_as_they_are(address: str) -> None:
    assert cells.url(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "x.jpg",
        "//a.example/x.jpg",
        "ftp://a.example/x",
        "https://",
        "https://a b/x",
        "https://[x",
        "https://a.example/a b.jpg",
        "https://a.example:port/",
        "javascript:alert(1)",
        "file:///x",
    ],
)
def test_anything_but_a_web_address_is_refused(address: str) -> None:
    with pytest.raises(cells.BadCell) as refused:
        cells.url(address)
    assert refused.value.code == "bad_url"


def test_handles_are_read_as_shopify_reads_them() -> None:
    assert cells.handle(" Blue  Shirt ") == "blue-shirt"
    assert cells.handle("größe-1") == "größe-1"
    assert cells.handle("  ") is None
    for bad in ("a/b", "<p>", "-", "a?b", "../x"):
        with pytest.raises(cells.BadCell, match="bad_handle"):
            cells.handle(bad)


def test_tags_are_told_apart_by_commas_and_kept_once() -> None:
    assert cells.tags("Pot,  Plants ,Pot,,") == ("Pot", "Plants")
    assert cells.tags(" , ") is None
    with pytest.raises(cells.BadCell, match="too_long"):
        cells.tags("x" * 256)


def test_a_value_is_shown_short_on_one_line_and_printable() -> None:
    assert cells.shown("a\n b\x07c") == "a b c"
    assert cells.shown("x" * 100) == "x" * 39 + "…"
    assert cells.shown("caf\udce9") == "caf\ufffd"


EVERY_COLUMN = (
    "Handle,Title,Published,Status,Gift Card,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
    "Variant Weight Unit,Variant Inventory Qty,Variant Inventory Policy,Variant Price,"
    "Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,"
    "Image Src,Image Position,Image Alt Text,Variant Image,Cost per item,Variant Tax Code"
)
GOOD = (
    "shirt,Shirt,true,active,false,Size,S,S-1,100,g,5,continue,10,20,true,true,123,"
    "https://a.example/1.jpg,1,Front,https://a.example/2.jpg,5,T1"
)


@pytest.mark.parametrize(
    ("column", "cell", "code", "severity"),
    [
        ("Title", "x" * 256, "too_long", "error"),
        ("Published", "ture", "bad_boolean", "error"),
        ("Status", "unlisted", "bad_status", "error"),
        ("Gift Card", "maybe", "bad_boolean", "error"),
        ("Option1 Value", "a\0b", "nul_character", "error"),
        ("Variant SKU", "1.5E+10", "bad_code", "error"),
        ("Variant Grams", "light", "bad_weight", "error"),
        ("Variant Weight Unit", "stone", "bad_weight_unit", "warning"),
        ("Variant Inventory Qty", "few", "bad_quantity", "error"),
        ("Variant Inventory Qty", "-3", "negative_quantity", "warning"),
        ("Variant Inventory Policy", "perhaps", "bad_inventory_policy", "error"),
        ("Variant Price", "ten", "bad_price", "error"),
        ("Variant Price", "9.995", "bad_price", "error"),
        ("Variant Price", "9.9951", "price_too_precise", "error"),
        ("Variant Compare At Price", "-1", "bad_price", "error"),
        ("Variant Requires Shipping", "maybe", "bad_boolean", "error"),
        ("Variant Taxable", "maybe", "bad_boolean", "error"),
        ("Variant Barcode", "8.5E+11", "bad_code", "error"),
        ("Image Src", "1.jpg", "bad_url", "error"),
        ("Image Position", "first", "bad_image_position", "warning"),
        ("Image Alt Text", "x" * 513, "too_long", "error"),
        ("Variant Image", "2.jpg", "bad_url", "error"),
        ("Cost per item", "NaN", "bad_price", "error"),
        ("Variant Tax Code", "x" * 256, "too_long", "error"),
    ],
)
def test_a_bad_cell_costs_what_its_column_says(
    parse: Parse, column: str, cell: str, code: str, severity: str
) -> None:
    index = EVERY_COLUMN.split(",").index(column)
    bad = [*GOOD.split(",")]
    bad[index] = cell
    good = parse(EVERY_COLUMN, GOOD).product
    reading = parse(EVERY_COLUMN, ",".join(bad))
    product, fault = reading.product, reading.fault
    assert (fault.line, fault.column, fault.code, fault.severity) == (2, column, code, severity)
    assert fault.handle == "shirt"
    assert fault.message.startswith(f"'{cells.shown(cell)}' ")
    changed = {
        field
        for field in ("title", "published", "status", "gift_card", "options", "images", "variants")
        if getattr(product, field) != getattr(good, field)
    }
    takes_its_variant = {
        "Option1 Value",
        "Variant SKU",
        "Variant Price",
        "Variant Requires Shipping",
        "Variant Taxable",
        "Variant Tax Code",
    }
    if column in takes_its_variant:
        assert changed == {"variants"}
        assert product.variants == ()
        assert "the variant is left out" in fault.message
    else:
        assert len(changed) == 1
        assert len(product.variants) == 1


def test_a_product_whose_visibility_cannot_be_read_stays_hidden(parse: Parse) -> None:
    product = parse("Handle,Published,Status", "a,perhaps,online").product
    assert (product.published, product.status) == (False, "draft")


def test_an_unreadable_policy_never_oversells(parse: Parse) -> None:
    reading = parse("Handle,Variant SKU,Variant Inventory Policy", "a,1,dney")
    assert reading.product.variants[0].inventory_policy == "deny"
    assert "deny is taken instead" in reading.fault.message


def test_bytes_of_another_encoding_are_reported_not_guessed(parse: Parse) -> None:
    reading = parse("Handle,Title,Vendor", "a,Cr\xe8me,Ärger".encode("cp1252"), "b,Crème,Ärger")
    assert reading.places == [(2, "Title", "wrong_encoding"), (2, "Vendor", "wrong_encoding")]
    assert "'Crème'" in reading.faults[0].message
    assert [p.title for p in reading.products] == [None, "Crème"]
    assert [p.vendor for p in reading.products] == [None, "Ärger"]


def test_what_could_not_be_read_is_not_stated_and_what_is_blank_is(parse: Parse) -> None:
    header = "Handle,Title,Vendor,Variant Price,Variant Compare At Price,Cost per item"
    product = parse(header, "a,,V,5,free,").product
    assert product.stated == {"title", "vendor"}
    assert product.variants[0].stated == {"price", "cost"}
