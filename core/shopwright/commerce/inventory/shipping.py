"""Units that leave for an order, come back before they left, or are returned.

These functions run inside the caller's transaction, which has locked the cart and the order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.inventory.backorders import fill_backorders, is_waiting_at, lock_backorders
from shopwright.commerce.inventory.errors import LevelNotFound, NotAllocated, NotShipped
from shopwright.commerce.inventory.levels import Shift, announce, lock_levels, shift_levels
from shopwright.commerce.inventory.models import StockHold, StockLevel
from shopwright.commerce.inventory.order_tables import orders
from shopwright.platform.errors import Problem

_holds = cast(Table, StockHold.__table__)
_SET_HOLD = (
    update(_holds)
    .where(_holds.c.id == bindparam("hold"))
    .values(quantity=bindparam("units"), shipped=bindparam("out"), state=bindparam("new_state"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Units of one variant that left one level; `level_id` is None for what was never counted."""

    variant_id: UUID
    level_id: UUID | None
    quantity: int


def ship(
    db: Session,
    order_id: UUID,
    units: Mapping[UUID, int],
    *,
    reference: str,
    location_id: UUID | None = None,
) -> list[Taken]:
    """Take what is set aside for the order out of stock (variant id -> units); says from where.

    With `location_id` only from there. A variant that the order was promised nothing of (it was
    not counted when it was bought) is taken from nowhere. Raises `NotAllocated` naming each
    variant with too few units: those on backorder cannot leave before they came.
    """
    holds = _holds_of(db, order_id)
    known = {row.variant_id for row in holds}
    picked: list[tuple[Row[Any], int]] = []
    problems: list[Problem] = []
    for variant_id, quantity in units.items():
        if variant_id not in known:
            continue
        mine = [row for row in holds if row.variant_id == variant_id and row.state == "allocated"]
        here = [row for row in mine if location_id in (None, row.location_id)]
        chosen, missing = _pick(here, quantity)
        picked += chosen
        if missing:
            problems.append(_too_few(variant_id, quantity, quantity - missing, mine))
    if problems:
        raise NotAllocated("Some units are not there to be sent.", problems=problems)
    _take_out(db, picked, reference)
    taken = [
        Taken(variant_id=row.variant_id, level_id=row.level_id, quantity=quantity)
        for row, quantity in picked
    ]
    uncounted = [
        Taken(variant_id=variant_id, level_id=None, quantity=quantity)
        for variant_id, quantity in units.items()
        if variant_id not in known
    ]
    return taken + uncounted


def _holds_of(
    db: Session, order_id: UUID, *, waiting_at: Collection[UUID] = ()
) -> list[Row[*tuple[Any, ...]]]:
    """All of the order's holds, also those that ended, locked in the order of their ids.

    With the backorders at some levels, which are locked in the same go: two goes could wait for
    each other.
    """
    mine = StockHold.order_id == order_id
    rows = db.execute(
        select(
            StockHold.id,
            StockHold.order_id,
            StockHold.level_id,
            StockHold.state,
            StockHold.quantity,
            StockHold.shipped,
            StockHold.backordered,
            StockLevel.variant_id,
            StockLevel.location_id,
        )
        .join(StockLevel, StockLevel.id == StockHold.level_id)
        .where(or_(mine, is_waiting_at(waiting_at)) if waiting_at else mine)
        .order_by(StockHold.id)
        .with_for_update(of=StockHold)
    )
    return [row for row in rows if row.order_id == order_id]


def _pick(rows: Iterable[Row[Any]], quantity: int) -> tuple[list[tuple[Row[Any], int]], int]:
    """The oldest holds that make up `quantity`, and how many units are missing."""
    chosen = []
    left = quantity
    for row in rows:
        units = min(left, row.quantity - row.shipped)
        if units > 0:
            chosen.append((row, units))
            left -= units
    return chosen, left


def _too_few(variant_id: UUID, wanted: int, found: int, mine: Iterable[Row[Any]]) -> Problem:
    backordered = sum(row.backordered for row in mine)
    why = f"; {backordered} are on backorder" if backordered else ""
    return Problem(
        code="units_not_allocated",
        message=f"Only {found} of {wanted} units can be sent{why}.",
        meta={
            "variant_id": str(variant_id),
            "wanted": wanted,
            "shippable": found,
            "backordered": backordered,
        },
    )


def _take_out(db: Session, picked: Sequence[tuple[Row[Any], int]], reference: str) -> None:
    if not picked:
        return
    by_level: dict[UUID, int] = defaultdict(int)
    for row, quantity in picked:
        by_level[row.level_id] += quantity
    shifts = [Shift(level_id=level, on_hand=-n, held=-n) for level, n in by_level.items()]
    changes = shift_levels(db, shifts, cause="shipped", reference=reference)
    db.execute(_SET_HOLD, [_with_shipped(row, row.shipped + n) for row, n in picked])
    announce(changes, reason="shipped", reference=reference)


def _with_shipped(row: Row[Any], shipped: int) -> dict[str, Any]:
    all_out = shipped == row.quantity and not row.backordered
    return {
        "hold": row.id,
        "units": row.quantity,
        "out": shipped,
        "new_state": "shipped" if all_out else "allocated",
    }


def unship(db: Session, order_id: UUID, taken: Iterable[Taken], *, reference: str) -> None:
    """The parcel never left: its units are on hand and set aside for the order again.

    Of a canceled order they are on hand and free. Raises `NotShipped` when fewer had left.
    """
    back = _by_level(taken)
    if not back:
        return
    holds = [row for row in _holds_of(db, order_id, waiting_at=back) if row.shipped]
    canceled = db.scalar(select(orders.c.state).where(orders.c.id == order_id)) == "canceled"
    changed: list[dict[str, Any]] = []
    for level_id, quantity in back.items():
        left = quantity
        for row in reversed([row for row in holds if row.level_id == level_id]):
            units = min(left, row.shipped)
            if units:
                changed.append(_taken_back(row, units, keep=not canceled))
                left -= units
        if left:
            raise NotShipped(f"Only {quantity - left} of {quantity} units had left for the order.")
    shifts = [
        Shift(level_id=level_id, on_hand=n, held=0 if canceled else n)
        for level_id, n in back.items()
    ]
    changes = shift_levels(db, shifts, cause="restocked", reference=reference)
    db.execute(_SET_HOLD, changed)
    changes += fill_backorders(db, back)
    announce(changes, reason="restocked", reference=reference)


def _taken_back(row: Row[Any], units: int, *, keep: bool) -> dict[str, Any]:
    shipped = row.shipped - units
    if keep:
        state, quantity = "allocated", row.quantity
    else:
        state, quantity = "shipped" if shipped else "released", row.quantity - units
    return {"hold": row.id, "units": quantity, "out": shipped, "new_state": state}


def _by_level(taken: Iterable[Taken]) -> dict[UUID, int]:
    back: dict[UUID, int] = defaultdict(int)
    for item in taken:
        if item.level_id is not None and item.quantity:
            back[item.level_id] += item.quantity
    return back


def restock(db: Session, units: Mapping[UUID, int], *, reference: str, note: str = "") -> None:
    """Goods came back from a shopper (level id -> units) and can be sold again.

    The oldest backorders get theirs first. Raises `LevelNotFound`.
    """
    back = {level_id: quantity for level_id, quantity in units.items() if quantity}
    if not back:
        return
    lock_backorders(db, back)
    for level_id in back.keys() - lock_levels(db, back).keys():
        raise LevelNotFound(f"There is no stock level {level_id}.")
    shifts = [Shift(level_id=level_id, on_hand=n) for level_id, n in back.items()]
    changes = shift_levels(db, shifts, cause="restocked", reference=reference, note=note)
    changes += fill_backorders(db, back)
    announce(changes, reason="restocked", reference=reference)
