"""Making levels: a variant gets one at a location when it is first counted there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.inventory.errors import LocationNotFound, NotCounted, VariantNotFound
from shopwright.commerce.inventory.levels import LEVEL_COLUMNS, level_of
from shopwright.commerce.inventory.models import Location, StockLevel
from shopwright.commerce.inventory.types import Level
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime


def ensure_level(db: Session, variant_id: UUID, location_id: UUID) -> Level:
    """The level of a counted variant at a location, made if it is new.

    Raises `VariantNotFound`, `LocationNotFound`, or `NotCounted` for an untracked variant.
    """
    policy = db.scalar(select(Variant.policy).where(Variant.id == variant_id))
    if policy is None:
        raise VariantNotFound(f"There is no variant {variant_id}.")
    if policy == "untracked":
        raise NotCounted(
            "This variant is sold without counting. Change its stock policy to count its units."
        )
    if db.scalar(select(Location.id).where(Location.id == location_id)) is None:
        raise LocationNotFound(f"There is no location {location_id}.")
    [level] = ensure_levels(db, [(variant_id, location_id)])
    return level


def ensure_levels(db: Session, places: Iterable[tuple[UUID, UUID]]) -> list[Level]:
    """The levels of (variant, location) pairs that exist, made if they are new; in no order.

    Two that make the same one at once both get the same level.
    """
    wanted = sorted(set(places))
    if not wanted:
        return []
    found = _find(db, wanted)
    missing = [place for place in wanted if place not in found]
    if missing:
        dialect = sqlite if runtime().database.is_sqlite else postgresql
        rows: list[dict[str, Any]] = [
            {"id": uuid7(), "variant_id": variant, "location_id": place, "on_hand": 0, "held": 0}
            for variant, place in missing
        ]
        statement: Any = dialect.insert(StockLevel)
        db.execute(
            statement.on_conflict_do_nothing(index_elements=["variant_id", "location_id"]), rows
        )
        found |= _find(db, missing)
    return list(found.values())


def _find(db: Session, places: list[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Level]:
    rows = db.execute(
        select(*LEVEL_COLUMNS).where(
            tuple_(StockLevel.variant_id, StockLevel.location_id).in_(places)
        )
    )
    levels = (level_of(row) for row in rows)
    return {(level.variant_id, level.location_id): level for level in levels}
