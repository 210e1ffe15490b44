from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shopwright.commerce.catalog.shopify.groups import ROW_LIMIT

Parse = Callable[..., Any]
HEADER = (
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price,"
    "Image Src,Image Position,Image Alt Text"
)


def test_options_are_named_once_and_valued_in_each_row(parse: Parse) -> None:
    product = parse(HEADER, "a,A,Size,S,Color,Red,,5,,,", "a,,,M,,Blue,,6,,,").product
    assert product.options == ("Size", "Color")
    assert [v.option_values for v in product.variants] == [("S", "Red"), ("M", "Blue")]


def test_option_columns_may_have_a_gap(parse: Parse) -> None:
    product = parse(HEADER, "a,A,,,Color,Red,,5,,,", "a,,,,,Blue,,6,,,").product
    assert product.options == ("Color",)
    assert [v.option_values for v in product.variants] == [("Red",), ("Blue",)]


def test_an_option_may_be_called_title(parse: Parse) -> None:
    product = parse(HEADER, "a,A,Title,Hardback,,,,5,,,", "a,,,Default Title,,,,6,,,").product
    assert product.options == ("Title",)
    assert [v.option_values for v in product.variants] == [("Hardback",), ("Default Title",)]


def test_rows_with_an_image_alone_are_no_variants(parse: Parse) -> None:
    image = "https://a.example/{}.jpg"
    reading = parse(
        HEADER,
        f"a,A,Title,Default Title,,,,5,{image.format(1)},1,",
        f"a,,,,,,,,{image.format(2)},2,Back",
        f"a,,,,,,,,{image.format(1)},,Front",
    )
    assert reading.faults == []
    assert len(reading.product.variants) == 1
    assert [(i.src[-5:], i.position, i.alt, i.line) for i in reading.product.images] == [
        ("1.jpg", 1, "Front", 2),
        ("2.jpg", 2, "Back", 3),
    ]


def test_a_description_without_an_image_is_told(parse: Parse) -> None:
    reading = parse(HEADER, "a,A,,,,,,5,,,Front")
    assert reading.places == [(2, "Image Alt Text", "missing_image")]
    assert reading.product.images == ()


def test_a_sku_is_taken_once_in_a_file(parse: Parse) -> None:
    reading = parse(HEADER, "a,A,,,,,X,5,,,", "b,B,,,,,X,6,,,", "c,C,,,,,,7,,,")
    assert reading.places == [(3, "Variant SKU", "duplicate_sku")]
    assert "line 2" in reading.fault.message
    assert [len(product.variants) for product in reading.products] == [1, 0, 1]


def test_a_variant_left_out_leaves_its_sku_to_others(parse: Parse) -> None:
    reading = parse(HEADER, "a,A,,,,,X,five,,,", "b,B,,,,,X,6,,,")
    assert [fault.code for fault in reading.faults] == ["bad_price"]
    assert reading.products[1].variants[0].sku == "X"


def test_a_combination_of_values_is_taken_once_in_a_product(parse: Parse) -> None:
    reading = parse(
        HEADER,
        "a,A,Size,S,,,,5,,,",
        "a,,,S,,,,6,,,",
        "b,B,Size,S,,,,5,,,",
        "a,,,S,,,,7,,,",
        "a,,,M,,,,7,,,",
    )
    assert reading.places == [
        (3, "Option1 Value", "duplicate_option_values"),
        (5, "Option1 Value", "duplicate_option_values"),
    ]
    assert [len(product.variants) for product in reading.products] == [1, 1, 1]


def test_a_product_without_options_has_one_variant(parse: Parse) -> None:
    reading = parse(HEADER, "a,A,Title,Default Title,,,X,5,,,", "a,,,Default Title,,,Y,6,,,")
    assert reading.places == [(3, "Option1 Value", "duplicate_option_values")]
    assert [v.sku for v in reading.product.variants] == ["X"]


def test_a_file_without_options_updates_variants_by_sku(parse: Parse) -> None:
    reading = parse("Handle,SKU,Price", "a,X,5", "a,Y,6", "a,,7", "a,,8")
    assert reading.places == [(5, None, "duplicate_option_values")]
    assert [(v.sku, v.option_values) for v in reading.product.variants] == [
        ("X", ()),
        ("Y", ()),
        (None, ()),
    ]


def test_a_variant_needs_a_value_for_each_option(parse: Parse) -> None:
    reading = parse(
        HEADER, "a,A,Size,S,Color,,,5,,,", "a,,,M,,Red,,5,,,", "a,,,,,,X,5,,,", "a,,,L,,Red,,5,,,"
    )
    assert reading.places == [
        (2, "Option2 Value", "missing_option_value"),
        (4, "Option1 Value", "missing_option_value"),
    ]
    assert "'Color'" in reading.faults[0].message
    assert [v.option_values for v in reading.product.variants] == [("M", "Red"), ("L", "Red")]


def test_a_value_needs_an_option(parse: Parse) -> None:
    reading = parse(HEADER, "a,A,Size,S,,Red,,5,,,", "a,,,M,,,,5,,,")
    assert reading.places == [(2, "Option2 Value", "missing_option_name")]
    assert [v.option_values for v in reading.product.variants] == [("M",)]


def test_values_without_any_names_keep_their_order(parse: Parse) -> None:
    reading = parse("Handle,Option1 Value,Option2 Value,Price", "a,S,Red,5", "a,M,,6", "a,,,7")
    assert reading.product.options == ()
    assert [v.option_values for v in reading.product.variants] == [("S", "Red")]
    assert [fault.code for fault in reading.faults] == ["missing_option_value"] * 2
    assert "option 2" in reading.faults[0].message


def test_two_options_of_one_name_leave_no_variant(parse: Parse) -> None:
    reading = parse(HEADER, "a,A,Size,S,size,M,,5,,,")
    assert reading.places == [(2, "Option1 Value", "duplicate_option_name")]
    assert reading.product.variants == ()


def test_the_first_row_that_says_something_of_the_product_holds(parse: Parse) -> None:
    header = "Handle,Title,Tags,Published,Option1 Name,Option1 Value"
    reading = parse(header, "a,,,,Size,S", "a,A,x,true,Size,M", 'a,AA,"y,z",false,Length,L')
    product = reading.product
    assert (product.title, product.tags, product.published) == ("A", ("x",), True)
    assert product.options == ("Size",)
    assert [(f.column, f.code, f.severity) for f in reading.faults] == [
        ("Title", "conflicting_value", "warning"),
        ("Tags", "conflicting_value", "warning"),
        ("Published", "conflicting_value", "warning"),
        ("Option1 Name", "conflicting_value", "warning"),
    ]
    assert "'y, z' differs from 'x'" in reading.faults[1].message


def test_a_handle_that_comes_again_is_a_continuation(parse: Parse) -> None:
    reading = parse(
        HEADER, "a,A,Size,S,,,,5,,,", "b,B,,,,,,5,,,", "A,,,M,,,,6,,,", "b,Other,,,,,,,,,"
    )
    assert reading.faults == []
    assert [(p.handle, p.continuation) for p in reading.products] == [
        ("a", False),
        ("b", False),
        ("a", True),
        ("b", True),
    ]
    assert reading.products[2].variants[0].option_values == ("M",)
    assert [sorted(p.stated) for p in reading.products[2:]] == [[], ["title"]]


def test_a_product_of_boundless_rows_comes_in_parts(parse: Parse) -> None:
    reading = parse("Handle,Option1 Value", *[f"a,{n}" for n in range(ROW_LIMIT + 5)], "a,3")
    assert [(len(p.variants), p.continuation) for p in reading.products] == [
        (ROW_LIMIT, False),
        (5, True),
    ]
    assert reading.places == [(ROW_LIMIT + 7, "Option1 Value", "duplicate_option_values")]


def test_reading_resumes_after_the_last_product_stored(parse: Parse) -> None:
    rows = [
        HEADER + ",Moon",
        "a,A,Size,S,,,X,5,,,,",
        "a,,,M,,,Y,oops,,,,",
        "b,B,,,,,Z,5,,,,",
        "a,,,S,,,,5,,,,",
        "c,C,,,,,X,5,,,,",
    ]
    whole = parse(*rows)
    for stored in range(len(whole.products)):
        rest = parse(*rows, resume_after=whole.products[stored].last_line)
        assert rest.products == whole.products[stored + 1 :]
        assert [p.continuation for p in rest.products] == [
            p.continuation for p in whole.products[stored + 1 :]
        ]
        assert rest.faults == [f for f in whole.faults if f.line > whole.products[stored].last_line]
