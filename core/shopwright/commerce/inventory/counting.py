"""When a count is right and promises are not: which of them are broken, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.inventory.hooks import StockShortfall
from shopwright.commerce.inventory.levels import lock_levels
from shopwright.commerce.inventory.models import StockHold
from shopwright.commerce.inventory.queries import IS_OPEN, OPEN_UNITS, hold_rows
from shopwright.platform.errors import Problem
from shopwright.platform.events.outbox import emit

_LISTED = 100
_holds = cast(Table, StockHold.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What had to give way; `held` is what is still promised at the level."""

    held: int
    released_holds: tuple[UUID, ...]
    short_units: int


def promises(db: Session, level_id: UUID) -> tuple[Problem, ...]:
    """The open promises at a level as problems, the newest first, at most 100."""
    rows = db.execute(
        hold_rows()
        .where(StockHold.level_id == level_id, IS_OPEN, OPEN_UNITS > 0)
        .order_by(StockHold.id.desc())
        .limit(_LISTED)
    )
    return tuple(
        Problem(
            code="promised",
            message=f"{row.quantity - row.shipped} promised to {_whom(row)}.",
            meta={
                "hold_id": str(row.id),
                "state": row.state,
                "units": row.quantity - row.shipped,
                "order_id": str(row.order_id) if row.order_id else None,
                "order_number": row.order_number,
            },
        )
        for row in rows
    )


def _whom(row: Row[Any]) -> str:
    if row.order_number is not None:
        return f"order {row.order_number}"
    return "an order that is being paid" if row.order_id else "a cart"


def settle_promises(db: Session, level_id: UUID, on_hand: int) -> Broken:
    """Break promises at a level until `on_hand` units can keep the rest; the level stays locked.

    Unpaid ones end whole, the newest first; then units of paid ones, the newest first, go on
    backorder. The caller changes the level's numbers to what comes back, in the same transaction.
    """
    _open_holds(db, level_id)
    variant_id = lock_levels(db, [level_id])[level_id].variant_id
    # Promises made between the two locks: another transaction that changes one of them would wait
    # for our level, so we may not wait for it. Too rare to do better than run again.
    rows = _open_holds(db, level_id, nowait=True)
    held = sum(row.units for row in rows)
    released: list[UUID] = []
    for row in [row for row in rows if row.state == "held" and row.units]:
        if held <= on_hand:
            break
        released.append(row.id)
        held -= row.units
    _release(db, released)
    paid = [row for row in rows if row.state == "allocated"]
    short = _mark_short(db, variant_id, paid, excess=held - on_hand)
    return Broken(held=held - short, released_holds=tuple(released), short_units=short)


def _open_holds(db: Session, level_id: UUID, *, nowait: bool = False) -> list[Any]:
    """Locked in the order of their ids, returned newest first."""
    rows = db.execute(
        select(
            StockHold.id,
            StockHold.order_id,
            StockHold.state,
            OPEN_UNITS.label("units"),
        )
        .where(StockHold.level_id == level_id, IS_OPEN)
        .order_by(StockHold.id)
        .with_for_update(nowait=nowait)
    ).all()
    return list(reversed(rows))


def _release(db: Session, hold_ids: Sequence[UUID]) -> None:
    if hold_ids:
        db.execute(
            update(_holds)
            .where(_holds.c.id.in_(hold_ids))
            .values(state="released", expires_at=None)
        )


def _mark_short(db: Session, variant_id: UUID, rows: Sequence[Row[Any]], *, excess: int) -> int:
    """Put up to `excess` units of these orders on backorder, and say so; returns how many."""
    moved: list[dict[str, Any]] = []
    left = max(excess, 0)
    for row in rows:
        units = min(left, row.units)
        if units:
            moved.append({"hold": row.id, "units": units, "order_id": row.order_id})
            left -= units
    if not moved:
        return 0
    db.execute(
        update(_holds)
        .where(_holds.c.id == bindparam("hold"))
        .values(
            quantity=_holds.c.quantity - bindparam("units"),
            backordered=_holds.c.backordered + bindparam("units"),
        ),
        [{"hold": item["hold"], "units": item["units"]} for item in moved],
    )
    for item in moved:
        emit(
            StockShortfall(
                variant_id=variant_id,
                order_id=item["order_id"],
                missing=item["units"],
                reason="fewer were counted than promised",
            )
        )
    return sum(item["units"] for item in moved)
