"""Items of feeds, made of a product's document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from shopwright_storefront.present.language import Language
from shopwright_storefront.present.offers import GOOGLE, META, items
from shopwright_storefront.render.structured import is_gtin
from shopwright_storefront.themes.locales import Texts

SITE = "https://shop.example"


def variant(**values: Any) -> dict[str, Any]:
    return {
        "id": "v1", "title": "", "sku": None, "barcode": None, "options": {}, "weight_grams": 0,
        "requires_shipping": True, "image_id": None, "price": {"amount": 2900, "currency": "EUR"},
        "compare_at": None, "stock_state": "in", **values,
    }  # fmt: skip


def picture(name: str) -> dict[str, Any]:
    renditions = [{"width": w, "url": f"/media/{name}-{w}.webp"} for w in (360, 1080)]
    return {
        "id": name,
        "alt": "",
        "width": 1080,
        "height": 1080,
        "color": None,
        "renditions": renditions,
    }


def offered(
    *variants: dict[str, Any], currency: str = "EUR", **values: Any
) -> list[list[tuple[str, str]]]:
    document = {
        "id": "p1", "handle": "mug", "title": "Mug", "vendor": "", "product_type": "Cups",
        "description_html": "", "categories": [], "images": [], "options": [],
        "variants": list(variants), **values,
    }  # fmt: skip
    language = Language(locale="en", currency=currency, prefix="", texts=Texts("en", ()))
    return list(items(json.dumps(document).encode(), language, SITE, GOOGLE))


def only(*variants: dict[str, Any], **values: Any) -> dict[str, str]:
    (found,) = offered(*variants, **values)
    return dict(found)


def test_a_sale_names_both_prices() -> None:
    item = only(variant(compare_at={"amount": 3900, "currency": "EUR"}))
    assert (item["g:price"], item["g:sale_price"]) == ("39.00 EUR", "29.00 EUR")
    cheaper = only(variant(compare_at={"amount": 1900, "currency": "EUR"}))
    assert cheaper["g:price"] == "29.00 EUR"
    assert "g:sale_price" not in cheaper


@pytest.mark.parametrize(
    ("currency", "written"), [("JPY", "2900 JPY"), ("KWD", "2.900 KWD"), ("EUR", "29.00 EUR")]
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, written: str) -> None:
    assert only(variant(), currency=currency)["g:price"] == written


def test_what_has_no_price_is_not_offered() -> None:
    assert offered(variant(price=None)) == []


def test_the_variants_own_picture_comes_first() -> None:
    pictures = [picture(f"p{number}") for number in range(13)]
    (found,) = offered(variant(image_id="p1"), images=pictures)
    assert ("g:image_link", f"{SITE}/media/p1-1080.webp") in found
    others = [text for name, text in found if name == "g:additional_image_link"]
    assert others == [f"{SITE}/media/p{number}-1080.webp" for number in (0, *range(2, 11))]


@pytest.mark.parametrize(
    ("facts", "vendor", "named"),
    [
        ({"barcode": "4006381333931", "sku": "M-1"}, "Kiln", {"g:gtin": "4006381333931"}),
        ({"barcode": "4006381333932", "sku": "M-1"}, "Kiln", {"g:mpn": "M-1"}),
        ({"sku": "M-1"}, "", {"g:mpn": "M-1", "g:identifier_exists": "no"}),
        ({}, "Kiln", {"g:identifier_exists": "no"}),
    ],
)
def test_it_is_known_by_its_barcode_or_else_by_its_number(
    facts: dict[str, Any], vendor: str, named: dict[str, str]
) -> None:
    item = only(variant(**facts), vendor=vendor)
    names = ("g:gtin", "g:mpn", "g:identifier_exists")
    assert {name: item[name] for name in names if name in item} == named


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("4006381333931", True),
        ("036000291452", True),
        ("96385074", True),
        ("9780306406157", True),
        ("9780306406158", False),
        ("2951010000017", False),
        ("412345678903", False),
        ("97803064", False),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", False),
        ("", False),
    ],
)
def test_a_gtin_has_a_right_last_digit_and_is_nobodys_own(text: str, right: bool) -> None:
    assert is_gtin(text) is right


def test_it_is_filed_under_its_deepest_category() -> None:
    trails = [
        [{"handle": "a", "title": "All"}],
        [{"handle": n, "title": n} for n in ("Home", "Tea")],
    ]
    assert only(variant(), categories=trails)["g:product_type"] == "Home > Tea"
    assert only(variant())["g:product_type"] == "Cups"


def test_options_that_have_a_field_fill_it() -> None:
    chosen = {"Farbe": "Blau", "Größe": "M", "Gravur": "keine"}
    item = only(variant(options=chosen), options=[{"name": name} for name in chosen])
    assert (item["g:color"], item["g:size"]) == ("Blau", "M")
    assert item["title"] == "Mug, Blau, M, keine"
    assert not any("Gravur" in name for name in item)


def test_only_what_is_sent_has_a_weight() -> None:
    assert only(variant(weight_grams=400))["g:shipping_weight"] == "400 g"
    digital = only(variant(weight_grams=400, requires_shipping=False))
    assert "g:shipping_weight" not in digital


def test_each_reader_has_words_for_every_state() -> None:
    assert set(GOOGLE) == set(META) == {"in", "low", "out", "backorder", "preorder"}
