"""Setting many levels at once: imports, and programs that keep the stock elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.inventory.backorders import fill_backorders, lock_backorders
from shopwright.commerce.inventory.commands import MAX_UNITS
from shopwright.commerce.inventory.levels import Shift, announce, lock_levels, shift_levels
from shopwright.commerce.inventory.models import Location
from shopwright.commerce.inventory.shelves import ensure_levels
from shopwright.commerce.inventory.types import Cause, Level, Refused, StockSet, StockSetting
from shopwright.platform import audit
from shopwright.platform.db import command, session
from shopwright.platform.ids import uuid7

MAX_BATCH = 500
_Place = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the settings speak of."""

    policies: Mapping[UUID, str]
    locations: frozenset[UUID]


@command()
def set_stock(
    items: Sequence[StockSetting], *, cause: Cause = "imported", reference: str = "", note: str = ""
) -> StockSet:
    """Set `on_hand` of many levels, at most 500; the number of statements does not depend on how many.

    What cannot be applied is refused with its index, and the rest is done. Of two settings of the
    same place the last one counts. Run it in a transaction of its own: it locks many levels.
    """
    if len(items) > MAX_BATCH:
        raise ValueError(f"set at most {MAX_BATCH} levels at once, not {len(items)}")
    db = session()
    known = _known(db, items)
    refused = [refusal for i, item in enumerate(items) if (refusal := _refuse(i, item, known))]
    bad = {refusal.index for refusal in refused}
    wanted = {
        (item.variant_id, item.location_id): (index, item.on_hand)
        for index, item in enumerate(items)
        if index not in bad
    }
    levels = _locked(db, list(wanted))
    shifts = []
    for place, (index, on_hand) in wanted.items():
        level = levels[place]
        if on_hand < level.held:
            refused.append(_below_held(index, level, on_hand))
        elif on_hand != level.on_hand:
            shifts.append(Shift(level_id=level.id, on_hand=on_hand - level.on_hand))
    _apply(db, shifts, cause=cause, reference=reference, note=note)
    if shifts:
        subject = reference or str(uuid7())
        audit.record("stock.set", "stock", subject, levels=len(shifts), cause=cause)
    return StockSet(
        changed=len(shifts),
        unchanged=len(items) - len(shifts) - len(refused),
        refused=tuple(sorted(refused, key=lambda refusal: refusal.index)),
    )


def _known(db: Session, items: Sequence[StockSetting]) -> _Known:
    variants = db.execute(
        select(Variant.id, Variant.policy).where(Variant.id.in_({i.variant_id for i in items}))
    )
    places = db.scalars(select(Location.id).where(Location.id.in_({i.location_id for i in items})))
    return _Known(policies={row.id: row.policy for row in variants}, locations=frozenset(places))


def _refuse(index: int, item: StockSetting, known: _Known) -> Refused | None:
    policy = known.policies.get(item.variant_id)
    if policy is None:
        message = f"There is no variant {item.variant_id}."
        return Refused(index=index, code="unknown_variant", message=message)
    if item.location_id not in known.locations:
        message = f"There is no location {item.location_id}."
        return Refused(index=index, code="unknown_location", message=message)
    if policy == "untracked":
        message = "This variant is sold without counting."
        return Refused(index=index, code="untracked", message=message)
    if not 0 <= item.on_hand <= MAX_UNITS:
        message = f"Units are a number from 0 to {MAX_UNITS:,}."
        return Refused(index=index, code="out_of_range", message=message)
    return None


def _locked(db: Session, places: Sequence[_Place]) -> dict[_Place, Level]:
    level_ids = [level.id for level in ensure_levels(db, places)]
    lock_backorders(db, level_ids)
    locked = lock_levels(db, level_ids)
    return {(level.variant_id, level.location_id): level for level in locked.values()}


def _below_held(index: int, level: Level, on_hand: int) -> Refused:
    message = f"{level.held} units are promised, so there cannot be {on_hand}. Count them."
    return Refused(index=index, code="below_held", message=message)


def _apply(
    db: Session, shifts: Sequence[Shift], *, cause: Cause, reference: str, note: str
) -> None:
    changes = shift_levels(db, shifts, cause=cause, reference=reference, note=note)
    grown = [shift.level_id for shift in shifts if shift.on_hand > 0]
    changes += fill_backorders(db, grown) if grown else []
    announce(changes, reason=cause, reference=reference)
