"""Which variant each row of a file means, and what happens to the product's others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shopwright.commerce.catalog import ProductView, VariantPatch
from shopwright.commerce.catalog.commands.variant_edits import update_variant
from shopwright.commerce.catalog.shopify.reports import ImportReport
from shopwright.commerce.channels import default_channel
from shopwright.commerce.inventory import receive
from shopwright.testing.shop import Shop

Bring = Callable[..., ImportReport]
Find = Callable[[str], ProductView]
Row = dict[str, str]


def shirt(size: str, sku: str = "", **more: str) -> Row:
    """A row of a product with one option."""
    return {
        "Handle": "shirt",
        "Title": "Shirt",
        "Option1 Name": "Size",
        "Option1 Value": size,
        "Variant SKU": sku,
        "Variant Price": "20",
        **more,
    }


def codes(report: ImportReport) -> list[tuple[int, str | None, str]]:
    return [
        (fault.line, fault.column, fault.code)
        for fault in report.faults
        if fault.code != "missing_price"
    ]


def sold(product: ProductView) -> list[tuple[str, str | None]]:
    return [(variant.title, variant.sku) for variant in product.variants]


def ids(product: ProductView) -> dict[str | None, Any]:
    return {variant.sku: variant.id for variant in product.variants}


def test_variants_are_added_and_none_is_taken_away(bring: Bring, find: Find) -> None:
    bring(shirt("S", "A"), shirt("M", "B"))
    before = ids(find("shirt"))
    report = bring(shirt("L", "C"), shirt("S", "A", **{"Variant Price": "21"}))
    assert (report.updated, report.faults) == (1, ())
    after = find("shirt")
    assert sold(after) == [("S", "A"), ("M", "B"), ("L", "C")]
    assert [variant.prices[0].amount for variant in after.variants] == [2100, 2000, 2000]
    assert before.items() <= ids(after).items()
    assert after.options[0].values == ("S", "M", "L")


def test_a_sku_finds_a_variant_whose_value_was_renamed(bring: Bring, find: Find) -> None:
    bring(shirt("S", "A"), shirt("M", "B"))
    before = ids(find("shirt"))
    bring(shirt("Small", "A"), shirt("Medium", "B"))
    assert sold(find("shirt")) == [("Small", "A"), ("Medium", "B")]
    assert ids(find("shirt")) == before


def test_variants_may_swap_their_values(bring: Bring, find: Find) -> None:
    bring(shirt("S", "A"), shirt("M", "B"))
    before = ids(find("shirt"))
    bring(shirt("M", "A"), shirt("S", "B"))
    assert sold(find("shirt")) == [("M", "A"), ("S", "B")]
    assert ids(find("shirt")) == before


def test_option_values_find_a_variant_that_gets_a_sku(bring: Bring, find: Find) -> None:
    bring(shirt("S"), shirt("M"))
    before = find("shirt").variants[1].id
    bring(shirt("M", "B"))
    assert sold(find("shirt")) == [("S", None), ("M", "B")]
    assert find("shirt").variants[1].id == before


def test_an_option_may_be_renamed(bring: Bring, find: Find) -> None:
    bring(shirt("S", "A"), shirt("M", "B"))
    before = ids(find("shirt"))
    bring(shirt("S", "A") | {"Option1 Name": "Width"})
    after = find("shirt")
    assert [option.name for option in after.options] == ["Width"]
    assert [variant.options for variant in after.variants] == [{"Width": "S"}, {"Width": "M"}]
    assert ids(after) == before


def test_options_in_another_order_are_the_same(bring: Bring, find: Find) -> None:
    row = shirt("S", "A") | {"Option2 Name": "Color", "Option2 Value": "Red"}
    bring(row)
    turned = {
        **row,
        "Option1 Name": "Color",
        "Option1 Value": "Red",
        "Option2 Name": "Size",
        "Option2 Value": "S",
    }
    assert bring(turned).unchanged == 1


def test_a_price_list_needs_skus_alone(bring: Bring, find: Find) -> None:
    bring(shirt("S", "A"), shirt("M", "B"))
    report = bring(
        {"Handle": "shirt", "Variant SKU": "B", "Variant Price": "25"},
        {"Handle": "shirt", "Variant SKU": "X", "Variant Price": "26"},
    )
    assert codes(report) == [(3, "Variant SKU", "unknown_variant")]
    assert [variant.prices[0].amount for variant in find("shirt").variants] == [2000, 2500]
    assert sold(find("shirt")) == [("S", "A"), ("M", "B")]


def test_values_without_names_belong_to_the_options_that_are_there(
    bring: Bring, find: Find
) -> None:
    bring(shirt("S", "A"))
    wide = {"Handle": "shirt", "Option1 Value": "M", "Option2 Value": "Red"}
    report = bring({"Handle": "shirt", "Option1 Value": "M"})
    assert (report.updated, codes(report)) == (1, [])
    assert sold(find("shirt")) == [("S", "A"), ("M", None)]
    assert codes(bring(wide)) == [(2, "Option1 Value", "wrong_options")]
    assert codes(bring(wide | {"Handle": "coat", "Title": "Coat"})) == [
        (2, "Option1 Value", "wrong_options")
    ]
    assert sold(find("coat")) == [("", None)]


def test_the_only_variant_needs_no_name(bring: Bring, find: Find) -> None:
    bring({"Handle": "mug", "Title": "Mug", "Variant Price": "9"})
    before = find("mug").variants[0].id
    bring({"Handle": "mug", "Variant SKU": "M", "Variant Price": "10"})
    (variant,) = find("mug").variants
    assert (variant.id, variant.sku, variant.prices[0].amount) == (before, "M", 1000)
    bring(shirt("S", "A"), shirt("M", "B"))
    report = bring({"Handle": "shirt", "Variant Price": "9"})
    assert codes(report) == [(2, "Variant SKU", "unknown_variant")]


def test_a_product_gets_options(bring: Bring, find: Find) -> None:
    bring({"Handle": "shirt", "Title": "Shirt", "Variant Price": "20"})
    bring(shirt("S", "A"), shirt("M", "B"))
    assert sold(find("shirt")) == [("S", "A"), ("M", "B")]
    bring(
        shirt("S", "A") | {"Option2 Name": "Color", "Option2 Value": "Red"},
        shirt("M", "B") | {"Option2 Value": "Red"},
    )
    assert sold(find("shirt")) == [("S / Red", "A"), ("M / Red", "B")]


def test_a_single_variant_keeps_its_stock_when_it_gets_an_option(
    bring: Bring, find: Find, shop: Shop
) -> None:
    bring({"Handle": "shirt", "Title": "Shirt", "Variant Price": "20"})
    (variant,) = find("shirt").variants
    receive(variant.id, default_channel().location_ids[0], 3)
    bring(shirt("S", "A"))
    assert [v.id for v in find("shirt").variants] == [variant.id]
    bring(shirt("", "A") | {"Option1 Name": "Title", "Option1 Value": "Default Title"})
    assert [(v.id, v.options) for v in find("shirt").variants] == [(variant.id, {})]


def test_a_variant_with_stock_is_not_pushed_out(bring: Bring, find: Find, shop: Shop) -> None:
    bring({"Handle": "shirt", "Title": "Shirt", "Variant Price": "20"})
    (variant,) = find("shirt").variants
    receive(variant.id, default_channel().location_ids[0], 3)
    report = bring(shirt("S", "A"), shirt("M", "B"), {"Handle": "mug", "Title": "Mug"})
    assert codes(report) == [(2, None, "has_stock")]
    assert (report.created, report.skipped) == (1, 1)
    assert [v.id for v in find("shirt").variants] == [variant.id]
    assert bring(shirt("S", "A"), shirt("M", "B")).skipped == 1


def test_rows_that_come_late_add_to_their_product(bring: Bring, find: Find) -> None:
    rows = [
        shirt("S", "A"),
        {"Handle": "mug", "Title": "Mug"},
        {"Handle": "shirt", "Option1 Value": "M", "Variant SKU": "B"},
        {"Handle": "shirt", "Image Src": "https://pictures.example/shirt.jpg"},
    ]
    report = bring(*rows)
    assert (report.created, report.updated, report.products) == (2, 1, 3)
    assert sold(find("shirt")) == [("S", "A"), ("M", "B")]
    assert find("shirt").title == "Shirt"
    assert len(find("shirt").media) == 1
    assert bring(*rows).unchanged == 3


def test_a_file_in_another_order_says_the_same(bring: Bring, find: Find) -> None:
    """Sorted by SKU: what is said of a product stands in any of its rows."""
    rows: list[Row] = [
        {"Handle": "shirt", "Option1 Value": "S", "Variant SKU": "A", "Vendor": ""},
        {"Handle": "mug", "Title": "Mug", "Variant SKU": "B", "Vendor": "Potter"},
        shirt("M", "C", Vendor="Weaver", Tags="linen", Published="true"),
        {"Handle": "mug", "Title": "Cup", "Image Src": "https://pictures.example/mug.jpg"},
        {"Handle": "shirt", "Option1 Value": "L", "Variant SKU": "D", "Published": "false"},
    ]
    rehearsed = bring(*rows, dry_run=True).as_dict()
    report = bring(*rows)
    assert report.as_dict() == rehearsed | {"dry_run": False}
    assert (report.created, report.updated) == (2, 3)
    assert codes(report) == [
        (5, "Title", "conflicting_value"),
        (6, "Published", "conflicting_value"),
    ]
    product = find("shirt")
    assert (product.vendor, product.tags, product.status) == ("Weaver", ("linen",), "active")
    assert sold(product) == [("S", "A"), ("M", "C"), ("L", "D")]
    assert find("mug").title == "Mug"
    before = product.version
    assert bring(*rows).unchanged == 5
    assert find("shirt").version == before


def test_late_rows_give_no_other_options(bring: Bring, find: Find) -> None:
    late = {"Handle": "shirt", "Option1 Value": "M", "Option2 Name": "Color"}
    report = bring(
        shirt("S", "A"),
        {"Handle": "mug", "Title": "Mug"},
        late | {"Option1 Name": "Size", "Option2 Value": "Red"},
    )
    assert codes(report) == [
        (4, "Option1 Name", "conflicting_value"),
        (4, "Option1 Value", "wrong_options"),
    ]
    assert sold(find("shirt")) == [("S", "A")]


def test_a_sku_of_another_product_leaves_the_variant_out(bring: Bring, find: Find) -> None:
    bring(shirt("S", "A"))
    coat = {"Handle": "coat", "Title": "Coat", "Option1 Name": "Size", "Option1 Value": "S"}
    report = bring(
        coat | {"Variant SKU": "A"}, {"Handle": "coat", "Option1 Value": "M", "Variant SKU": "C"}
    )
    assert codes(report) == [(2, "Variant SKU", "sku_taken")]
    assert "'shirt' in the shop" in report.faults[0].message
    assert sold(find("coat")) == [("M", "C")]


def test_a_sku_moves_on_to_a_later_product(bring: Bring, find: Find) -> None:
    bring(shirt("S", "A"), {"Handle": "coat", "Title": "Coat", "Variant SKU": "C"})
    report = bring(
        shirt("S", "B"),
        {"Handle": "coat", "Title": "Coat", "Variant SKU": "A"},
        {"Handle": "hat", "Title": "Hat", "Variant SKU": "C"},
    )
    assert (codes(report), report.created, report.updated) == ([], 1, 2)
    assert [sold(find(handle))[0][1] for handle in ("shirt", "coat", "hat")] == ["B", "A", "C"]


def test_more_variants_than_a_product_can_have_are_left_out(bring: Bring, find: Find) -> None:
    rows = [shirt(str(number)) for number in range(252)]
    report = bring(*rows)
    assert codes(report) == [(252, None, "too_many_variants"), (253, None, "too_many_variants")]
    assert len(find("shirt").variants) == 250
    assert bring(*rows).unchanged == 1


def test_a_variant_that_was_withdrawn_stays_so(bring: Bring, find: Find) -> None:
    bring(shirt("S", "A"))
    update_variant(find("shirt").variants[0].id, VariantPatch(active=False))
    bring(shirt("S", "A", **{"Variant Grams": "10"}))
    (variant,) = find("shirt").variants
    assert (variant.active, variant.weight_grams) == (False, 10)
