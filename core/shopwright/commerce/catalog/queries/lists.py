"""Lists that staff see: products in any state, and the words that products are sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from shopwright.commerce.catalog.models import (
    CollectionProduct,
    Product,
    ProductCategory,
    ProductMedia,
    ProductTag,
    Variant,
)
from shopwright.commerce.catalog.pictures import MEDIA_URL
from shopwright.commerce.catalog.stock_tables import stock_levels
from shopwright.platform.db import read
from shopwright.platform.media.models import Media

ProductSort = Literal["updated", "created", "title"]
PRODUCT_SORTS: dict[ProductSort, type[Any]] = {
    "updated": datetime,
    "created": datetime,
    "title": str,
}
COUNT_LIMIT = 1000
_KEYS: dict[ProductSort, InstrumentedAttribute[Any]] = {
    "updated": Product.updated_at,
    "created": Product.created_at,
    "title": Product.title,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """Which products. `text` is part of a title, or a whole handle, SKU or barcode."""

    text: str | None = None
    status: str | None = None
    vendor: str | None = None
    product_type: str | None = None
    tag: str | None = None
    category_id: UUID | None = None
    collection_id: UUID | None = None
    ids: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product in a list of the dashboard. `on_hand` counts all locations."""

    id: UUID
    handle: str
    title: str
    status: str
    vendor: str
    product_type: str
    image_url: str | None
    variant_count: int
    on_hand: int
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A tag, vendor or product type, and how many products have it."""

    name: str
    count: int


def list_products(
    filters: ProductFilter,
    *,
    sort: ProductSort = "updated",
    limit: int = 24,
    after: tuple[Any, ...] | None = None,
) -> list[ProductRow]:
    """One page: newest change or creation first, or by title. `after` is the last (key, id) seen."""
    key = _KEYS[sort]
    statement = _filtered(select(Product), filters)
    position = tuple_(key, Product.id)
    if sort == "title":
        statement = statement.order_by(key, Product.id)
        if after is not None:
            statement = statement.where(position > tuple_(*after, types=_types(key)))
    else:
        statement = statement.order_by(key.desc(), Product.id.desc())
        if after is not None:
            statement = statement.where(position < tuple_(*after, types=_types(key)))
    with read() as db:
        rows = db.scalars(statement.limit(limit)).all()
        return product_rows(db, rows)


def count_all(filters: ProductFilter) -> tuple[int, bool]:
    """How many there are, and whether that is exact: counting stops at 1,000."""
    inner = _filtered(select(Product.id), filters).limit(COUNT_LIMIT + 1).subquery()
    with read() as db:
        count = db.scalar(select(func.count()).select_from(inner)) or 0
    return min(count, COUNT_LIMIT), count <= COUNT_LIMIT


def products_of_collection(
    collection_id: UUID, *, limit: int, after: tuple[int, UUID] | None = None
) -> list[tuple[int, ProductRow]]:
    """One page in the collection's own order, each with its position."""
    table = CollectionProduct
    statement = (
        select(table.position, Product)
        .join(Product, Product.id == table.product_id)
        .where(table.collection_id == collection_id)
        .order_by(table.position, table.product_id)
        .limit(limit)
    )
    if after is not None:
        position = tuple_(table.position, table.product_id)
        last = tuple_(*after, types=[table.position.type, table.product_id.type])
        statement = statement.where(position > last)
    with read() as db:
        found = db.execute(statement).all()
        rows = {row.id: row for row in product_rows(db, [product for _, product in found])}
    return [(position, rows[product.id]) for position, product in found]


def tags(*, prefix: str = "", limit: int = 100, after: str | None = None) -> list[Word]:
    """Tags in use, in order, from the one after `after` on."""
    return _words(ProductTag.tag, prefix, limit, after)


def vendors(*, prefix: str = "", limit: int = 100, after: str | None = None) -> list[Word]:
    """Vendors in use, in order."""
    return _words(Product.vendor, prefix, limit, after)


def product_types(*, prefix: str = "", limit: int = 100, after: str | None = None) -> list[Word]:
    """Product types in use, in order."""
    return _words(Product.product_type, prefix, limit, after)


def _words(
    column: InstrumentedAttribute[str], prefix: str, limit: int, after: str | None
) -> list[Word]:
    statement = (
        select(column, func.count())
        .where(column != "")
        .group_by(column)
        .order_by(column)
        .limit(limit)
    )
    if prefix:
        statement = statement.where(column.istartswith(prefix, autoescape=True))
    if after is not None:
        statement = statement.where(column > after)
    with read() as db:
        return [Word(name=name, count=count) for name, count in db.execute(statement)]


def _types(key: InstrumentedAttribute[Any]) -> list[Any]:
    return [key.type, Product.id.type]


def _filtered(statement: Select[Any], filters: ProductFilter) -> Select[Any]:
    exact: dict[InstrumentedAttribute[str], str | None] = {
        Product.status: filters.status,
        Product.vendor: filters.vendor,
        Product.product_type: filters.product_type,
    }
    conditions: list[ColumnElement[bool]] = [
        column == value for column, value in exact.items() if value is not None
    ]
    owners: list[Select[Any]] = []
    if filters.tag is not None:
        owners.append(select(ProductTag.product_id).where(ProductTag.tag == filters.tag))
    if filters.category_id is not None:
        table = ProductCategory
        owners.append(select(table.product_id).where(table.category_id == filters.category_id))
    if filters.collection_id is not None:
        held = CollectionProduct.collection_id == filters.collection_id
        owners.append(select(CollectionProduct.product_id).where(held))
    conditions += [Product.id.in_(owner) for owner in owners]
    if filters.ids is not None:
        conditions.append(Product.id.in_(filters.ids))
    if filters.text:
        conditions.append(_named(filters.text))
    return statement.where(*conditions)


def _named(text: str) -> ColumnElement[bool]:
    code = select(Variant.product_id).where(or_(Variant.sku == text, Variant.barcode == text))
    return or_(
        Product.title.icontains(text, autoescape=True),
        Product.handle == text,
        Product.id.in_(code),
    )


def product_rows(db: Session, products: Sequence[Product]) -> list[ProductRow]:
    """Products as lists of the dashboard show them; two statements."""
    ids = [product.id for product in products]
    variants = _counts(db, ids)
    images = _first_images(db, ids)
    return [
        ProductRow(
            id=row.id,
            handle=row.handle,
            title=row.title,
            status=row.status,
            vendor=row.vendor,
            product_type=row.product_type,
            image_url=images.get(row.id),
            variant_count=variants.get(row.id, (0, 0))[0],
            on_hand=variants.get(row.id, (0, 0))[1],
            published_at=row.published_at,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in products
    ]


def _counts(db: Session, ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    rows = db.execute(
        select(
            Variant.product_id,
            func.count(Variant.id.distinct()),
            func.coalesce(func.sum(stock_levels.c.on_hand), 0),
        )
        .outerjoin(stock_levels, stock_levels.c.variant_id == Variant.id)
        .where(Variant.product_id.in_(ids))
        .group_by(Variant.product_id)
    )
    return {row[0]: (row[1], int(row[2])) for row in rows}


def _first_images(db: Session, ids: list[UUID]) -> dict[UUID, str]:
    rows = db.execute(
        select(ProductMedia.product_id, Media.renditions)
        .join(Media, Media.id == ProductMedia.media_id)
        .where(ProductMedia.product_id.in_(ids), Media.state == "ready")
        .order_by(ProductMedia.position.desc())
    )
    return {
        product_id: MEDIA_URL + renditions[min(renditions, key=int)]
        for product_id, renditions in rows
        if renditions
    }
