"""Correcting a difference that reconciliation found: a decision of a person, with a trace."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from shopwright.commerce.inventory.backorders import fill_backorders
from shopwright.commerce.inventory.errors import CannotCorrect, DiscrepancyNotFound
from shopwright.commerce.inventory.holds import release
from shopwright.commerce.inventory.ledger import discrepancy_by_id
from shopwright.commerce.inventory.levels import Shift, announce, lock_levels, shift_levels
from shopwright.commerce.inventory.models import StockDiscrepancy, StockHold, StockMovement
from shopwright.commerce.inventory.order_tables import orders
from shopwright.commerce.inventory.queries import IS_OPEN, OPEN_UNITS
from shopwright.commerce.inventory.types import DiscrepancyRow, Level
from shopwright.platform import audit
from shopwright.platform.actor import current_actor
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.ids import uuid7


@command()
def correct(discrepancy_id: UUID, *, note: str) -> DiscrepancyRow:
    """Make the books agree again, as they stand now, and close the difference.

    on_hand: the units stay as they are, and a movement `correction` explains what was missing
    from the ledger. held: becomes the sum of the open promises. canceled_order: the promises to
    canceled orders end. Raises `DiscrepancyNotFound`, `CannotCorrect`.
    """
    db = session()
    row = db.get(StockDiscrepancy, discrepancy_id, with_for_update=True)
    if row is None:
        raise DiscrepancyNotFound(f"There is no difference {discrepancy_id}.")
    if row.resolved_at is not None:
        raise CannotCorrect("This difference is resolved already.")
    if row.kind == "on_hand":
        _explain_units(db, row.level_id, note)
    elif row.kind == "held":
        _sum_promises(db, row.level_id, note)
    else:
        _end_canceled(db, row.level_id)
    row.resolved_at, row.resolution = now(), note
    audit.record(
        "stock.correct",
        "stock_level",
        row.level_id,
        kind=row.kind,
        expected=row.expected,
        found=row.found,
    )
    db.flush()
    return discrepancy_by_id(discrepancy_id)


def _explain_units(db: Session, level_id: UUID, note: str) -> None:
    level = lock_levels(db, [level_id])[level_id]
    ledger = db.scalar(
        select(func.coalesce(func.sum(StockMovement.delta), 0)).where(
            StockMovement.level_id == level_id
        )
    )
    _write_correction(db, level, level.on_hand - int(ledger or 0), note)


def _write_correction(db: Session, level: Level, delta: int, note: str) -> None:
    """A ledger row by hand: the level has the units already, so `shift_levels` is not for this."""
    values: dict[str, Any] = {
        "id": uuid7(),
        "level_id": level.id,
        "delta": delta,
        "on_hand_after": level.on_hand,
        "cause": "correction",
        "note": note,
        "actor": str(current_actor()),
        "at": now(),
    }
    db.execute(insert(StockMovement).values(values))


def _sum_promises(db: Session, level_id: UUID, note: str) -> None:
    level = lock_levels(db, [level_id])[level_id]
    promised = int(
        db.scalar(
            select(func.coalesce(func.sum(OPEN_UNITS), 0)).where(
                StockHold.level_id == level_id, IS_OPEN
            )
        )
        or 0
    )
    if promised > level.on_hand:
        raise CannotCorrect(
            f"{promised} units are promised, but only {level.on_hand} exist. Count them first, and "
            "accept the count: that decides which promises are broken."
        )
    changes = shift_levels(db, [Shift(level_id=level_id, held=promised - level.held)])
    changes += fill_backorders(db, [level_id])
    announce(changes, reason="correction")
    _write_correction(db, level, 0, f"held {level.held} -> {promised}. {note}".strip())


def _end_canceled(db: Session, level_id: UUID) -> None:
    canceled = select(orders.c.id).where(orders.c.state == "canceled")
    mine = (StockHold.level_id == level_id) & StockHold.order_id.in_(canceled)
    release(db, mine, reason="correction")
