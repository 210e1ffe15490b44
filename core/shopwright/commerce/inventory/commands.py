"""What people and programs do to stock: adjust, count, receive, transfer, set."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.stock_state import refresh_stock_state
from shopwright.commerce.inventory.backorders import fill_backorders, lock_backorders
from shopwright.commerce.inventory.counting import promises, settle_promises
from shopwright.commerce.inventory.errors import (
    AdjustmentInvalid,
    BelowHeld,
    LevelNotFound,
    OutOfStock,
)
from shopwright.commerce.inventory.levels import (
    Change,
    Shift,
    announce,
    lock_levels,
    shift_levels,
)
from shopwright.commerce.inventory.models import StockLevel
from shopwright.commerce.inventory.shelves import ensure_level
from shopwright.commerce.inventory.types import AdjustCause, Cause, Counted, Level
from shopwright.platform import audit
from shopwright.platform.db import command, session
from shopwright.platform.errors import Problem

MAX_UNITS = 1_000_000_000
_SIGN = {"received": 1, "restocked": 1, "damaged": -1}


@command()
def stock_level(variant_id: UUID, location_id: UUID) -> Level:
    """The level of a variant at a location, made with no units if there is none.

    Raises `VariantNotFound`, `LocationNotFound`, `NotCounted`.
    """
    return ensure_level(session(), variant_id, location_id)


@command()
def adjust(
    variant_id: UUID,
    location_id: UUID,
    delta: int,
    *,
    cause: AdjustCause = "correction",
    note: str = "",
    reference: str = "",
) -> Level:
    """Add `delta` units, or take them away when it is negative.

    Raises `AdjustmentInvalid`, `BelowHeld` with the promises in the way, and as `stock_level`.
    """
    _check_delta(delta, cause)
    db = session()
    level = ensure_level(db, variant_id, location_id)
    lock_backorders(db, [level.id])
    level = lock_levels(db, [level.id])[level.id]
    if level.on_hand + delta < level.held:
        raise _below_held(db, level, level.on_hand + delta)
    _check_size("delta", level.on_hand + delta)
    return _move(db, level, delta, cause, note=note, reference=reference)


def receive(
    variant_id: UUID, location_id: UUID, quantity: int, *, note: str = "", reference: str = ""
) -> Level:
    """Goods arrived. The oldest backorders get theirs first; the rest can be sold.

    Raises as `adjust`. `reference` is what the goods came with: a delivery note's number.
    """
    return adjust(
        variant_id, location_id, quantity, cause="received", note=note, reference=reference
    )


@command()
def count(
    variant_id: UUID, location_id: UUID, on_hand: int, *, accept: bool = False, note: str = ""
) -> Counted:
    """Set `on_hand` to what somebody counted.

    A count below what is promised is refused (`BelowHeld`, with the promises), unless `accept`
    says that the count is right: then unpaid promises end, the newest first, and after them units
    of paid orders go on backorder, with a `stock_shortfall` event each. Raises as `stock_level`.
    """
    if on_hand < 0:
        raise _invalid("on_hand", "negative", "A count cannot be below 0.")
    _check_size("on_hand", on_hand)
    db = session()
    level = ensure_level(db, variant_id, location_id)
    if accept:
        broken = settle_promises(db, level.id, on_hand)
    else:
        lock_backorders(db, [level.id])
    level = lock_levels(db, [level.id])[level.id]
    if not accept:
        if on_hand < level.held:
            raise _below_held(db, level, on_hand)
        after = _move(db, level, on_hand - level.on_hand, "counted", note=note)
        return Counted(level=after)
    shift = Shift(level_id=level.id, on_hand=on_hand - level.on_hand, held=broken.held - level.held)
    changes = shift_levels(db, [shift], cause="counted", note=note)
    changes += fill_backorders(db, [level.id])
    announce(changes, reason="counted")
    _record("count", level, on_hand=on_hand, accepted=True, short=broken.short_units)
    return Counted(
        level=_after(level, changes),
        released_holds=broken.released_holds,
        short_units=broken.short_units,
    )


@command()
def transfer(
    variant_id: UUID, from_location_id: UUID, to_location_id: UUID, quantity: int, *, note: str = ""
) -> tuple[Level, Level]:
    """Move units that nobody was promised; returns both levels. The two ledger rows share a reference.

    Raises `OutOfStock` when fewer are free, `AdjustmentInvalid`, and as `stock_level`.
    """
    if quantity <= 0:
        raise _invalid("quantity", "not_positive", "Move at least one unit.")
    if from_location_id == to_location_id:
        raise _invalid("to_location_id", "same_location", "Choose two different locations.")
    db = session()
    source = ensure_level(db, variant_id, from_location_id)
    target = ensure_level(db, variant_id, to_location_id)
    lock_backorders(db, [target.id])
    locked = lock_levels(db, [source.id, target.id])
    source, target = locked[source.id], locked[target.id]
    if source.available < quantity:
        raise OutOfStock(
            f"Only {source.available} units can be moved; the others are promised from here.",
            problems=[
                Problem(
                    code="out_of_stock",
                    message=f"Only {source.available} of {quantity} are free.",
                    field="quantity",
                    meta={"available": source.available, "wanted": quantity},
                )
            ],
        )
    _check_size("quantity", target.on_hand + quantity)
    reference = f"transfer:{uuid4()}"
    shifts = [
        Shift(level_id=source.id, on_hand=-quantity),
        Shift(level_id=target.id, on_hand=quantity),
    ]
    changes = shift_levels(
        db, shifts, cause="transferred", reference=reference, note=note, locked=locked
    )
    changes += fill_backorders(db, [target.id])
    announce(changes, reason="transferred", reference=reference)
    _record("transfer", source, to=str(to_location_id), quantity=quantity, reference=reference)
    return _after(source, changes), _after(target, changes)


@command()
def set_threshold(level_id: UUID, low_threshold: int | None) -> Level:
    """Say at how many units left the merchant is warned and shoppers read "low"; None: never.

    Raises `LevelNotFound`, `AdjustmentInvalid`.
    """
    if low_threshold is not None and not 0 <= low_threshold <= MAX_UNITS:
        raise _invalid("low_threshold", "out_of_range", "A threshold is a number from 0 on.")
    db = session()
    locked = lock_levels(db, [level_id])
    if level_id not in locked:
        raise LevelNotFound(f"There is no stock level {level_id}.")
    db.execute(
        update(StockLevel)
        .where(StockLevel.id == level_id)
        .values(low_threshold=low_threshold)
        .execution_options(synchronize_session=False)
    )
    level = locked[level_id]
    refresh_stock_state(db, [level.variant_id])
    _record("threshold", level, low_threshold=low_threshold)
    return lock_levels(db, [level_id])[level_id]


def _check_delta(delta: int, cause: AdjustCause) -> None:
    if delta == 0:
        raise _invalid("delta", "zero", "Adding nothing changes nothing.")
    sign = _SIGN.get(cause)
    if sign is not None and delta * sign < 0:
        word = "more" if sign > 0 else "fewer"
        raise _invalid("delta", "wrong_sign", f"'{cause}' means {word} units than before.")


def _check_size(field: str, on_hand: int) -> None:
    if on_hand > MAX_UNITS:
        raise _invalid(field, "too_large", f"A location keeps at most {MAX_UNITS:,} units.")


def _invalid(field: str, code: str, message: str) -> AdjustmentInvalid:
    return AdjustmentInvalid(message, problems=[Problem(code=code, message=message, field=field)])


def _below_held(db: Session, level: Level, on_hand: int) -> BelowHeld:
    return BelowHeld(
        f"{level.held} units here are promised, so there cannot be {on_hand}. If that is what "
        "was counted, accept the count: unpaid promises end, and paid orders are marked short.",
        problems=promises(db, level.id),
        extra={"held": level.held, "on_hand": level.on_hand, "asked": on_hand},
    )


def _move(
    db: Session, level: Level, delta: int, cause: Cause, *, note: str, reference: str = ""
) -> Level:
    """Change a locked level's units; what comes free goes to backorders first."""
    changes = shift_levels(
        db,
        [Shift(level_id=level.id, on_hand=delta)],
        cause=cause,
        reference=reference,
        note=note,
        locked={level.id: level},
    )
    if delta > 0:
        changes += fill_backorders(db, [level.id])
    announce(changes, reason=cause, reference=reference)
    _record("count" if cause == "counted" else "adjust", level, delta=delta, cause=cause)
    return _after(level, changes)


def _after(level: Level, changes: Sequence[Change]) -> Level:
    for change in reversed(changes):
        if change.level_id == level.id:
            return Level(
                id=level.id,
                variant_id=level.variant_id,
                location_id=level.location_id,
                on_hand=change.on_hand,
                held=change.held,
                low_threshold=level.low_threshold,
            )
    return level


def _record(action: str, level: Level, **data: str | int | bool | None) -> None:
    audit.record(
        f"stock.{action}",
        "stock_level",
        level.id,
        variant_id=str(level.variant_id),
        location_id=str(level.location_id),
        **data,
    )
