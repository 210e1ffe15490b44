"""Changes of stock levels, and telling everybody about them. Nothing else writes `stock_levels`.

Rows are locked in the order of their ids and then changed by one guarded statement, so that
nothing is oversold, two changes never wait for each other in a circle, and a change of many
levels costs as many statements as a change of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.stock_state import refresh_stock_state
from shopwright.commerce.inventory.errors import BooksDiffer
from shopwright.commerce.inventory.hooks import StockChanged, StockThresholdCrossed
from shopwright.commerce.inventory.models import StockLevel, StockMovement
from shopwright.commerce.inventory.types import Cause, Level
from shopwright.platform.actor import current_actor
from shopwright.platform.clock import now
from shopwright.platform.db import insert_rows, parameters_of, session
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7

_levels = cast(Table, StockLevel.__table__)
LEVEL_COLUMNS = (
    _levels.c.id,
    _levels.c.variant_id,
    _levels.c.location_id,
    _levels.c.on_hand,
    _levels.c.held,
    _levels.c.low_threshold,
)
# The hot statements are built once: building one costs more than running it.
_LOCK = (
    select(*LEVEL_COLUMNS)
    .where(_levels.c.id.in_(bindparam("levels", expanding=True)))
    .order_by(_levels.c.id)
    .with_for_update()
)
# The check and the change are one statement: a number read before is never a permission.
_SHIFT = (
    update(_levels)
    .where(
        _levels.c.id == bindparam("level"),
        _levels.c.on_hand + bindparam("units") >= _levels.c.held + bindparam("promised"),
        _levels.c.held + bindparam("promised") >= 0,
    )
    .values(
        on_hand=_levels.c.on_hand + bindparam("units"),
        held=_levels.c.held + bindparam("promised"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What to add to a level: `on_hand` to the units that exist, `held` to those promised."""

    level_id: UUID
    on_hand: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A level after a change; `was_available` is from before it."""

    level_id: UUID
    variant_id: UUID
    location_id: UUID
    delta: int
    on_hand: int
    held: int
    low_threshold: int | None
    was_available: int

    @property
    def available(self) -> int:
        """Units that can be promised now."""
        return self.on_hand - self.held


def lock_levels(db: Session, level_ids: Iterable[UUID]) -> dict[UUID, Level]:
    """The levels as they are now, locked in the order of their ids. Missing ones are left out."""
    rows = db.execute(_LOCK, {"levels": list(level_ids)})
    return {row[0]: level_of(row) for row in rows}


def level_of(values: Sequence[Any]) -> Level:
    """From values in the order of `LEVEL_COLUMNS`."""
    level_id, variant_id, location_id, on_hand, held, low_threshold = values
    return Level(
        id=level_id,
        variant_id=variant_id,
        location_id=location_id,
        on_hand=on_hand,
        held=held,
        low_threshold=low_threshold,
    )


def shift_levels(
    db: Session,
    shifts: Sequence[Shift],
    *,
    cause: Cause | None = None,
    reference: str = "",
    note: str = "",
    locked: Mapping[UUID, Level] | None = None,
) -> list[Change]:
    """Change levels, each at most once, with a ledger row for every change of `on_hand`.

    The caller has made sure, under `lock_levels`, that the units are there; if they are not, the
    books are wrong somewhere, and nothing is changed: `BooksDiffer`. `locked` is what
    `lock_levels` returned, if nothing was changed since; it saves asking again.
    """
    shifts = sorted((s for s in shifts if s.on_hand or s.held), key=lambda shift: shift.level_id)
    if not shifts:
        return []
    before = lock_levels(db, [s.level_id for s in shifts]) if locked is None else locked
    wanted = [{"level": s.level_id, "units": s.on_hand, "promised": s.held} for s in shifts]
    result = db.execute(_SHIFT, parameters_of(wanted))
    if result.rowcount != len(shifts):  # type: ignore[attr-defined]
        raise _books_differ(shifts, before)
    changes = [_change(before[shift.level_id], shift) for shift in shifts]
    moved = [change for change in changes if change.delta]
    if moved:
        assert cause is not None, "a change of on_hand needs a cause"
        _write_ledger(db, moved, cause, reference, note)
    return changes


def _books_differ(shifts: Iterable[Shift], before: Mapping[UUID, Level]) -> BooksDiffer:
    for shift in shifts:
        level = before.get(shift.level_id)
        held = level.held + shift.held if level else 0
        if level is None or not 0 <= held <= level.on_hand + shift.on_hand:
            return BooksDiffer(
                f"The stock level {shift.level_id} contradicts its promises; reconcile the stock "
                "and correct the differences it shows."
            )
    raise AssertionError("a guarded change failed on locked levels that allow it")


def _change(level: Level, shift: Shift) -> Change:
    return Change(
        level_id=level.id,
        variant_id=level.variant_id,
        location_id=level.location_id,
        delta=shift.on_hand,
        on_hand=level.on_hand + shift.on_hand,
        held=level.held + shift.held,
        low_threshold=level.low_threshold,
        was_available=level.available,
    )


def _write_ledger(
    db: Session, moved: Iterable[Change], cause: Cause, reference: str, note: str
) -> None:
    actor, moment = str(current_actor()), now()
    rows: list[dict[str, Any]] = [
        {
            "id": uuid7(),
            "level_id": change.level_id,
            "delta": change.delta,
            "on_hand_after": change.on_hand,
            "cause": cause,
            "reference": reference,
            "note": note,
            "actor": actor,
            "at": moment,
        }
        for change in moved
    ]
    insert_rows(db, StockMovement, rows)


def announce(changes: Iterable[Change], *, reason: str, reference: str = "") -> None:
    """Emit what the changes mean, and keep the published stock states right.

    Several changes of one level in a row count as one.
    """
    merged = _merge(changes)
    for change in merged:
        emit(
            StockChanged(
                variant_id=change.variant_id,
                location_id=change.location_id,
                delta=change.delta,
                available=change.available,
                reason=reason,
                reference=reference,
            )
        )
        threshold = change.low_threshold
        if threshold is not None and change.available <= threshold < change.was_available:
            emit(
                StockThresholdCrossed(
                    variant_id=change.variant_id,
                    location_id=change.location_id,
                    available=change.available,
                    threshold=threshold,
                )
            )
    if merged:
        refresh_stock_state(session(), list({change.variant_id: None for change in merged}))


def _merge(changes: Iterable[Change]) -> list[Change]:
    by_level: dict[UUID, Change] = {}
    for change in changes:
        first = by_level.get(change.level_id)
        by_level[change.level_id] = (
            change
            if first is None
            else Change(
                level_id=change.level_id,
                variant_id=change.variant_id,
                location_id=change.location_id,
                delta=first.delta + change.delta,
                on_hand=change.on_hand,
                held=change.held,
                low_threshold=change.low_threshold,
                was_available=first.was_available,
            )
        )
    return list(by_level.values())
