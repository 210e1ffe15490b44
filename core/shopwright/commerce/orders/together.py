"""What is bought together: counted over orders, for plugins that recommend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from shopwright.commerce.catalog.models import Product
from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.platform.db import read

MOST_LINES = 50
"""An order of more products says nothing of any two of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """So many orders had both products."""

    product_id: UUID
    other_id: UUID
    orders: int


def bought_together(*, since: datetime, minimum: int, limit: int) -> list[Together]:
    """For each product those most often ordered with it since then, in one statement.

    At least `minimum` orders had both, and a product has at most `limit` others, the most frequent
    first. Counted are orders that were placed and not canceled; products that are not on sale are
    left out on both sides. Orders of more than 50 products are not looked at.
    """
    on_sale = select(Product.id).where(Product.status == "active")
    counted = (
        select(OrderLine.order_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.placed_at >= since, Order.state.in_(("open", "completed")))
        .group_by(OrderLine.order_id)
        .having(func.count(OrderLine.product_id.distinct()).between(2, MOST_LINES))
    )
    bought = (
        select(OrderLine.order_id, OrderLine.product_id)
        .where(OrderLine.order_id.in_(counted), OrderLine.product_id.in_(on_sale))
        .distinct()
        .cte("bought")
    )
    one, other = bought.alias("one"), bought.alias("other")
    orders = func.count()
    rank = func.row_number().over(
        partition_by=one.c.product_id, order_by=(orders.desc(), other.c.product_id)
    )
    pairs = (
        select(
            one.c.product_id,
            other.c.product_id.label("other_id"),
            orders.label("orders"),
            rank.label("rank"),
        )
        .join(other, other.c.order_id == one.c.order_id)
        .where(one.c.product_id != other.c.product_id)
        .group_by(one.c.product_id, other.c.product_id)
        .having(orders >= minimum)
        .subquery()
    )
    statement = (
        select(pairs.c.product_id, pairs.c.other_id, pairs.c.orders)
        .where(pairs.c.rank <= limit)
        .order_by(pairs.c.product_id, pairs.c.rank)
    )
    with read() as db:
        return [Together(**row) for row in db.execute(statement).mappings()]
