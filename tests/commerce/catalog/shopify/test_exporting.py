"""The shop as a file, which changes nothing when it comes back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    OptionInput,
    PictureInput,
    ProductInput,
    ProductView,
    VariantInput,
    create_product,
    create_products,
    product_id_by_handle,
)
from shopwright.commerce.catalog.shopify import ProductRecord
from shopwright.commerce.catalog.shopify import read as read_file
from shopwright.commerce.catalog.shopify.exporting import export_products
from shopwright.commerce.catalog.shopify.importing import ImportReport
from shopwright.commerce.catalog.shopify.target import CurrencyNotSold
from shopwright.commerce.channels import default_channel
from shopwright.commerce.inventory import receive
from shopwright.commerce.pricing import PriceChange, PriceInput, prices_of_product, set_prices
from shopwright.platform.db import read, transaction
from shopwright.platform.media.models import Media
from shopwright.testing.shop import Shop

Bring = Callable[..., ImportReport]
Find = Callable[[str], ProductView]
Footprint = Callable[[], dict[str, Any]]


def exported(**options: Any) -> bytes:
    out = io.StringIO(newline="")
    export_products(out, **options)
    return out.getvalue().encode()


def products(data: bytes) -> list[ProductRecord]:
    return [item for item in read_file(io.BytesIO(data)) if isinstance(item, ProductRecord)]


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


@pytest.mark.parametrize("name", ["apparel.csv", "home-and-garden.csv"])
def test_an_export_says_what_the_import_said(
    bring: Bring, footprint: Footprint, data: Path, name: str
) -> None:
    bring(data / name)
    before = footprint()
    out = exported()
    report = bring(out)
    assert (report.unchanged, report.products, report.faults) == (20, 20, ())
    assert footprint() == before
    sources = products((data / name).read_bytes())
    copies = {product.handle: product for product in products(out)}
    for source in sources:
        copy = copies[source.handle]
        assert [v.price for v in copy.variants] == [v.price for v in source.variants]
        assert [i.src for i in copy.images] == [i.src for i in source.images]
        assert (copy.title, sorted(copy.tags)) == (source.title, sorted(source.tags))


def manifold(shop: Shop) -> list[ProductView]:
    """Products with everything that makes a file difficult."""
    channel = default_channel()
    with transaction() as db:
        ready = Media(
            state="ready", renditions={"320": "ab/small.webp", "640": "ab/large.webp"}, alt="Drawn"
        )
        unready = Media()
        remote = Media(source_url="https://pictures.example/a,b.jpg")
        db.add_all([ready, unready, remote])
        db.flush()
        pictures = [ready.id, unready.id, remote.id]

    def variant(size: str, **fields: Any) -> VariantInput:
        price = PriceInput(
            currency="EUR", amount=1999, compare_at=2500, price_list_id=channel.price_list_id
        )
        return VariantInput(options={"Size": size, "Color": "Red, dark"}, prices=(price,), **fields)

    coat = create_product(
        ProductInput(
            title='A "coat", =warm',
            handle="coat",
            status="active",
            description_html="<p>Line\n\nbreaks &amp; “quotes”</p>",
            vendor="Ærø & Søn",
            tags=("red, dark", "Wool"),
            seo_description="Two\r\nlines",
            options=(
                OptionInput(name="Size", values=("S", "M", "L")),
                OptionInput(name="Color", values=("Red, dark",)),
            ),
            variants=(
                variant("M", sku="C-M", policy="backorder", media_id=pictures[0]),
                variant("S", sku="C-S", barcode="0012", weight_grams=250, taxable=False),
                variant("L", policy="untracked", requires_shipping=False),
            ),
            media=tuple(PictureInput(media_id=i, alt="Äh") for i in pictures),
        )
    )
    receive(coat.variants[1].id, channel.location_ids[0], 4)
    bare = create_product(ProductInput(title="Bare", status="archived"))
    return [coat, bare]


def test_an_export_of_anything_changes_nothing_when_it_comes_back(
    bring: Bring, footprint: Footprint, shop: Shop
) -> None:
    manifold(shop)
    before = footprint()
    report = bring(exported())
    assert (report.unchanged, report.products) == (2, 2)
    assert [fault.code for fault in report.faults] == ["missing_price"]
    assert footprint() == before


def test_a_picture_of_the_shop_is_named_by_its_own_address(bring: Bring, shop: Shop) -> None:
    manifold(shop)
    coat = [row for row in rows(exported()) if row["Handle"] == "coat"]
    assert [row["Image Src"] for row in coat] == [
        "http://127.0.0.1:8000/media/ab/large.webp",
        "https://pictures.example/a,b.jpg",
        "",
    ]
    assert coat[0]["Variant Image"] == "http://127.0.0.1:8000/media/ab/large.webp"


def test_what_is_counted_has_a_tracker_and_a_quantity(bring: Bring, shop: Shop) -> None:
    manifold(shop)
    coat = [row for row in rows(exported()) if row["Handle"] == "coat"]
    assert [
        (
            row["Variant Inventory Tracker"],
            row["Variant Inventory Qty"],
            row["Variant Inventory Policy"],
        )
        for row in coat
    ] == [("shopify", "", "continue"), ("shopify", "4", "deny"), ("", "", "deny")]


def test_variants_that_are_not_sold_are_not_in_it(bring: Bring, shop: Shop) -> None:
    create_product(
        ProductInput(
            title="Mug",
            variants=(
                VariantInput(options={"Size": "S"}),
                VariantInput(options={"Size": "L"}, active=False),
            ),
        )
    )
    assert [row["Option1 Value"] for row in rows(exported())] == ["S"]
    assert bring(exported()).unchanged == 1


def test_an_option_called_title_survives(bring: Bring, find: Find, shop: Shop) -> None:
    """In the format it stands for a product without options, but here it was made by hand."""
    odd = VariantInput(sku="O", options={"Title": "Default Title"})
    before = create_product(ProductInput(title="Odd", variants=(odd,)))
    assert bring(exported()).unchanged == 1
    assert find("odd") == before


def test_every_product_is_written_once(bring: Bring, shop: Shop) -> None:
    for start in (0, 100, 200):
        create_products(
            [ProductInput(title="P", handle=f"p-{n}") for n in range(start, start + 75)]
        )
    heard: list[tuple[int, int]] = []
    handles = [
        row["Handle"]
        for row in rows(exported(progress=lambda done, total: heard.append((done, total))))
    ]
    assert (len(handles), len(set(handles))) == (225, 225)
    assert heard == [(100, 225), (200, 225), (225, 225)]


def test_an_export_sees_one_moment(bring: Bring, shop: Shop) -> None:
    """What changes while a long file is written is not half in it."""
    create_products([ProductInput(title="P", handle=f"p-{n}") for n in range(100)])

    def meanwhile(done: int, total: int) -> None:
        if done == 100:
            create_product(ProductInput(title="Late"))

    assert len(rows(exported(progress=meanwhile))) == 100
    assert len(rows(exported())) == 101


def test_prices_of_queries_are_those_of_the_snapshot(bring: Bring, shop: Shop) -> None:
    bring(
        {"Handle": "mug", "Title": "Mug", "Variant SKU": "M", "Variant Price": "9"},
    )
    product_id = product_id_by_handle("mug")
    assert product_id is not None
    with read(snapshot=True):
        (variant_id,) = prices_of_product(product_id)
        set_prices([PriceChange(variant_id=variant_id, currency="EUR", amount=1)])
        assert prices_of_product(product_id)[variant_id][0].amount == 900
    assert prices_of_product(product_id)[variant_id][0].amount == 1


def test_a_file_appears_when_it_is_complete(bring: Bring, shop: Shop, tmp_path: Path) -> None:
    create_product(ProductInput(title="Mug"))
    path = tmp_path / "products.csv"
    path.write_text("the export of last week")

    def fail(done: int, total: int) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        export_products(path, progress=fail)
    assert path.read_text() == "the export of last week"
    assert export_products(path) == 1
    assert [item.name for item in tmp_path.glob("products*")] == ["products.csv"]
    assert rows(path.read_bytes())[0]["Handle"] == "mug"


def test_an_empty_shop_is_a_file_of_one_row(bring: Bring, shop: Shop) -> None:
    assert rows(exported()) == []
    assert exported().startswith(b"Handle,Title,")


def test_currency_and_location_are_those_asked_for(bring: Bring, shop: Shop) -> None:
    with pytest.raises(CurrencyNotSold):
        exported(currency="USD")
