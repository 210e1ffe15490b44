"""Reading the ledger: the movements, and the answer to "why is this 47?"."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, func, select, tuple_
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.inventory.errors import DiscrepancyNotFound
from shopwright.commerce.inventory.models import (
    StockDiscrepancy,
    StockHold,
    StockLevel,
    StockMovement,
)
from shopwright.commerce.inventory.queries import IS_OPEN, OPEN_UNITS, load_level
from shopwright.commerce.inventory.types import (
    Cause,
    CauseSum,
    DiscrepancyRow,
    Explanation,
    MovementRow,
)
from shopwright.platform.db import read

_LATEST = 20


def find_movements(
    *,
    level_id: UUID | None = None,
    variant_id: UUID | None = None,
    location_id: UUID | None = None,
    cause: Cause | None = None,
    reference: str | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[MovementRow]:
    """The ledger, the newest first, from the one after `after` (its time and id) on."""
    statement = _movement_rows()
    if level_id is not None:
        statement = statement.where(StockMovement.level_id == level_id)
    if variant_id is not None:
        statement = statement.where(StockLevel.variant_id == variant_id)
    if location_id is not None:
        statement = statement.where(StockLevel.location_id == location_id)
    if cause is not None:
        statement = statement.where(StockMovement.cause == cause)
    if reference is not None:
        statement = statement.where(StockMovement.reference == reference)
    if after is not None:
        statement = statement.where(tuple_(StockMovement.at, StockMovement.id) < after)
    with read() as db:
        rows = db.execute(_newest(statement).limit(limit))
        return [MovementRow(**row._mapping) for row in rows]


def _newest(statement: Any) -> Any:
    return statement.order_by(StockMovement.at.desc(), StockMovement.id.desc())


def _movement_rows() -> Any:
    return (
        select(
            StockMovement.id,
            StockMovement.level_id,
            StockLevel.variant_id,
            StockLevel.location_id,
            Variant.sku,
            StockMovement.delta,
            StockMovement.on_hand_after,
            StockMovement.cause,
            StockMovement.reference,
            StockMovement.note,
            StockMovement.actor,
            StockMovement.at,
        )
        .join(StockLevel, StockLevel.id == StockMovement.level_id)
        .join(Variant, Variant.id == StockLevel.variant_id)
    )


def explain(level_id: UUID) -> Explanation:
    """Why a level is what it is. Raises `LevelNotFound`."""
    with read(snapshot=True) as db:
        row = load_level(db, level_id)
        causes = _causes(db, level_id)
        carts, orders = _promises(db, level_id)
        newest = _newest(_movement_rows().where(StockMovement.level_id == level_id))
        latest = [MovementRow(**found._mapping) for found in db.execute(newest.limit(_LATEST))]
    agree = (
        sum(cause.units for cause in causes) == row.level.on_hand
        and carts + orders == row.level.held
    )
    return Explanation(
        row=row,
        causes=causes,
        held_in_carts=carts,
        held_by_orders=orders,
        latest=tuple(latest),
        books_agree=agree,
    )


def _causes(db: Session, level_id: UUID) -> tuple[CauseSum, ...]:
    rows = db.execute(
        select(
            StockMovement.cause,
            func.sum(StockMovement.delta).label("units"),
            func.count().label("movements"),
            func.min(StockMovement.at).label("first_at"),
            func.max(StockMovement.at).label("last_at"),
        )
        .where(StockMovement.level_id == level_id)
        .group_by(StockMovement.cause)
        .order_by(StockMovement.cause)
    )
    return tuple(CauseSum(**row._mapping) for row in rows)


def _promises(db: Session, level_id: UUID) -> tuple[int, int]:
    """Open units that are not paid for, and those of orders."""
    unpaid = func.sum(case((StockHold.state == "held", OPEN_UNITS), else_=0))
    paid = func.sum(case((StockHold.state == "allocated", OPEN_UNITS), else_=0))
    row = db.execute(
        select(func.coalesce(unpaid, 0), func.coalesce(paid, 0)).where(
            StockHold.level_id == level_id, IS_OPEN
        )
    ).one()
    return int(row[0]), int(row[1])


def find_discrepancies(
    *, resolved: bool = False, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[DiscrepancyRow]:
    """Differences that are open (or resolved), the newest first, from the one after `after` on."""
    ended = StockDiscrepancy.resolved_at
    statement = _discrepancy_rows().where(ended.is_not(None) if resolved else ended.is_(None))
    if after is not None:
        statement = statement.where(tuple_(StockDiscrepancy.found_at, StockDiscrepancy.id) < after)
    statement = statement.order_by(StockDiscrepancy.found_at.desc(), StockDiscrepancy.id.desc())
    with read() as db:
        return [_discrepancy(row) for row in db.execute(statement.limit(limit))]


def discrepancy_by_id(discrepancy_id: UUID) -> DiscrepancyRow:
    """Raises `DiscrepancyNotFound`."""
    with read() as db:
        row = db.execute(
            _discrepancy_rows().where(StockDiscrepancy.id == discrepancy_id)
        ).one_or_none()
    if row is None:
        raise DiscrepancyNotFound(f"There is no difference {discrepancy_id}.")
    return _discrepancy(row)


def _discrepancy_rows() -> Any:
    return (
        select(
            StockDiscrepancy.id,
            StockDiscrepancy.level_id,
            StockLevel.variant_id,
            StockLevel.location_id,
            Variant.sku,
            StockDiscrepancy.kind,
            StockDiscrepancy.expected,
            StockDiscrepancy.found,
            StockDiscrepancy.details,
            StockDiscrepancy.found_at,
            StockDiscrepancy.resolved_at,
            StockDiscrepancy.resolution,
        )
        .join(StockLevel, StockLevel.id == StockDiscrepancy.level_id)
        .join(Variant, Variant.id == StockLevel.variant_id)
    )


def _discrepancy(row: Row[Any]) -> DiscrepancyRow:
    return DiscrepancyRow(**row._mapping)
