from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright.commerce.catalog.shopify import (
    Fault,
    ImageRecord,
    ProductRecord,
    VariantRecord,
    read,
    write,
)
from shopwright.commerce.catalog.shopify.columns import ALL


def records(data: bytes) -> list[ProductRecord]:
    return [item for item in read(io.BytesIO(data)) if isinstance(item, ProductRecord)]


def written(products: list[ProductRecord]) -> bytes:
    out = io.StringIO(newline="")
    write(products, out)
    return out.getvalue().encode()


@pytest.mark.parametrize("name", ["apparel.csv", "home-and-garden.csv", "apparel-broken.csv"])
def test_a_sample_file_survives_export_and_import(data: Path, name: str) -> None:
    first = records((data / name).read_bytes())
    assert list(read(io.BytesIO(written(first)))) == first


CELLS = {
    "Handle": ["a", "b", "A", "c d", "", "x/y"],
    "Title": ["T", '"T"', "=1+1", " T,t ", "T\nt", "", "Ü"],
    "Body (HTML)": ["<p>\r\n", " b ", "\n", "\t;", "", "a\rb"],
    "Tags": ["a,b", " a , a", ",", ""],
    "Published": ["TRUE", "false", "x", ""],
    "Status": ["active", "Draft", "x", ""],
    "Option1 Name": ["Size", "Title", "title", "", "", ""],
    "Option2 Name": ["Color", "Size", "", "", "", ""],
    "Option1 Value": ["S", "M", "Default Title", "default title", "", ""],
    "Option2 Value": ["Red", "Default Title", "", "", "", ""],
    "Variant SKU": ["X", "Y", "'007", "", "", ""],
    "Variant Grams": ["1.5", "x", "3", ""],
    "Variant Inventory Qty": ["1", "-1", "x", ""],
    "Variant Inventory Policy": ["deny", "TRUE", "x", ""],
    "Variant Price": ["1", "1,234.50", "x", "", "0.10"],
    "Variant Taxable": ["true", "x", ""],
    "Image Src": ["https://a.example/1", "https://a.example/2", "x", "", ""],
    "Image Position": ["1", "x", ""],
    "Image Alt Text": ["Alt", ""],
}


@st.composite
def plausible_files(draw: st.DrawFn) -> bytes:
    names = ["Handle", *draw(st.lists(st.sampled_from(sorted(CELLS)), unique=True))]
    names = list(dict.fromkeys(names))
    rows = draw(st.lists(st.tuples(*[st.sampled_from(CELLS[name]) for name in names]), max_size=12))
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([tuple(names), *rows])
    return out.getvalue().encode()


@given(plausible_files())
def test_what_is_written_reads_as_what_was_read(content: bytes) -> None:
    first = records(content)
    again = list(read(io.BytesIO(written(first))))
    assert [item for item in again if isinstance(item, Fault)] == []
    assert again == first


one_line = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20).map(
    lambda text: text.strip().replace("\r", "\n")
)
words = one_line.filter(bool)
amounts = st.decimals(0, 10**11, places=2)
images = st.builds(
    ImageRecord,
    src=st.integers(0, 10**6).map("https://a.example/{}.jpg".format),
    position=st.none() | st.integers(1, 100),
    alt=st.none() | words,
)


@st.composite
def products(draw: st.DrawFn, handle: str) -> ProductRecord:
    options = tuple(draw(st.lists(words, max_size=3, unique_by=str.casefold)))
    values = st.tuples(*[words.filter(lambda w: w.casefold() != "default title")] * len(options))
    optional = st.none() | words
    variants = st.builds(
        VariantRecord,
        option_values=values,
        grams=st.none() | st.integers(0, 10**8),
        weight_unit=st.sampled_from([None, "g", "kg", "lb", "oz"]),
        inventory_tracker=optional,
        inventory_qty=st.none() | st.integers(0, 10**8),
        inventory_policy=st.sampled_from([None, "deny", "continue"]),
        price=st.none() | amounts,
        compare_at=st.none() | amounts,
        requires_shipping=st.none() | st.booleans(),
        taxable=st.none() | st.booleans(),
        image_src=st.just("https://a.example/v.jpg"),
        cost=st.none() | amounts,
        tax_code=optional,
    )
    return draw(
        st.builds(
            ProductRecord,
            handle=st.just(handle),
            title=optional,
            body_html=optional,
            vendor=optional,
            product_category=optional,
            product_type=optional,
            published=st.none() | st.booleans(),
            status=st.sampled_from([None, "active", "draft", "archived"]),
            seo_title=optional,
            seo_description=optional,
            gift_card=st.none() | st.booleans(),
            options=st.just(options),
            variants=st.lists(variants, max_size=4, unique_by=lambda v: v.option_values).map(tuple),
            images=st.lists(images, max_size=4, unique_by=lambda i: i.src).map(tuple),
        )
    )


@given(st.tuples(products("first"), products("second")))
def test_any_product_survives_export_and_import(given_products: tuple[ProductRecord, ...]) -> None:
    given_ones = [p for p in given_products if [o.casefold() for o in p.options] != ["title"]]
    assert list(read(io.BytesIO(written(given_ones)))) == given_ones


def test_the_export_has_each_column_once_in_shopifys_order() -> None:
    (header,) = csv.reader(io.StringIO(written([]).decode()))
    assert set(header) == {column.header for column in ALL} | {"Variant Fulfillment Service"}
    assert len(set(header)) == len(header)
    assert header[:3] == ["Handle", "Title", "Body (HTML)"]


def test_a_product_without_options_is_written_as_shopify_writes_it() -> None:
    product = ProductRecord(
        handle="a", title="A", variants=(VariantRecord(sku="X", price=Decimal("9.90")),)
    )
    (row,) = csv.DictReader(io.StringIO(written([product]).decode()))
    assert (row["Option1 Name"], row["Option1 Value"]) == ("Title", "Default Title")
    assert (row["Variant Price"], row["Variant Fulfillment Service"]) == ("9.90", "manual")


def test_images_stand_beside_variants_and_then_alone() -> None:
    product = ProductRecord(
        handle="a",
        options=("Size",),
        variants=(VariantRecord(option_values=("S",)),),
        images=tuple(ImageRecord(src=f"https://a.example/{n}") for n in range(3)),
    )
    rows = list(csv.DictReader(io.StringIO(written([product]).decode())))
    assert [row["Image Src"][-1] for row in rows] == ["0", "1", "2"]
    assert [row["Variant Fulfillment Service"] for row in rows] == ["manual", "", ""]


def test_line_breaks_of_any_kind_become_line_feeds() -> None:
    product = ProductRecord(handle="a", body_html="1\r\n2\r3\n4")
    assert records(written([product]))[0].body_html == "1\n2\n3\n4"


def test_more_options_than_the_format_holds_are_refused() -> None:
    product = ProductRecord(handle="a", options=("1", "2", "3", "4"))
    with pytest.raises(ValueError, match="'a' has more than three options"):
        written([product])


def test_texts_that_begin_like_formulas_stay_what_they_are() -> None:
    product = ProductRecord(handle="a", title="=HYPERLINK(1)", vendor="@x", body_html="-1")
    assert records(written([product])) == [product]
