"""Backorders: units promised beyond what exists, in a hold's `backordered`, outside `held`.

Whenever units come free at a level - goods arrive, a promise ends, a count finds more - the oldest
promises there get them before anybody else can.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, bindparam, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.inventory.levels import Change, Shift, lock_levels, shift_levels
from shopwright.commerce.inventory.models import StockHold

_holds = cast(Table, StockHold.__table__)


def lock_backorders(db: Session, level_ids: Iterable[UUID]) -> None:
    """Wait for the promises that arrivals may fill. Holds come before levels in the lock order."""
    db.execute(_waiting(level_ids).with_for_update()).all()


def fill_backorders(db: Session, level_ids: Iterable[UUID]) -> list[Change]:
    """Give free units of these levels, which the caller has locked, to the oldest promises.

    Promises that another transaction has locked are passed over: waiting for them with a level
    locked could be waiting for one that waits for us.
    """
    waiting = db.execute(_waiting(level_ids).with_for_update(skip_locked=True)).all()
    if not waiting:
        return []
    levels = lock_levels(db, {row.level_id for row in waiting})
    free = {level.id: level.available for level in levels.values()}
    given: dict[UUID, int] = dict.fromkeys(free, 0)
    filled: list[dict[str, Any]] = []
    for row in waiting:
        units = min(row.backordered, free[row.level_id] - given[row.level_id])
        if units > 0:
            given[row.level_id] += units
            filled.append({"hold": row.id, "units": units})
    if not filled:
        return []
    db.execute(
        update(_holds)
        .where(_holds.c.id == bindparam("hold"))
        .values(
            quantity=_holds.c.quantity + bindparam("units"),
            backordered=_holds.c.backordered - bindparam("units"),
        ),
        filled,
    )
    return shift_levels(db, [Shift(level_id=level, held=n) for level, n in given.items()])


def _waiting(level_ids: Iterable[UUID]) -> Any:
    return (
        select(StockHold.id, StockHold.level_id, StockHold.backordered)
        .where(is_waiting_at(level_ids))
        .order_by(StockHold.id)
    )


def is_waiting_at(level_ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Whether a hold waits for units at one of these levels."""
    return and_(
        StockHold.level_id.in_(list(level_ids)),
        StockHold.backordered > 0,
        StockHold.state.in_(("held", "allocated")),
    )
