"""Reading promotions, for staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shopwright import Context
from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from shopwright_promotions.codes import fold
from shopwright_promotions.errors import PromotionNotFound
from shopwright_promotions.models import CODES, PROMOTIONS, USES
from shopwright_promotions.offers import Terms
from shopwright_promotions.types import CodeView, PromotionView, Status, Usage, UseView


def promotion(ctx: Context, promotion_id: UUID) -> PromotionView:
    """Raises `PromotionNotFound`."""
    found = _views(ctx, PROMOTIONS.c.id == promotion_id, limit=1)
    if not found:
        raise PromotionNotFound("There is no such promotion.")
    return found[0]


def promotions(
    ctx: Context,
    *,
    status: Status | None = None,
    text: str = "",
    after: UUID | None = None,
    limit: int,
) -> list[PromotionView]:
    """The newest first. Without `status`, all but the archived ones; `text` is of a name or a code."""
    conditions = [_in_status(status, ctx.now())]
    if after is not None:
        conditions.append(PROMOTIONS.c.id < after)
    if text.strip():
        named = func.lower(PROMOTIONS.c.name).contains(text.strip().lower(), autoescape=True)
        coded = select(CODES.c.promotion_id).where(CODES.c.code == fold(text))
        conditions.append(or_(named, PROMOTIONS.c.id.in_(coded)))
    return _views(ctx, and_(*conditions), limit=limit)


def codes(
    ctx: Context, promotion_id: UUID, *, after: str | None = None, limit: int
) -> list[CodeView]:
    """In their alphabetical order, after the code `after`. Raises `PromotionNotFound`."""
    promotion(ctx, promotion_id)
    asked = select(CODES).where(CODES.c.promotion_id == promotion_id)
    if after is not None:
        asked = asked.where(CODES.c.code > after)
    with ctx.read() as db:
        rows = db.execute(asked.order_by(CODES.c.code).limit(limit)).all()
    return [
        CodeView(
            id=row.id,
            code=row.code,
            limit_total=row.limit_total,
            used=row.used,
            created_at=row.created_at,
        )
        for row in rows
    ]


def uses(
    ctx: Context, promotion_id: UUID, *, after: UUID | None = None, limit: int
) -> list[UseView]:
    """The orders that have it, the latest first. Raises `PromotionNotFound`."""
    promotion(ctx, promotion_id)
    asked = select(USES).where(USES.c.promotion_id == promotion_id)
    if after is not None:
        asked = asked.where(USES.c.id < after)
    with ctx.read() as db:
        rows = db.execute(asked.order_by(USES.c.id.desc()).limit(limit)).all()
    return [
        UseView(
            id=row.id,
            order_id=row.order_id,
            code=row.code,
            amount=row.amount,
            currency=row.currency,
            state=row.state,
            at=row.at,
        )
        for row in rows
    ]


def usage(ctx: Context, promotion_id: UUID) -> Usage:
    """What became of it, in sums. Raises `PromotionNotFound`."""
    promotion(ctx, promotion_id)
    own = USES.c.promotion_id == promotion_id
    grouped = (
        select(
            USES.c.state,
            USES.c.currency,
            func.count().label("orders"),
            func.sum(USES.c.amount).label("amount"),
        )
        .where(own)
        .group_by(USES.c.state, USES.c.currency)
    )
    people = select(func.count(USES.c.person.distinct())).where(own, USES.c.state == "counted")
    orders: dict[str, int] = defaultdict(int)
    given: dict[str, int] = defaultdict(int)
    with ctx.read() as db:
        for row in db.execute(grouped):
            orders[row.state] += row.orders
            if row.state != "returned":
                given[row.currency] += int(row.amount)
        customers = db.execute(people).scalar_one()
    return Usage(
        orders=orders["counted"],
        customers=customers,
        returned=orders["returned"],
        beyond=orders["beyond"],
        given=dict(given),
    )


def _views(ctx: Context, condition: ColumnElement[bool], *, limit: int) -> list[PromotionView]:
    asked = select(PROMOTIONS).where(condition).order_by(PROMOTIONS.c.id.desc()).limit(limit)
    with ctx.read() as db:
        rows = db.execute(asked).all()
        shared, generated = _codes_of(ctx, [row.id for row in rows])
    moment = ctx.now()
    return [_view(row, shared[row.id], generated[row.id], moment) for row in rows]


def _codes_of(ctx: Context, ids: Sequence[UUID]) -> tuple[dict[UUID, list[str]], dict[UUID, int]]:
    """Shared codes, and the number of generated ones."""
    shared: dict[UUID, list[str]] = defaultdict(list)
    generated: dict[UUID, int] = defaultdict(int)
    mine = CODES.c.promotion_id.in_(ids)
    with ctx.read() as db:
        open_codes = select(CODES.c.promotion_id, CODES.c.code).where(
            mine, CODES.c.limit_total.is_(None)
        )
        for row in db.execute(open_codes.order_by(CODES.c.id)):
            shared[row.promotion_id].append(row.code)
        counted = select(CODES.c.promotion_id, func.count().label("codes")).where(
            mine, CODES.c.limit_total.is_not(None)
        )
        for row in db.execute(counted.group_by(CODES.c.promotion_id)):
            generated[row.promotion_id] = row.codes
    return shared, generated


def _view(row: Row[Any], shared: Iterable[str], generated: int, moment: datetime) -> PromotionView:
    return PromotionView(
        id=row.id,
        name=row.name,
        label=row.label,
        automatic=row.automatic,
        codes=tuple(shared),
        generated=generated,
        enabled=row.enabled,
        status=_status(row, moment),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        channels=tuple(row.channels),
        lane=row.lane,
        priority=row.priority,
        limit_total=row.limit_total,
        limit_per_customer=row.limit_per_customer,
        used=row.used,
        terms=Terms.model_validate_json(row.terms),
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        archived_at=row.archived_at,
    )


def _status(row: Row[Any], moment: datetime) -> Status:
    if row.archived_at is not None:
        return "archived"
    if not row.enabled:
        return "disabled"
    if row.ends_at is not None and row.ends_at <= moment:
        return "ended"
    if row.starts_at is not None and row.starts_at > moment:
        return "scheduled"
    return "used_up" if row.limit_total is not None and row.used >= row.limit_total else "running"


def _in_status(status: Status | None, moment: datetime) -> ColumnElement[bool]:
    """The same as `_status`, asked of the database."""
    row = PROMOTIONS.c
    kept = row.archived_at.is_(None)
    on = and_(kept, row.enabled)
    ended = and_(row.ends_at.is_not(None), row.ends_at <= moment)
    begun = or_(row.starts_at.is_(None), row.starts_at <= moment)
    now = and_(on, ~ended, begun)
    used_up = and_(row.limit_total.is_not(None), row.used >= row.limit_total)
    return {
        None: kept,
        "archived": ~kept,
        "disabled": and_(kept, ~row.enabled),
        "ended": and_(on, ended),
        "scheduled": and_(on, ~ended, ~begun),
        "used_up": and_(now, used_up),
        "running": and_(now, ~used_up),
    }[status]
