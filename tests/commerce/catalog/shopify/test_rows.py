from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.catalog.shopify import Fault, read
from shopwright.commerce.catalog.shopify.lines import LINE_LIMIT

Parse = Callable[..., Any]
HEADER = "Handle,Title,Body (HTML),Vendor,Variant Price"


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_breaks(parse: Parse) -> None:
    reading = parse(HEADER, 'a,A,"<p class=""x"">1, 2', "", '3</p>",V,5', "b,B,,V,6")
    assert reading.faults == []
    assert reading.products[0].body_html == '<p class="x">1, 2\n\n3</p>'
    assert [(p.line, p.last_line) for p in reading.products] == [(2, 4), (5, 5)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(parse: Parse, end: str) -> None:
    reading = parse(end.join(["\ufeffHandle,Title,Vendor", "a,A,V", 'b,"B', 'B",V', ""]))
    assert reading.faults == []
    assert [(p.title, p.vendor, p.line) for p in reading.products] == [
        ("A", "V", 2),
        ("B\nB", "V", 3),
    ]


def test_a_quote_amid_a_cell_is_text(parse: Parse) -> None:
    assert parse(HEADER, 'a,5" pipe,b"c",V,1').product.title == '5" pipe'


def test_blank_rows_are_nothing(parse: Parse) -> None:
    reading = parse("", HEADER, "", ",,,,", "  ", ",,", "a,A,,,1", ",,,,,,,,", "")
    assert reading.faults == []
    assert reading.product.line == 7


def test_a_quote_cut_off_at_the_end_costs_its_row_alone(parse: Parse) -> None:
    reading = parse(HEADER, "a,A,,,1", 'b,B,"<p>cut')
    assert reading.places == [(3, "Body (HTML)", "truncated_quote")]
    assert reading.fault.handle == "b"
    assert "line 3 is left out" in reading.fault.message
    assert reading.handles == ["a"]


def test_a_quote_never_closed_swallows_no_row_after_it(parse: Parse) -> None:
    rows = [f'p{n},P{n},"<p>{n}</p>",V,{n}' for n in range(500)]
    reading = parse(HEADER, "a,A,,,1", 'b,B,"<p>open,V,1', *rows)
    assert reading.places == [(3, "Body (HTML)", "truncated_quote")]
    assert reading.handles == ["a", *[f"p{n}" for n in range(500)]]


def test_a_quote_never_closed_before_rows_without_quotes_swallows_none(parse: Parse) -> None:
    rows = [f"p{n},P{n},,V,{n}" for n in range(50)]
    reading = parse(HEADER, 'b,B,"<p>open,V,1', *rows)
    assert reading.places == [(2, "Body (HTML)", "truncated_quote")]
    assert len(reading.products) == 50


def test_lines_lost_to_an_open_quote_are_named(parse: Parse) -> None:
    reading = parse(HEADER, 'b,B,"<p>one', "two", "three, four", "c,C,,V,1")
    assert reading.places == [(2, "Body (HTML)", "truncated_quote")]
    assert "lines 2 to 4 are left out" in reading.fault.message
    assert reading.handles == ["c"]


def test_a_description_is_never_taken_for_a_product(parse: Parse) -> None:
    reading = parse("Handle,Title", 'a,"A', "one line, of text", '<p>, "x', "b,B")
    assert reading.handles == ["b"]
    assert [fault.code for fault in reading.faults] == ["truncated_quote"]


def test_an_open_quote_that_ends_like_a_cell_is_found_by_the_count(parse: Parse) -> None:
    reading = parse(HEADER, 'a,A,"open,V,1', "b,B,,V,1", 'c,C,",x",V,1', "d,D,,V,1")
    assert reading.places == [(2, "Body (HTML)", "truncated_quote")]
    assert reading.handles == ["b", "c", "d"]


def test_a_row_of_several_lines_with_a_cell_too_many_is_left_out_whole(parse: Parse) -> None:
    reading = parse(HEADER, 'a,A,"one', 'two",V,1,x', "b,B,,,1")
    assert reading.places == [(2, None, "too_many_columns")]
    assert "lines 2 to 3 are left out" in reading.fault.message
    assert reading.handles == ["b"]


def test_a_stray_quote_is_read_and_told(parse: Parse) -> None:
    reading = parse(HEADER, 'a,"the "best" pot",,V,1')
    assert reading.places == [(2, "Title", "stray_quote")]
    assert reading.fault.severity == "warning"
    assert reading.product.title == 'the "best" pot'


def test_text_after_a_quoted_cell_belongs_to_it(parse: Parse) -> None:
    assert parse(HEADER, 'a,"A" a,,V,1').product.title == "A a"
    assert parse("Handle,Title", 'a,"A" "a"').product.title == 'A" "a'


def test_a_stray_quote_that_leaves_no_row_costs_the_row(parse: Parse) -> None:
    reading = parse(HEADER, 'a,"A,"<p>x</p>",V,1', "b,B,,V,1")
    assert reading.places == [(2, "Title", "stray_quote")]
    assert reading.fault.severity == "error"
    assert reading.handles == ["b"]


def test_a_row_with_too_few_or_too_many_cells_is_left_out(parse: Parse) -> None:
    reading = parse(HEADER, "a,A,,V", "b,B,,V,1", "c,C,x,y,V,1")
    assert reading.places == [(2, None, "too_few_columns"), (4, None, "too_many_columns")]
    assert reading.handles == ["b"]


def test_a_comma_in_the_wrong_place_never_moves_a_cell_into_another_column(parse: Parse) -> None:
    reading = parse("Handle,Title,Vendor,Type", "a,Shirt, blue,V,")
    assert reading.places == [(2, None, "too_many_columns")]
    assert reading.products == []


def test_the_rest_of_a_product_whose_first_row_is_lost_is_a_continuation(parse: Parse) -> None:
    header = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant Price"
    reading = parse(header, "a,A, extra, x,V,Size,S,5", "a,,,,M,5", "a,,,,L,5")
    assert [fault.code for fault in reading.faults] == ["too_many_columns"]
    product = reading.product
    assert product.continuation
    assert product.stated == frozenset()
    assert [v.option_values for v in product.variants] == [("M",), ("L",)]


def test_a_line_beyond_all_bounds_is_left_out(parse: Parse) -> None:
    reading = parse(HEADER, "a,A,,V,1", "b," + "x" * (LINE_LIMIT + 10), "c,C,,V,1")
    assert reading.places == [(3, None, "line_too_long")]
    assert reading.handles == ["a", "c"]


def test_a_row_of_lines_beyond_all_bounds_is_given_up(parse: Parse) -> None:
    lines = ["x" * 1024] * (LINE_LIMIT // 1024 + 10)
    reading = parse(HEADER, 'b,B,"', *lines, "c,C,,V,1")
    assert reading.places == [(2, "Body (HTML)", "truncated_quote")]
    assert reading.handles == ["c"]


def test_a_line_beyond_all_bounds_inside_of_a_quote_is_left_out_too(parse: Parse) -> None:
    reading = parse(HEADER, 'b,B,"', "x" * (2 * LINE_LIMIT), 'y",V,1', "c,C,,V,1")
    assert reading.places == [(2, "Body (HTML)", "truncated_quote")]
    assert reading.handles == ["c"]


def test_a_line_full_of_stray_quotes_takes_no_time(parse: Parse) -> None:
    reading = parse(HEADER, "a," + '"x"y,' * 200_000, "b,B,,V,1")
    assert reading.handles == ["b"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\n\r\n  \n", "empty_file"),
        (b"PK\x03\x04\x14\x00", "not_csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "not_csv"),
        ("Handle,Title\na,A".encode("utf-16"), "wrong_encoding"),
        ("Handle,Title\na,A".encode("utf-16-le"), "wrong_encoding"),
        ("Handle,Title\na,A".encode("utf-32"), "wrong_encoding"),
        (b"Handle,Ti\0tle\na,A", "wrong_encoding"),
        (b'Handle,"Title\na,A', "truncated_quote"),
        (b"Title\nA", "missing_column"),
        (b"x" * (LINE_LIMIT + 100), "not_csv"),
    ],
)
def test_what_is_no_product_file_is_refused_at_once(
    parse: Parse, content: bytes, code: str
) -> None:
    reading = parse(content)
    assert reading.products == []
    assert (reading.faults[-1].code, reading.faults[-1].fatal) == (code, True)


def test_a_header_alone_is_an_empty_catalog(parse: Parse) -> None:
    reading = parse(HEADER)
    assert (reading.products, reading.faults) == ([], [])


def test_a_stream_may_give_a_byte_at_a_time() -> None:
    class Drip(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1)

    text = '\ufeffHandle,Title\r\na,Ä\r\nb,"B\r\nB"\r\n'
    items = list(read(Drip(text.encode())))
    assert items == list(read(io.BytesIO(text.encode())))
    assert not any(isinstance(item, Fault) for item in items)
    assert len(items) == 2
