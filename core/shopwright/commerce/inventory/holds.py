"""Promises of stock: held -> allocated -> shipped, or -> released | expired.

Rows are taken in one order everywhere (holds by id, then levels by id), and the units are checked
and promised under the levels' locks, so nothing is oversold and nothing deadlocks. These functions
run inside the caller's transaction, which has locked the cart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, case, exists, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.inventory.backorders import fill_backorders
from shopwright.commerce.inventory.errors import OutOfStock
from shopwright.commerce.inventory.hooks import HoldExpired
from shopwright.commerce.inventory.levels import Shift, announce, lock_levels, shift_levels
from shopwright.commerce.inventory.models import StockHold, StockLevel
from shopwright.commerce.inventory.planning import (
    Own,
    Plan,
    look,
    plan_holds,
    shelves_under_lock,
)
from shopwright.platform.clock import now
from shopwright.platform.db import insert_rows
from shopwright.platform.errors import Problem
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime

OPEN_STATES = ("held", "allocated")
_REAP_BATCH = 200
_holds = cast(Table, StockHold.__table__)
_LOCK_OWN = (
    select(_holds.c.id, _holds.c.level_id, _holds.c.quantity)
    .where(_holds.c.cart_id == bindparam("cart"), _holds.c.state == "held")
    .order_by(_holds.c.id)
    .with_for_update()
)
# One statement that locks in the order of the ids, then changes what is still held.
_HELD_BY_ORDER = update(_holds).where(
    _holds.c.state == "held",
    _holds.c.id.in_(
        select(_holds.c.id)
        .where(_holds.c.order_id == bindparam("order"), _holds.c.state == "held")
        .order_by(_holds.c.id)
        .with_for_update()
    ),
)
_TIE = _HELD_BY_ORDER.values(expires_at=bindparam("until"))
_ALLOCATE = _HELD_BY_ORDER.values(state="allocated", expires_at=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose promise it is: a cart's, and its order's once there is one."""

    cart_id: UUID
    order_id: UUID | None = None


def hold(
    db: Session,
    owner: Owner,
    wanted: Mapping[UUID, int],
    *,
    locations: Sequence[UUID],
    expires_at: datetime | None,
) -> None:
    """Make the owner's holds exactly `wanted` (variant id -> units), from `locations` in order.

    Own holds never block their owner; what is allocated already does not count. Raises
    `OutOfStock` naming every variant that falls short, and then has changed nothing, except that
    promises of others that were due may have ended.
    """
    own = _lock_own(db, owner)
    shelves = look(db, wanted, locations)
    plan = plan_holds(wanted, shelves, own)
    if plan.short and not _has_due(db, shelves.level_ids, own):
        raise _out_of_stock(plan.short, wanted)  # the sold out need not queue for the row's lock
    locked = lock_levels(db, {*shelves.level_ids, *own})
    plan = plan_holds(wanted, shelves_under_lock(shelves, locked), own)
    if plan.short and _end(db, _due_of_others(shelves.level_ids, own), "expired"):
        locked = lock_levels(db, locked)
        own = _lock_own(db, owner)  # units that came free may have gone to the own backorder
        plan = plan_holds(wanted, shelves_under_lock(shelves, locked), own)
    if plan.short:
        raise _out_of_stock(plan.short, wanted)
    changes = shift_levels(db, _shifts(plan, own), locked=locked)
    _write(db, owner, plan, own, expires_at)
    freed = [change.level_id for change in changes if change.available > change.was_available]
    changes += fill_backorders(db, freed) if freed else []
    announce(changes, reason="held", reference=f"cart:{owner.cart_id}")


def _lock_own(db: Session, owner: Owner) -> dict[UUID, Own]:
    rows = db.execute(_LOCK_OWN, {"cart": owner.cart_id})
    return {
        row.level_id: Own(id=row.id, level_id=row.level_id, quantity=row.quantity) for row in rows
    }


def _has_due(db: Session, level_ids: Sequence[UUID], own: Mapping[UUID, Own]) -> bool:
    return bool(db.scalar(select(exists().where(_due_of_others(level_ids, own)))))


def _due_of_others(level_ids: Sequence[UUID], own: Mapping[UUID, Own]) -> ColumnElement[bool]:
    """Own holds are renewed, however late their owner comes."""
    mine = [hold.id for hold in own.values()]
    return _due() & StockHold.level_id.in_(level_ids) & StockHold.id.not_in(mine)


def _shifts(plan: Plan, own: Mapping[UUID, Own]) -> list[Shift]:
    return [
        Shift(
            level_id=level_id,
            held=plan.by_level.get(level_id, (0, 0))[0]
            - (own[level_id].quantity if level_id in own else 0),
        )
        for level_id in plan.by_level.keys() | own.keys()
    ]


def _write(
    db: Session,
    owner: Owner,
    plan: Plan,
    own: Mapping[UUID, Own],
    expires_at: datetime | None,
) -> None:
    _write_new(db, owner, plan, own, expires_at)
    _write_kept(db, owner, plan, own, expires_at)
    dropped = [mine.id for mine in own.values() if mine.level_id not in plan.by_level]
    if dropped:
        gone = update(_holds).where(_holds.c.id.in_(dropped))
        db.execute(gone.values(state="released", expires_at=None))


def _write_new(
    db: Session,
    owner: Owner,
    plan: Plan,
    own: Mapping[UUID, Own],
    expires_at: datetime | None,
) -> None:
    rows = [
        {
            "id": uuid7(),
            "level_id": level_id,
            "cart_id": owner.cart_id,
            "order_id": owner.order_id,
            "quantity": units,
            "backordered": backordered,
            "shipped": 0,
            "state": "held",
            "expires_at": expires_at,
            "created_at": now(),
        }
        for level_id, (units, backordered) in plan.by_level.items()
        if level_id not in own
    ]
    insert_rows(db, StockHold, rows)


def _write_kept(
    db: Session,
    owner: Owner,
    plan: Plan,
    own: Mapping[UUID, Own],
    expires_at: datetime | None,
) -> None:
    rows = [
        {"hold": own[level_id].id, "units": units, "missing": backordered}
        for level_id, (units, backordered) in plan.by_level.items()
        if level_id in own
    ]
    if not rows:
        return
    kept = update(_holds).where(_holds.c.id == bindparam("hold"))
    values: dict[str, Any] = {"expires_at": expires_at}
    if owner.order_id is not None:
        values["order_id"] = owner.order_id
    db.execute(
        kept.values(quantity=bindparam("units"), backordered=bindparam("missing"), **values), rows
    )


def _out_of_stock(short: Mapping[UUID, int], wanted: Mapping[UUID, int]) -> OutOfStock:
    return OutOfStock(
        "Some items are not available in the quantity you asked for.",
        problems=tuple(
            Problem(
                code="out_of_stock",
                message=f"Only {left} of {wanted[variant_id]} are available."
                if left
                else "This item is sold out.",
                meta={
                    "variant_id": str(variant_id),
                    "available": left,
                    "wanted": wanted[variant_id],
                },
            )
            for variant_id, left in short.items()
        ),
    )


def tie(db: Session, order_id: UUID, expires_at: datetime | None) -> int:
    """Set when the order's holds run out; None ties them to a live payment. Returns how many."""
    result = db.execute(_TIE, {"order": order_id, "until": expires_at})
    return int(result.rowcount)  # type: ignore[attr-defined]


def allocate(db: Session, order_id: UUID) -> dict[UUID, int]:
    """Turn the order's holds into allocations. Returns the units now allocated, per variant.

    Units that have been shipped and units on backorder count; what expired before does not.
    """
    db.execute(_ALLOCATE, {"order": order_id})
    rows = db.execute(
        select(StockLevel.variant_id, StockHold.quantity + StockHold.backordered)
        .join(StockLevel, StockLevel.id == StockHold.level_id)
        .where(StockHold.order_id == order_id, StockHold.state.in_(("allocated", "shipped")))
    )
    units: dict[UUID, int] = defaultdict(int)
    for variant_id, quantity in rows:
        units[variant_id] += quantity
    return dict(units)


def release(db: Session, condition: ColumnElement[bool], *, reason: str) -> int:
    """End open holds that match; their units can be sold again. Returns how many holds.

    A hold of which some units were shipped ends as `shipped`, with just those units.
    """
    return _end(db, condition & StockHold.state.in_(OPEN_STATES), "released", reason)


def release_order(db: Session, order_id: UUID) -> int:
    """End what an order still holds and has not shipped."""
    return release(db, StockHold.order_id == order_id, reason="released")


def release_cart(db: Session, cart_id: UUID) -> int:
    """End a cart's unpaid holds."""
    mine = (StockHold.cart_id == cart_id) & (StockHold.state == "held")
    return release(db, mine, reason="released")


def reap(db: Session, *, hold_id: UUID | None = None) -> int:
    """End holds past their time, at most 200, or only this one. Returns how many.

    Time only makes them eligible: the flip of their state ends them. What another transaction is
    working on is passed over.
    """
    due = _due() if hold_id is None else _due() & (StockHold.id == hold_id)
    return _end(db, due, "expired")


def due_holds(db: Session) -> list[UUID]:
    """The holds that `reap` would end next."""
    return list(
        db.scalars(select(StockHold.id).where(_due()).order_by(StockHold.id).limit(_REAP_BATCH))
    )


def _due() -> ColumnElement[bool]:
    return (StockHold.state == "held") & (StockHold.expires_at <= now())


def _end(
    db: Session, condition: ColumnElement[bool], state: str, reason: str = "hold expired"
) -> int:
    expiring = state == "expired"
    rows = db.execute(
        select(
            StockHold.id,
            StockHold.level_id,
            (StockHold.quantity - StockHold.shipped).label("units"),
            StockHold.cart_id,
            StockHold.order_id,
        )
        .where(condition)
        .order_by(StockHold.id)
        .limit(_REAP_BATCH if expiring else None)
        .with_for_update(skip_locked=expiring)
    ).all()
    if not rows:
        return 0
    flipped = set(db.scalars(_flip([row.id for row in rows], state)))
    ended = [row for row in rows if row.id in flipped]
    units: dict[UUID, int] = defaultdict(int)
    for row in ended:
        units[row.level_id] += row.units
    changes = shift_levels(db, [Shift(level_id=level, held=-n) for level, n in units.items()])
    # Not at levels where all was on backorder: nothing came free there, and they are not locked.
    changes += fill_backorders(db, [change.level_id for change in changes])
    announce(changes, reason=reason)
    if expiring:
        for cart_id, order_id in {(row.cart_id, row.order_id) for row in ended}:
            emit(HoldExpired(cart_id=cart_id, order_id=order_id))
    return len(ended)


def _flip(hold_ids: Sequence[UUID], state: str) -> Any:
    """End these holds if they are still open: the winner of two that try is who flips the state."""
    partly = StockHold.shipped > 0
    return (
        update(StockHold)
        .where(StockHold.id.in_(hold_ids), StockHold.state.in_(OPEN_STATES))
        .values(
            state=case((partly, "shipped"), else_=state),
            quantity=case((partly, StockHold.shipped), else_=StockHold.quantity),
            backordered=case((partly, 0), else_=StockHold.backordered),
            expires_at=None,
        )
        .returning(StockHold.id)
        .execution_options(synchronize_session=False)
    )


def hold_until() -> datetime:
    """When a hold made now runs out."""
    return now() + timedelta(minutes=runtime().settings.hold_minutes)
