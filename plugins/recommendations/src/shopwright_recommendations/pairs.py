"""Counting what is bought together, and reading what was counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from uuid import UUID

from shopwright import Context
from shopwright.commerce.orders import bought_together
from sqlalchemy import delete, func, insert, select

from shopwright_recommendations.arranging import SPARE, arrange
from shopwright_recommendations.models import Pair
from shopwright_recommendations.settings import Settings

_CHUNK = 200

Others = list[tuple[UUID, int]]


def count(ctx: Context, settings: Settings) -> None:
    """The job: one question to the orders, a transaction per 200 products that changed."""
    found, kept = _counted(ctx, settings), _kept(ctx)
    every = sorted(found.keys() | kept.keys())
    for some in _chunks(one for one in every if found.get(one) != kept.get(one)):
        rows = [
            {"product_id": one, "other_id": other, "orders": orders}
            for one in some
            for other, orders in found.get(one, ())
        ]
        with ctx.transaction(settles=False) as db:
            db.execute(delete(Pair).where(Pair.product_id.in_(some)))
            if rows:
                db.execute(insert(Pair), rows)
    for some in _chunks(every):
        arrange(
            ctx, {one: [other for other, _ in found.get(one, ())] for one in some}, settings.number
        )


def often_with(ctx: Context, product_ids: Collection[UUID], limit: int) -> Sequence[UUID]:
    """What was most often bought with these, without themselves."""
    statement = (
        select(Pair.other_id)
        .where(Pair.product_id.in_(product_ids), Pair.other_id.not_in(product_ids))
        .group_by(Pair.other_id)
        .order_by(func.sum(Pair.orders).desc(), Pair.other_id)
        .limit(limit)
    )
    with ctx.read() as db:
        return db.scalars(statement).all()


def follow(ctx: Context, product_id: UUID, number: int) -> None:
    """Arrange anew where a product stands that changed, was sold out, or can be bought again."""
    around = select(Pair.product_id).where(Pair.other_id == product_id)
    statement = (
        select(Pair.product_id, Pair.other_id)
        .where(Pair.product_id.in_(around))
        .order_by(Pair.product_id, Pair.orders.desc(), Pair.other_id)
    )
    others: dict[UUID, list[UUID]] = defaultdict(list)
    with ctx.read() as db:
        for row in db.execute(statement):
            others[row.product_id].append(row.other_id)
    for some in _chunks(others):
        arrange(ctx, {one: others[one] for one in some}, number)


def _counted(ctx: Context, settings: Settings) -> dict[UUID, Others]:
    found: dict[UUID, Others] = defaultdict(list)
    for one in bought_together(
        since=ctx.now() - timedelta(days=settings.days),
        minimum=settings.minimum_orders,
        limit=settings.number * SPARE,
    ):
        found[one.product_id].append((one.other_id, one.orders))
    return dict(found)


def _kept(ctx: Context) -> dict[UUID, Others]:
    statement = select(Pair).order_by(Pair.product_id, Pair.orders.desc(), Pair.other_id)
    found: dict[UUID, Others] = defaultdict(list)
    with ctx.read() as db:
        for row in db.scalars(statement):
            found[row.product_id].append((row.other_id, row.orders))
    return dict(found)


def _chunks(product_ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    ids = iter(product_ids)
    while some := list(islice(ids, _CHUNK)):
        yield some
