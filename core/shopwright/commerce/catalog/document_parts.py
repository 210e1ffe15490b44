"""What shoppers read of a product, as JSON: made of the product in the words of one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from shopwright.commerce.catalog.pictures import picture_json
from shopwright.commerce.catalog.text import clean_html, plain_text
from shopwright.commerce.catalog.types import ProductView, VariantView
from shopwright.commerce.pricing.ranges import MARK

Trails = list[list[dict[str, str]]]
_CARD_TAGS = 50


def detail_bytes(detail: Mapping[str, Any], variants: Sequence[VariantView]) -> bytes:
    """The detail with its variants, each open at `MARK` for price and stock; the end is open too."""
    pieces = b",".join(to_json(_variant(variant))[:-1] + b"," + MARK + b"}" for variant in variants)
    return to_json(detail)[:-1] + b',"variants":[' + pieces + b"]"


def sold(product: ProductView) -> list[VariantView]:
    """The variants that shoppers see."""
    return [variant for variant in product.variants if variant.active]


def sold_values(product: ProductView) -> set[tuple[str, str]]:
    """The values of options, with their option, that variants on sale have."""
    return {(name, value) for v in sold(product) for name, value in v.options.items()}


def _shown(product: ProductView) -> list[dict[str, Any]]:
    return [picture_json(picture) for picture in product.media if picture.state == "ready"]


def card_of(product: ProductView, options: list[dict[str, Any]]) -> dict[str, Any]:
    """What lists show."""
    variants = sold(product)
    return {
        "id": str(product.id),
        "handle": product.handle,
        "title": product.title,
        "vendor": product.vendor,
        "product_type": product.product_type,
        "tags": list(product.tags[:_CARD_TAGS]),
        "published_at": product.published_at,
        "images": _shown(product)[:2],
        "options": options,
        "variant_id": str(variants[0].id) if len(variants) == 1 else None,
        "variant_count": len(variants),
        "extra": {},
    }


def detail_of(
    product: ProductView,
    trails: Trails,
    options: list[dict[str, Any]],
    custom: dict[str, Any],
) -> dict[str, Any]:
    """What the product's page shows, without its variants."""
    html = clean_html(product.description_html)
    return {
        "id": str(product.id),
        "handle": product.handle,
        "title": product.title,
        "description_html": html,
        "vendor": product.vendor,
        "product_type": product.product_type,
        "tags": list(product.tags),
        "published_at": product.published_at,
        "updated_at": product.updated_at,
        "seo": {
            "title": product.seo_title or product.title,
            "description": product.seo_description or plain_text(html)[:300],
        },
        "categories": trails,
        "images": _shown(product),
        "options": options,
        "custom": custom,
        "extra": {},
    }


def options_of(
    product: ProductView, colors: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Options with those values that can be bought, and the swatches of these."""
    used = sold_values(product)
    return [
        {
            "name": option.name,
            "values": [v for v in option.values if (option.name, v) in used],
            "swatches": {
                value: color
                for value, color in colors.get(option.name, {}).items()
                if (option.name, value) in used
            },
        }
        for option in product.options
    ]


def _variant(variant: VariantView) -> dict[str, Any]:
    return {
        "id": str(variant.id),
        "title": variant.title,
        "sku": variant.sku,
        "barcode": variant.barcode,
        "options": variant.options,
        "weight_grams": variant.weight_grams,
        "requires_shipping": variant.requires_shipping,
        "image_id": str(variant.media_id) if variant.media_id else None,
    }


def search_text_of(product: ProductView, trails: Trails) -> str:
    """What the product is found by, besides its title."""
    parts = [product.vendor, product.product_type, *product.tags]
    parts += [step["title"] for trail in trails for step in trail]
    parts += dict.fromkeys(value for v in sold(product) for value in v.options.values())
    parts += [code for v in sold(product) for code in (v.sku, v.barcode) if code]
    parts.append(plain_text(product.description_html))
    return " ".join(parts)
