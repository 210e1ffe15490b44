"""Proving the books: levels against the ledger, and against the promises.

Each batch is one statement, so that a level is compared with its rows as they were at the same
moment. A difference becomes a row and a line in the log; only a person corrects it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, func, literal, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.commerce.inventory.models import StockDiscrepancy, StockHold, StockLevel
from shopwright.commerce.inventory.models import StockMovement as Movement
from shopwright.commerce.inventory.order_tables import orders
from shopwright.commerce.inventory.queries import IS_OPEN, OPEN_UNITS
from shopwright.commerce.inventory.types import Reconciled
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime

RECONCILE_JOB = "reconcile_stock"
AGREES_AGAIN = "the books agree again"
_BATCH = 2000
_log = structlog.get_logger()


def reconcile_stock() -> Reconciled:
    """Compare all levels with their movements and holds, and record each difference.

    A difference that is open already stays one row, with the latest numbers; one that is gone is
    closed. Nothing is repaired. Call it outside of a transaction: it reads in batches.
    """
    levels = 0
    closed = 0
    after: UUID | None = None
    while batch := _next_batch(after):
        with read() as db:
            found = db.execute(differences(batch[0], batch[-1])).all()
        closed += _record(batch[0], batch[-1], found)
        levels += len(batch)
        after = batch[-1]
    with read() as db:
        still_open = db.scalar(select(func.count()).where(StockDiscrepancy.resolved_at.is_(None)))
    return Reconciled(levels=levels, open=still_open or 0, closed=closed)


@command()
def request_reconciliation() -> None:
    """Have a worker reconcile as soon as one is free."""
    audit.record("stock.reconcile", "stock", "all")
    enqueue(RECONCILE_JOB)


def _next_batch(after: UUID | None) -> list[UUID]:
    statement = select(StockLevel.id).order_by(StockLevel.id).limit(_BATCH)
    if after is not None:
        statement = statement.where(StockLevel.id > after)
    with read() as db:
        return list(db.scalars(statement))


def differences(first: UUID, last: UUID) -> Any:
    """A statement for the differences of the levels from `first` to `last`.

    Its rows: level_id, kind, expected, found.
    """
    return union_all(
        _against_ledger(first, last), _against_holds(first, last), _canceled(first, last)
    )


def _against_ledger(first: UUID, last: UUID) -> Any:
    sums = (
        select(Movement.level_id, func.sum(Movement.delta).label("units"))
        .where(Movement.level_id.between(first, last))
        .group_by(Movement.level_id)
        .subquery()
    )
    expected = func.coalesce(sums.c.units, 0)
    return (
        select(
            StockLevel.id.label("level_id"),
            literal("on_hand").label("kind"),
            expected.label("expected"),
            StockLevel.on_hand.label("found"),
        )
        .outerjoin(sums, sums.c.level_id == StockLevel.id)
        .where(StockLevel.id.between(first, last), StockLevel.on_hand != expected)
    )


def _against_holds(first: UUID, last: UUID) -> Any:
    sums = (
        select(StockHold.level_id, func.sum(OPEN_UNITS).label("units"))
        .where(StockHold.level_id.between(first, last), IS_OPEN)
        .group_by(StockHold.level_id)
        .subquery()
    )
    expected = func.coalesce(sums.c.units, 0)
    return (
        select(StockLevel.id, literal("held"), expected, StockLevel.held)
        .outerjoin(sums, sums.c.level_id == StockLevel.id)
        .where(StockLevel.id.between(first, last), StockLevel.held != expected)
    )


def _canceled(first: UUID, last: UUID) -> Any:
    return (
        select(
            StockHold.level_id,
            literal("canceled_order"),
            literal(0),
            func.sum(OPEN_UNITS + StockHold.backordered),
        )
        .join(orders, orders.c.id == StockHold.order_id)
        .where(StockHold.level_id.between(first, last), IS_OPEN, orders.c.state == "canceled")
        .group_by(StockHold.level_id)
    )


@command()
def _record(first: UUID, last: UUID, found: Sequence[Row[Any]]) -> int:
    """Bring the open rows of these levels in line with what was found; returns how many closed."""
    db = session()
    for row in found:
        _log.error(
            "the stock books differ",
            level=str(row.level_id),
            kind=row.kind,
            expected=int(row.expected),
            found=int(row.found),
        )
    if found:
        _upsert(db, found)
    return _close(db, first, last, {(row.level_id, row.kind) for row in found})


def _upsert(db: Session, found: Iterable[Row[Any]]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": uuid7(),
            "level_id": row.level_id,
            "kind": row.kind,
            "expected": int(row.expected),
            "found": int(row.found),
            "details": {},
            "found_at": now(),
            "resolution": "",
        }
        for row in found
    ]
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    statement: Any = dialect.insert(StockDiscrepancy).values(rows)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["level_id", "kind"],
            index_where=StockDiscrepancy.resolved_at.is_(None),
            set_={"expected": statement.excluded.expected, "found": statement.excluded.found},
        )
    )


def _close(db: Session, first: UUID, last: UUID, kept: set[tuple[UUID, str]]) -> int:
    open_rows = db.execute(
        select(StockDiscrepancy.id, StockDiscrepancy.level_id, StockDiscrepancy.kind).where(
            StockDiscrepancy.level_id.between(first, last), StockDiscrepancy.resolved_at.is_(None)
        )
    )
    gone = [row.id for row in open_rows if (row.level_id, row.kind) not in kept]
    if gone:
        db.execute(
            update(StockDiscrepancy)
            .where(StockDiscrepancy.id.in_(gone))
            .values(resolved_at=now(), resolution=AGREES_AGAIN)
            .execution_options(synchronize_session=False)
        )
    return len(gone)
