"""What sells best: units ordered in the last 90 days, counted by a job, for the order of lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import (
    CategoryListing,
    Product,
    ProductDocument,
    ProductSales,
)
from shopwright.commerce.catalog.order_tables import order_lines, orders
from shopwright.commerce.pricing.ranges import lock_products
from shopwright.platform.cache import touch
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session

SALES_JOB = "count_sales"
EVERY = timedelta(hours=6)
_WINDOW = timedelta(days=90)
_CHUNK = 500


def count_sales() -> None:
    """The job: bring the units of every product up to date, a transaction per 500 that changed."""
    units = _sold()
    with read() as db:
        rows = db.execute(select(ProductSales.product_id, ProductSales.units))
        known = {row.product_id: row.units for row in rows}
    other = iter(
        sorted(
            product_id
            for product_id in units.keys() | known.keys()
            if units.get(product_id, 0) != known.get(product_id, 0)
        )
    )
    while chunk := list(islice(other, _CHUNK)):
        _store({product_id: units.get(product_id, 0) for product_id in chunk})


def sales_of(db: Session, product_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Units by product, for those that sold."""
    rows = db.execute(
        select(ProductSales.product_id, ProductSales.units).where(
            ProductSales.product_id.in_(list(product_ids))
        )
    )
    return {row.product_id: row.units for row in rows}


def _sold() -> dict[UUID, int]:
    statement = (
        select(order_lines.c.product_id, func.sum(order_lines.c.quantity - order_lines.c.canceled))
        .join(orders, orders.c.id == order_lines.c.order_id)
        .where(orders.c.placed_at >= now() - _WINDOW, orders.c.state.in_(("open", "completed")))
        .where(order_lines.c.product_id.in_(select(Product.id)))
        .group_by(order_lines.c.product_id)
    )
    with read() as db:
        return {product_id: int(units) for product_id, units in db.execute(statement)}


@command()
def _store(units: Mapping[UUID, int]) -> None:
    db = session()
    lock_products(db, units)  # who publishes one of them meanwhile would write the old number
    rows: Sequence[dict[str, Any]] = [
        {"product": product_id, "count": count} for product_id, count in units.items()
    ]
    db.execute(delete(ProductSales).where(ProductSales.product_id.in_(list(units))))
    kept = [{"product_id": row["product"], "units": row["count"]} for row in rows if row["count"]]
    if kept:
        db.execute(insert(ProductSales), kept)
    for model in (ProductDocument, CategoryListing):
        table = cast(Table, model.__table__)
        change = update(table).where(table.c.product_id == bindparam("product"))
        db.connection().execute(change.values(sales=bindparam("count")), list(rows))
    touch("catalog")
