"""What shoppers see of stock right now, for pages that are older than the last sale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.catalog.models import Product, Variant
from shopwright.commerce.catalog.stock_state import best
from shopwright.platform.db import read


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStock:
    """One word for a product on sale, and one for each of its variants, by id."""

    product_id: UUID
    stock_state: str
    variants: Mapping[UUID, str]


def shown_stock(product_ids: Sequence[UUID]) -> tuple[ShownStock, ...]:
    """In one statement; products that are not on sale are left out."""
    statement = (
        select(Variant.product_id, Variant.id, Variant.stock_state)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.product_id.in_(list(product_ids)), Variant.active)
        .where(Product.status == "active")
        .order_by(Variant.product_id, Variant.position, Variant.id)
    )
    found: dict[UUID, dict[UUID, str]] = {}
    with read() as db:
        for product_id, variant_id, state in db.execute(statement):
            found.setdefault(product_id, {})[variant_id] = state
    return tuple(
        ShownStock(product_id=product_id, stock_state=best(states.values()), variants=states)
        for product_id, states in found.items()
    )
