"""What a product needs before it is on sale."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright import Problem
from shopwright.commerce.catalog import ProductView, VariantView

from shopwright_house_rules.settings import Settings

_LATER = "or save the product as a draft"


def lacking(product: ProductView, settings: Settings) -> Iterator[Problem]:
    """What an active product lacks; a draft may lack everything."""
    if product.status != "active":
        return
    if settings.need_description and not product.description_html.strip():
        yield Problem(
            code="description_needed",
            message=f"Please describe it, {_LATER}.",
            field="description_html",
        )
    if settings.need_picture and not product.media:
        yield Problem(
            code="picture_needed", message=f"Please add a picture, {_LATER}.", field="media"
        )
    for place, variant in enumerate(product.variants):
        if variant.active:
            yield from _lacking_variant(variant, f"variants.{place}", settings)


def _lacking_variant(variant: VariantView, field: str, settings: Settings) -> Iterator[Problem]:
    name = f"'{variant.title}'" if variant.title else "the variant"
    if settings.need_sku and not variant.sku:
        yield Problem(
            code="sku_needed",
            message=f"Please give {name} a SKU, {_LATER}.",
            field=f"{field}.sku",
        )
    if settings.need_weight and variant.requires_shipping and not variant.weight_grams:
        yield Problem(
            code="weight_needed",
            message=f"Please give {name} a weight, {_LATER}.",
            field=f"{field}.weight_grams",
        )
