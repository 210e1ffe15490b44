"""The addresses of all products on sale, part by part: for sitemaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from shopwright.commerce.catalog.models import ProductDocument
from shopwright.commerce.catalog.queries.reading import connection
from shopwright.commerce.catalog.queries.storefront import Market
from shopwright.commerce.pricing.models import ProductPrice


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductAddress:
    """Where a product is, and since when."""

    handle: str
    published_at: datetime


def address_parts(market: Market, size: int) -> list[UUID]:
    """With which products parts of `size` begin, in one statement. New ones come to the last part."""
    number = func.row_number().over(order_by=ProductDocument.product_id)
    numbered = _sold(market, ProductDocument.product_id, (number - 1).label("number")).subquery()
    firsts = select(numbered.c.product_id).where(numbered.c.number % size == 0)
    with connection() as db:
        return list(db.scalars(firsts.order_by(numbered.c.product_id)))


def product_addresses(market: Market, first: UUID, limit: int) -> Sequence[ProductAddress]:
    """The part that begins with this product, in one statement; empty where there is none."""
    found = _sold(market, ProductDocument.handle, ProductDocument.published_at)
    part = found.where(ProductDocument.product_id >= first)
    with connection() as db:
        rows = db.execute(part.order_by(ProductDocument.product_id).limit(limit)).all()
    return [ProductAddress(handle=handle, published_at=at) for handle, at in rows]


def _sold(market: Market, *columns: Any) -> Select[Any]:
    priced = ProductPrice.product_id == ProductDocument.product_id
    return (
        select(*columns)
        .join(ProductPrice, priced)
        .where(
            ProductDocument.locale == market.locale,
            ProductPrice.price_list_id == market.price_list_id,
            ProductPrice.currency == market.currency,
        )
    )
