"""The demo shop's goods are consistent, and varied enough to show every state of a shop."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from shopwright.commerce.catalog import CollectionRules
from shopwright.demo import pictures
from shopwright.demo.catalog import (
    CURRENCIES,
    LOCATIONS,
    DemoVariant,
    demo_categories,
    demo_collections,
    demo_products,
    demo_ruled_collections,
    demo_swatches,
    ean13,
)

PRODUCTS = demo_products()
VARIANTS = [(product, variant) for product in PRODUCTS for variant in product.variants]
HANDLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def on_hand(variant: DemoVariant) -> int:
    return sum(variant.stock.values())


def test_there_are_about_sixty_products_from_a_dozen_makers() -> None:
    assert 55 <= len(PRODUCTS) <= 65
    assert 8 <= len({product.vendor for product in PRODUCTS}) <= 12
    assert all(1 <= len(product.variants) <= 18 for product in PRODUCTS)


def test_handles_are_unique_and_fit_an_address() -> None:
    for things in (PRODUCTS, demo_categories(), (*demo_collections(), *demo_ruled_collections())):
        handles = [thing.handle for thing in things]
        assert len(set(handles)) == len(handles)
        assert all(HANDLE.fullmatch(handle) for handle in handles)


def test_rules_are_rules_and_swatches_are_colors_of_options_in_use() -> None:
    for shelf in demo_ruled_collections():
        CollectionRules.model_validate(shelf.rules)
    used = {(name, value) for _, variant in VARIANTS for name, value in variant.options.items()}
    assert len(demo_swatches()) > 40
    assert demo_swatches().keys() <= used
    assert all(re.fullmatch("#[0-9a-f]{6}", color) for color in demo_swatches().values())


def test_skus_are_unique_and_plain() -> None:
    skus = [variant.sku for _, variant in VARIANTS]
    assert [sku for sku, count in Counter(skus).items() if count > 1] == []
    assert all(re.fullmatch(r"[A-Z0-9-]{4,40}", sku) for sku in skus)


def test_most_variants_have_a_valid_barcode_of_their_own() -> None:
    codes = [variant.barcode for _, variant in VARIANTS if variant.barcode]
    assert len(codes) > 0.9 * len(VARIANTS) > len(codes) * 0.9
    assert len(set(codes)) == len(codes) < len(VARIANTS)
    for code in codes:
        assert re.fullmatch(r"\d{13}", code)
        weights = itertools.cycle((1, 3))
        total = sum(int(digit) * weight for digit, weight in zip(code, weights, strict=False))
        assert total % 10 == 0


def test_check_digits_are_those_of_the_standard() -> None:
    assert ean13("400638133393") == "4006381333931"
    assert ean13("590123412345") == "5901234123457"


def test_categories_form_a_tree_of_three_levels_with_parents_first() -> None:
    seen: set[tuple[str, ...]] = set()
    for category in demo_categories():
        assert category.path[-1] == category.handle
        assert category.parent is None or category.path[:-1] in seen
        seen.add(category.path)
    assert max(len(path) for path in seen) == 3


def test_every_product_sits_in_a_leaf_and_every_leaf_has_a_product() -> None:
    parents = {category.parent for category in demo_categories()}
    leaves = {category.handle for category in demo_categories()} - parents
    assert {product.category for product in PRODUCTS} == leaves


def test_collections_name_active_products_once() -> None:
    active = {product.handle for product in PRODUCTS if product.status == "active"}
    for collection in demo_collections():
        assert set(collection.products) <= active
        assert len(set(collection.products)) == len(collection.products)


def test_gifts_under_50_cost_less_than_50() -> None:
    (gifts,) = (one for one in demo_collections() if one.handle == "gifts-under-50")
    cheapest = {
        product.handle: min(variant.price["EUR"] for variant in product.variants)
        for product in PRODUCTS
    }
    assert all(cheapest[handle] < 5000 for handle in gifts.products)


def test_variants_are_all_combinations_of_complete_options() -> None:
    for product in PRODUCTS:
        assert len(product.options) <= 3
        combos = [tuple(variant.options.items()) for variant in product.variants]
        expected = [
            tuple(zip(product.options, values, strict=True))
            for values in itertools.product(*product.options.values())
        ]
        assert combos == expected, product.handle


def test_prices_are_in_every_currency_and_end_like_prices() -> None:
    for product, variant in VARIANTS:
        assert tuple(variant.price) == CURRENCIES
        assert all(amount > 0 and amount % 100 == 0 for amount in variant.price.values())
        assert variant.price["USD"] != variant.price["EUR"], product.handle


def test_a_compared_price_is_higher_than_the_price() -> None:
    compared = [variant for _, variant in VARIANTS if variant.compare_at]
    assert len(compared) >= 10
    for variant in compared:
        assert tuple(variant.compare_at) == CURRENCIES
        assert all(variant.compare_at[code] > variant.price[code] for code in CURRENCIES)


def test_stock_shows_every_state_a_shelf_can_be_in() -> None:
    counted = [variant for _, variant in VARIANTS if variant.policy != "untracked"]
    assert all(set(variant.stock) <= set(LOCATIONS) for variant in counted)
    assert sum(on_hand(variant) == 0 for variant in counted) >= 10
    assert sum(0 < on_hand(variant) <= variant.low_threshold for variant in counted) >= 20
    for location in LOCATIONS:
        assert any(tuple(variant.stock) == (location,) for variant in counted)
    assert any(
        all(on_hand(variant) == 0 for variant in product.variants)
        for product in PRODUCTS
        if product.status == "active" and product.variants[0].policy == "deny"
    )


def test_what_is_not_counted_has_no_stock_and_no_parcel() -> None:
    policies = Counter(variant.policy for _, variant in VARIANTS)
    assert policies["deny"] > policies["backorder"] > policies["untracked"] > 0
    for _, variant in VARIANTS:
        assert (variant.policy == "untracked") == (not variant.stock)
        assert variant.requires_shipping == (variant.weight_grams > 0)


def test_there_are_drafts_something_archived_and_reduced_tax() -> None:
    statuses = Counter(product.status for product in PRODUCTS)
    assert statuses["draft"] >= 2
    assert statuses["archived"] == 1
    assert {product.tax_category for product in PRODUCTS} == {"standard", "reduced"}


def test_pictures_can_be_drawn_and_are_described() -> None:
    for product in PRODUCTS:
        assert len(product.pictures) >= 3
        assert [picture.angle for picture in product.pictures][:3] == list(pictures.ANGLES)
        for picture in product.pictures:
            assert picture.subject in pictures.SUBJECTS
            assert picture.palette.pattern in pictures.PATTERNS
            assert 10 < len(picture.alt) < 125
            assert "{" not in picture.alt


def test_variants_of_one_color_share_a_picture_and_others_do_not() -> None:
    for product in PRODUCTS:
        by_look = {
            (tuple(variant.options.values())[:1], variant.picture) for variant in product.variants
        }
        if {"Color", "Material", "Scent"} & set(product.options):
            shown = {picture for _, picture in by_look}
            assert len(shown) == len(by_look) == len(next(iter(product.options.values())))
        assert all(product.pictures[variant.picture].angle == 0 for variant in product.variants)


def test_descriptions_are_two_or_three_paragraphs_of_real_copy() -> None:
    texts = [product.description_html for product in PRODUCTS]
    assert len(set(texts)) == len(texts)
    for text in texts:
        paragraphs = re.findall(r"<p>(.+?)</p>", text)
        assert 2 <= len(paragraphs) <= 3
        assert "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs) == text
        assert 150 < len(text) < 900
        assert "lorem" not in text.lower()


def test_some_products_are_written_for_search_engines() -> None:
    assert sum(bool(product.seo_title) for product in PRODUCTS) >= 6
    assert all(len(product.seo_title) <= 60 for product in PRODUCTS)
    assert all(len(product.seo_description) <= 160 for product in PRODUCTS)
