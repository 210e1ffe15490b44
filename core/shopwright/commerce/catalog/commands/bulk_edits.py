"""Changing many products at once: each is written by itself, and all are published together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.commands.bulk import MAX_BATCH, ask_plugins, at_index
from shopwright.commerce.catalog.commands.products import (
    flush,
    given_values,
    set_fields,
    tell_updated,
    write_parts,
)
from shopwright.commerce.catalog.documents import publish
from shopwright.commerce.catalog.errors import Changed, ProductInvalid, SkuTaken, UnknownProduct
from shopwright.commerce.catalog.handles import rename
from shopwright.commerce.catalog.models import Product
from shopwright.commerce.catalog.queries.editing import load_products
from shopwright.commerce.catalog.stock_state import settle_variant_states
from shopwright.commerce.catalog.types import ProductPatch, ProductView
from shopwright.platform.db import command, session


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChange:
    """What to change of one product; with `version`, only if nobody else did since."""

    product_id: UUID
    changes: ProductPatch
    version: UUID | None = None


@command()
def update_products(items: Sequence[ProductChange]) -> list[ProductView]:
    """Change at most 100 products, each at most once: all or none. Views in the same order.

    Problems point at `products.<index>`. Raises `UnknownProduct`, `Changed`, `ProductInvalid`,
    `SkuTaken`, `HandleTaken`, `HasStock`, or `Invalid` from `product_validate`.
    """
    if len(items) > MAX_BATCH:
        raise ValueError(f"change at most {MAX_BATCH} products at once, not {len(items)}")
    if not items:
        return []
    db = session()
    rows = _locked(db, items)
    wanted = [given_values(item.changes) for item in items]
    for row, values in zip(rows, wanted, strict=True):
        if "handle" in values:
            rename(db, row, values["handle"])
        set_fields(row, values)
    flush(db)
    for index, (row, values) in enumerate(zip(rows, wanted, strict=True)):
        _write_parts(db, index, row, values)
    ids = [row.id for row in rows]
    settle_variant_states(db, ids)
    views = load_products(db, ids)
    ask_plugins(views, new=False)
    publish(db, ids, loaded=views)
    for view, values in zip(views, wanted, strict=True):
        tell_updated(view.id, view.handle, view.status, values)
    return views


def _locked(db: Session, items: Sequence[ProductChange]) -> list[Product]:
    found = {
        row.id: row
        for row in db.scalars(
            select(Product)
            .where(Product.id.in_([item.product_id for item in items]))
            .order_by(Product.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    for item in items:
        row = found.get(item.product_id)
        if row is None:
            raise UnknownProduct(item.product_id)
        if item.version is not None and row.version != item.version:
            raise Changed("product")
    return [found[item.product_id] for item in items]


def _write_parts(db: Session, index: int, row: Product, values: dict[str, Any]) -> None:
    try:
        write_parts(db, row, values)
        flush(db)
    except (ProductInvalid, SkuTaken) as error:
        problems = [at_index(index, problem) for problem in error.problems]
        raise type(error)(error.message, problems=problems, extra=error.extra) from error
