"""Products as staff edit them: whole, from the normal tables, a few queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.errors import UnknownProduct, UnknownVariant
from shopwright.commerce.catalog.models import (
    Product,
    ProductCategory,
    ProductMedia,
    ProductOption,
    ProductTag,
    Variant,
)
from shopwright.commerce.catalog.pictures import picture_view
from shopwright.commerce.catalog.types import OptionView, PictureView, ProductView, VariantView
from shopwright.commerce.pricing import PriceView, prices_of_variants
from shopwright.platform.db import read
from shopwright.platform.media.models import Media

_Owned = TypeVar("_Owned", ProductOption, Variant)
_Value = TypeVar("_Value")


def product(product_id: UUID) -> ProductView:
    """The whole product. Raises `UnknownProduct`."""
    with read() as db:
        found = load_products(db, [product_id])
    if not found:
        raise UnknownProduct(product_id)
    return found[0]


def product_id_by_handle(handle: str) -> UUID | None:
    """The id of the product of this handle, whatever its status."""
    with read() as db:
        return db.scalar(select(Product.id).where(Product.handle == handle))


def product_version(product_id: UUID) -> UUID | None:
    """What `If-Match` is compared with; None where there is no such product."""
    with read() as db:
        return db.scalar(select(Product.version).where(Product.id == product_id))


def variant(variant_id: UUID) -> VariantView:
    """One variant. Raises `UnknownVariant`."""
    with read() as db:
        row = db.scalar(
            select(Variant)
            .where(Variant.id == variant_id)
            .execution_options(populate_existing=True)
        )
        if row is None:
            raise UnknownVariant(variant_id)
        return _variant(row, prices_of_variants([variant_id]).get(variant_id, ()))


def variants_by_sku(skus: Iterable[str]) -> dict[str, tuple[UUID, UUID]]:
    """SKU -> (variant id, product id), for those that exist."""
    with read() as db:
        rows = db.execute(
            select(Variant.sku, Variant.id, Variant.product_id).where(Variant.sku.in_(list(skus)))
        )
        return {sku: (variant_id, product_id) for sku, variant_id, product_id in rows if sku}


def load_products(db: Session, product_ids: Sequence[UUID]) -> list[ProductView]:
    """Whole products, in the order of the ids; unknown ones are left out. Seven queries."""
    fresh = {"populate_existing": True}
    ids = list(product_ids)
    rows = {
        row.id: row
        for row in db.scalars(select(Product).where(Product.id.in_(ids)).execution_options(**fresh))
    }
    options = _grouped(
        db.scalars(
            select(ProductOption)
            .where(ProductOption.product_id.in_(ids))
            .order_by(ProductOption.position)
            .execution_options(**fresh)
        )
    )
    variants = _grouped(
        db.scalars(
            select(Variant)
            .where(Variant.product_id.in_(ids))
            .order_by(Variant.position, Variant.id)
            .execution_options(**fresh)
        )
    )
    prices = prices_of_variants(v.id for found in variants.values() for v in found)
    tags = _pairs(
        db,
        select(ProductTag.product_id, ProductTag.tag)
        .where(ProductTag.product_id.in_(ids))
        .order_by(ProductTag.tag),
    )
    categories = _pairs(
        db,
        select(ProductCategory.product_id, ProductCategory.category_id)
        .where(ProductCategory.product_id.in_(ids))
        .order_by(ProductCategory.category_id),
    )
    pictures = _pictures(db, ids)
    return [
        _view(
            rows[product_id],
            options=tuple(map(_option, options[product_id])),
            variants=tuple(_variant(v, prices.get(v.id, ())) for v in variants[product_id]),
            tags=tuple(tags[product_id]),
            category_ids=tuple(categories[product_id]),
            media=tuple(pictures[product_id]),
        )
        for product_id in ids
        if product_id in rows
    ]


def _grouped(rows: Iterable[_Owned]) -> dict[UUID, list[_Owned]]:
    found: dict[UUID, list[_Owned]] = defaultdict(list)
    for row in rows:
        found[row.product_id].append(row)
    return found


def _pairs(db: Session, statement: Select[UUID, _Value]) -> dict[UUID, list[_Value]]:
    found: dict[UUID, list[_Value]] = defaultdict(list)
    for product_id, value in db.execute(statement):
        found[product_id].append(value)
    return found


def _pictures(db: Session, product_ids: list[UUID]) -> dict[UUID, list[PictureView]]:
    found: dict[UUID, list[PictureView]] = defaultdict(list)
    rows = db.execute(
        select(ProductMedia.product_id, ProductMedia.alt, Media)
        .join(Media, Media.id == ProductMedia.media_id)
        .where(ProductMedia.product_id.in_(product_ids))
        .order_by(ProductMedia.position, ProductMedia.media_id)
        .execution_options(populate_existing=True)
    )
    for product_id, alt, media in rows:
        found[product_id].append(picture_view(media, alt))
    return found


def _option(row: ProductOption) -> OptionView:
    return OptionView(id=row.id, name=row.name, values=tuple(row.option_values))


def _variant(row: Variant, prices: Iterable[PriceView]) -> VariantView:
    return VariantView(
        id=row.id,
        product_id=row.product_id,
        title=row.title,
        sku=row.sku,
        barcode=row.barcode,
        options=dict(row.options),
        weight_grams=row.weight_grams,
        policy=row.policy,
        requires_shipping=row.requires_shipping,
        taxable=row.taxable,
        active=row.active,
        media_id=row.media_id,
        stock_state=row.stock_state,
        prices=tuple(prices),
    )


def _view(
    row: Product,
    *,
    options: tuple[OptionView, ...],
    variants: tuple[VariantView, ...],
    tags: tuple[str, ...],
    category_ids: tuple[UUID, ...],
    media: tuple[PictureView, ...],
) -> ProductView:
    return ProductView(
        id=row.id,
        handle=row.handle,
        title=row.title,
        description_html=row.description_html,
        status=row.status,
        vendor=row.vendor,
        product_type=row.product_type,
        tax_category=row.tax_category,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        tags=tags,
        category_ids=category_ids,
        options=options,
        variants=variants,
        media=media,
        published_at=row.published_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
