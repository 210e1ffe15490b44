"""What each cell of a file does to a product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shopwright.commerce.catalog import (
    PictureInput,
    ProductPatch,
    ProductView,
    set_status,
    update_product,
)
from shopwright.commerce.catalog.shopify.importing import ImportReport
from shopwright.commerce.channels import (
    ChannelPatch,
    default_channel,
    update_channel,
)
from shopwright.commerce.inventory import (
    LocationInput,
    create_location,
    find_movements,
)
from shopwright.commerce.pricing import PriceChange, PriceListInput, create_price_list, set_prices
from shopwright.platform.media import add_media_from_url, media
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom

Bring = Callable[..., ImportReport]
Find = Callable[[str], ProductView]
Footprint = Callable[[], dict[str, Any]]
Row = dict[str, str]

MUG: Row = {
    "Handle": "mug",
    "Title": "Mug",
    "Body (HTML)": "<p>Holds <b>tea</b>.</p>",
    "Vendor": "Potter",
    "Type": "Tableware",
    "Tags": "kitchen, Gift",
    "Published": "true",
    "Option1 Name": "Title",
    "Option1 Value": "Default Title",
    "Variant SKU": "MUG-1",
    "Variant Grams": "300",
    "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "7",
    "Variant Inventory Policy": "deny",
    "Variant Price": "12.50",
    "Variant Compare At Price": "15",
    "Variant Requires Shipping": "true",
    "Variant Taxable": "true",
    "Variant Barcode": "4006381333931",
    "Image Src": "https://pictures.example/mug.jpg",
    "Image Position": "1",
    "Image Alt Text": "A mug",
    "SEO Title": "The mug",
    "SEO Description": "Of stoneware.",
    "Status": "active",
}


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.skipped


def places(report: ImportReport) -> list[tuple[int, str | None, str]]:
    return [(fault.line, fault.column, fault.code) for fault in report.faults]


def on_hand(variant_id: Any) -> list[tuple[str, int]]:
    return [(row.cause, row.on_hand_after) for row in find_movements(variant_id=variant_id)]


def test_a_product_has_all_that_its_row_says(bring: Bring, find: Find) -> None:
    report = bring(MUG)
    assert (report.created, report.pictures, report.stock, report.faults) == (1, 1, 1, ())
    mug = find("mug")
    assert (mug.title, mug.vendor, mug.product_type, mug.status) == (
        "Mug",
        "Potter",
        "Tableware",
        "active",
    )
    assert mug.description_html == "<p>Holds <b>tea</b>.</p>"
    assert mug.tags == ("Gift", "kitchen")
    assert (mug.seo_title, mug.seo_description) == ("The mug", "Of stoneware.")
    (variant,) = mug.variants
    assert (variant.sku, variant.barcode, variant.options) == ("MUG-1", "4006381333931", {})
    assert (variant.weight_grams, variant.policy, variant.stock_state) == (300, "deny", "in")
    (price,) = variant.prices
    assert (price.currency, price.amount, price.compare_at) == ("EUR", 1250, 1500)
    (picture,) = mug.media
    assert (picture.alt, picture.state) == ("A mug", "processing")
    assert media(picture.media_id).source_url == "https://pictures.example/mug.jpg"
    assert on_hand(variant.id) == [("imported", 7)]


def test_only_what_differs_is_written(bring: Bring, find: Find) -> None:
    bring(MUG, MUG | {"Handle": "cup", "Variant SKU": "CUP-1"})
    mug, cup = find("mug"), find("cup")
    report = bring(MUG | {"Vendor": "Weaver"}, MUG | {"Handle": "cup", "Variant SKU": "CUP-1"})
    assert counts(report) == (0, 1, 1, 0)
    assert find("mug").vendor == "Weaver"
    assert find("mug").version != mug.version
    assert find("cup").version == cup.version


def test_a_new_price_rewrites_no_document(bring: Bring, find: Find, footprint: Footprint) -> None:
    bring(MUG)
    before = footprint()
    report = bring({"Handle": "mug", "Variant SKU": "MUG-1", "Variant Price": "11"})
    assert counts(report) == (0, 1, 0, 0)
    assert [(p.amount, p.compare_at) for p in find("mug").variants[0].prices] == [(1100, 1500)]
    after = footprint()
    assert after["products"] == before["products"]
    assert after["documents"] == before["documents"]


def test_a_blank_cell_clears_and_a_missing_column_keeps(bring: Bring, find: Find) -> None:
    bring(MUG)
    blank: Row = {
        "Handle": "mug",
        "Title": "",
        "Vendor": "",
        "Tags": "",
        "Variant SKU": "MUG-1",
        "Variant Barcode": "",
        "Variant Compare At Price": "",
    }
    bring(blank)
    mug = find("mug")
    assert (mug.title, mug.vendor, mug.tags, mug.product_type) == ("Mug", "", (), "Tableware")
    assert (mug.variants[0].barcode, mug.variants[0].weight_grams) == (None, 300)
    assert [(p.amount, p.compare_at) for p in mug.variants[0].prices] == [(1250, None)]


def test_a_bad_cell_keeps_what_is_stored(bring: Bring, find: Find) -> None:
    bring(MUG)
    report = bring(MUG | {"Variant Grams": "heavy", "Variant Price": "many"})
    assert {code for _, _, code in places(report)} == {"bad_price", "bad_weight"}
    assert counts(report) == (0, 0, 1, 0)
    assert find("mug").variants[0].prices[0].amount == 1250


def test_what_is_active_and_published_is_sold(bring: Bring, find: Find) -> None:
    wanted: list[tuple[Row, str]] = [
        ({"Status": "active", "Published": "true"}, "active"),
        ({"Status": "active", "Published": "false"}, "draft"),
        ({"Status": "draft", "Published": "true"}, "draft"),
        ({"Status": "archived", "Published": "true"}, "archived"),
        ({"Status": "active", "Published": "true", "Gift Card": "true"}, "draft"),
        ({"Status": "", "Published": "true"}, "active"),
        ({"Status": "", "Published": "false"}, "draft"),
        ({"Status": "", "Published": ""}, "active"),
    ]
    rows = [
        {"Handle": f"p-{n}", "Title": "Product", **cells} for n, (cells, _) in enumerate(wanted)
    ]
    assert bring(*rows).created == len(rows)
    assert [find(f"p-{n}").status for n in range(len(rows))] == [status for _, status in wanted]
    assert bring(*rows).unchanged == len(rows)


def test_a_new_product_of_unknown_status_is_a_draft(bring: Bring, find: Find) -> None:
    bring({"Handle": "mug", "Title": "Mug"})
    assert find("mug").status == "draft"


def test_a_file_that_says_nothing_of_the_status_keeps_it(bring: Bring, find: Find) -> None:
    bring(MUG)
    set_status([find("mug").id], "archived")
    bring({"Handle": "mug", "Title": "Mug", "Published": ""})
    assert find("mug").status == "archived"
    bring({"Handle": "mug", "Published": "false"})
    assert find("mug").status == "archived"


def test_stock_is_set_where_a_variant_is_counted(bring: Bring, find: Find) -> None:
    bring(MUG | {"Variant Inventory Tracker": ""})
    (variant,) = find("mug").variants
    assert (variant.policy, on_hand(variant.id)) == ("untracked", [])
    bring(MUG | {"Variant Inventory Policy": "continue"})
    (variant,) = find("mug").variants
    assert (variant.policy, on_hand(variant.id)) == ("backorder", [("imported", 7)])


def test_a_blank_quantity_leaves_the_stock(bring: Bring, find: Find) -> None:
    bring(MUG)
    report = bring(MUG | {"Variant Inventory Qty": ""})
    assert (report.unchanged, report.stock) == (1, 0)
    assert on_hand(find("mug").variants[0].id) == [("imported", 7)]


def test_units_that_are_promised_are_not_taken_away(bring: Bring, find: Find, shop: Shop) -> None:
    bring(MUG)
    (variant,) = find("mug").variants
    room = Stockroom()
    room.hold({variant.id: 5}, locations=default_channel().location_ids)
    report = bring(MUG | {"Variant Inventory Qty": "3"})
    assert places(report) == [(2, "Variant Inventory Qty", "below_held")]
    assert counts(report) == (0, 0, 1, 0)
    assert on_hand(variant.id) == [("imported", 7)]


def test_another_channels_prices_and_another_locations_stock(bring: Bring, find: Find) -> None:
    bring(MUG)
    shed = create_location(LocationInput(handle="shed", name="Shed"))
    update_channel(default_channel().id, ChannelPatch(currencies=("EUR", "JPY")))
    report = bring(
        MUG
        | {"Variant Price": "1900", "Variant Compare At Price": "", "Variant Inventory Qty": "2"},
        currency="jpy",
        location="shed",
    )
    assert counts(report) == (0, 1, 0, 0)
    (variant,) = find("mug").variants
    assert {(p.currency, p.amount) for p in variant.prices} == {("EUR", 1250), ("JPY", 1900)}
    assert [row.on_hand_after for row in find_movements(location_id=shed.id)] == [2]


def test_prices_elsewhere_stay(bring: Bring, find: Find) -> None:
    bring(MUG)
    (variant,) = find("mug").variants
    trade = create_price_list(PriceListInput(handle="trade", name="Trade"))
    change = PriceChange(variant_id=variant.id, currency="EUR", amount=900, price_list_id=trade.id)
    set_prices([change])
    bring(MUG | {"Variant Price": "", "Vendor": "Weaver"})
    assert [price.amount for price in find("mug").variants[0].prices] == [900]


def test_a_picture_is_taken_in_once(bring: Bring, find: Find) -> None:
    add_media_from_url("https://pictures.example/mug.jpg")
    second = {"Handle": "mug", "Image Src": "https://pictures.example/side.jpg"}
    cup = MUG | {"Handle": "cup", "Variant SKU": "", "Image Alt Text": ""}
    report = bring(MUG, second, second, cup)
    assert report.pictures == 1
    assert [p.alt for p in find("mug").media] == ["A mug", ""]
    assert find("mug").media[0].media_id == find("cup").media[0].media_id


def test_pictures_that_staff_added_stay_behind_those_of_the_file(bring: Bring, find: Find) -> None:
    bring(MUG)
    own = add_media_from_url("https://pictures.example/own.jpg")
    (first,) = find("mug").media
    update_product(
        find("mug").id,
        ProductPatch(media=(PictureInput(media_id=own), PictureInput(media_id=first.media_id))),
    )
    assert bring(MUG | {"Image Alt Text": ""}).unchanged == 1
    new = {
        "Handle": "mug",
        "Image Src": "https://pictures.example/new.jpg",
        "Image Position": "2",
    }
    bring(MUG, new)
    shown = [media(picture.media_id).source_url for picture in find("mug").media]
    assert [url and url.rpartition("/")[2] for url in shown] == ["mug.jpg", "new.jpg", "own.jpg"]


def test_a_variant_shows_its_own_picture(bring: Bring, find: Find) -> None:
    row = MUG | {"Variant Image": "https://pictures.example/red.jpg"}
    bring(row)
    mug = find("mug")
    assert [picture.media_id for picture in mug.media][1] == mug.variants[0].media_id
    assert bring(row).unchanged == 1
    bring(row | {"Variant Image": ""})
    assert find("mug").variants[0].media_id is None


def test_a_product_without_a_title_needs_to_be_there(bring: Bring, find: Find) -> None:
    report = bring({"Handle": "mug", "Vendor": "Potter"}, {"Handle": "cup", "Title": "Cup"})
    assert places(report) == [(2, "Title", "missing_title")]
    assert counts(report) == (1, 0, 0, 1)


def test_handles_become_what_the_shop_can_show(bring: Bring, find: Find) -> None:
    report = bring(
        {"Handle": "t_shirt.2", "Title": "Shirt"},
        {"Handle": "t-shirt-2", "Title": "Another"},
        {"Handle": "___", "Title": "Nothing"},
        {"Handle": "青い", "Title": "Blue"},
    )
    assert places(report) == [
        (2, "Handle", "changed_handle"),
        (3, "Handle", "handle_clash"),
        (4, "Handle", "bad_handle"),
        (5, "Handle", "changed_handle"),
    ]
    assert counts(report) == (2, 0, 0, 2)
    assert find("t-shirt-2").title == "Shirt"


def test_what_is_too_long_for_the_catalog_costs_its_cell(bring: Bring, find: Find) -> None:
    report = bring(
        MUG
        | {
            "Body (HTML)": "x" * 200_001,
            "SEO Description": "y" * 1001,
            "Variant Barcode": "9" * 101,
            "Image Src": "https://pictures.example/" + "z" * 2000,
            "Variant Image": "https://pictures.example/" + "z" * 2001,
        }
    )
    assert {(column, code) for _, column, code in places(report)} == {
        ("Body (HTML)", "too_long"),
        ("SEO Description", "too_long"),
        ("Variant Barcode", "too_long"),
        ("Image Src", "too_long"),
        ("Variant Image", "too_long"),
    }
    mug = find("mug")
    assert (mug.description_html, mug.variants[0].barcode, mug.media) == ("", None, ())
    assert mug.variants[0].sku == "MUG-1"


def test_line_breaks_in_names_become_blanks(bring: Bring, find: Find) -> None:
    report = bring({"Handle": "mug", "Title": "Big\nmug", "Vendor": "A\tB", "Tags": "a\nb, c"})
    assert report.faults == ()
    mug = find("mug")
    assert (mug.title, mug.vendor, mug.tags) == ("Big mug", "A B", ("a b", "c"))


def test_a_variant_without_a_price_is_warned_of(bring: Bring) -> None:
    report = bring(MUG | {"Variant Price": ""})
    assert places(report) == [(2, "Variant Price", "missing_price")]
    assert (report.created, report.ok) == (1, True)


def test_an_amount_beyond_any_price_leaves_the_variant_out(bring: Bring, find: Find) -> None:
    small = MUG | {"Option1 Name": "Size", "Option1 Value": "S"}
    large = {
        "Handle": "mug",
        "Option1 Value": "L",
        "Variant Price": "99999999999",
    }
    assert places(bring(small, large)) == [(3, "Variant Price", "bad_price")]
    assert len(find("mug").variants) == 1


def test_more_pictures_than_a_product_can_have_are_left_out(bring: Bring, find: Find) -> None:
    rows = [
        {"Handle": "mug", "Title": "", "Image Src": f"https://pictures.example/{number}.jpg"}
        for number in range(252)
    ]
    rows[0]["Title"] = "Mug"
    assert places(bring(*rows)) == [(2, "Image Src", "too_many_images")]
    assert len(find("mug").media) == 250
    assert bring(*rows).unchanged == 1


def test_a_value_that_the_catalog_cannot_hold_leaves_the_product_out(bring: Bring) -> None:
    report = bring(
        MUG | {"Option1 Name": "Size", "Option1 Value": "\x07"},
        {"Handle": "cup", "Title": "Cup"},
    )
    assert places(report) == [(2, "Option1 Name", "invalid_value")]
    assert counts(report) == (1, 0, 0, 1)
