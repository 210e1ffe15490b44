"""Finding the units for a promise: which levels have them, and what falls short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.inventory.levels import LEVEL_COLUMNS
from shopwright.commerce.inventory.models import Location, StockLevel
from shopwright.commerce.inventory.shelves import ensure_levels
from shopwright.commerce.inventory.types import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A hold that the owner has already."""

    id: UUID
    level_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """Where the wanted variants lie: each one's policy, and its levels in the order to empty them."""

    policies: Mapping[UUID, str]
    levels: Mapping[UUID, Sequence[Level]]

    @property
    def level_ids(self) -> list[UUID]:
        return [level.id for levels in self.levels.values() for level in levels]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the owner shall hold: (units, backordered units) per level; what is left per `short`."""

    by_level: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    short: dict[UUID, int] = field(default_factory=dict)


def look(db: Session, wanted: Mapping[UUID, int], locations: Sequence[UUID]) -> Shelves:
    """Policies and levels as they are now, without a lock. Only active locations are sold from."""
    active = select(Location.id).where(Location.id.in_(locations), Location.active)
    rows = db.execute(
        select(Variant.id, Variant.policy, *LEVEL_COLUMNS)
        .outerjoin(
            StockLevel,
            (StockLevel.variant_id == Variant.id) & StockLevel.location_id.in_(active),
        )
        .where(Variant.id.in_(list(wanted)))
    ).all()
    levels: dict[UUID, list[Level]] = defaultdict(list)
    for row in rows:
        if row[2] is not None and row[1] != "untracked":
            levels[row[0]].append(_level(row[2:]))
    policies = {row[0]: row[1] for row in rows}
    homeless = [v for v, policy in policies.items() if policy == "backorder" and v not in levels]
    if homeless:
        _shelve(db, homeless, levels, locations)
    rank = {location: index for index, location in enumerate(locations)}
    for found in levels.values():
        found.sort(key=lambda level: rank[level.location_id])
    return Shelves(policies=policies, levels=levels)


def _level(values: Sequence[Any]) -> Level:
    level_id, variant_id, location_id, on_hand, held, low_threshold = values
    return Level(
        id=level_id,
        variant_id=variant_id,
        location_id=location_id,
        on_hand=on_hand,
        held=held,
        low_threshold=low_threshold,
    )


def _shelve(
    db: Session,
    variant_ids: Sequence[UUID],
    levels: dict[UUID, list[Level]],
    locations: Sequence[UUID],
) -> None:
    """What may be backordered can be promised before the first unit ever came: give it a level."""
    active = set(db.scalars(select(Location.id).where(Location.id.in_(locations), Location.active)))
    for first in [place for place in locations if place in active][:1]:
        for level in ensure_levels(db, [(variant_id, first) for variant_id in variant_ids]):
            levels[level.variant_id].append(level)


def shelves_under_lock(shelves: Shelves, locked: Mapping[UUID, Level]) -> Shelves:
    """The same with the levels as they are in `locked`."""
    return Shelves(
        policies=shelves.policies,
        levels={
            variant_id: [locked[level.id] for level in levels if level.id in locked]
            for variant_id, levels in shelves.levels.items()
        },
    )


def plan_holds(wanted: Mapping[UUID, int], shelves: Shelves, own: Mapping[UUID, Own]) -> Plan:
    """Empty the levels in their order; own holds count as free. Pure."""
    plan = Plan()
    for variant_id, quantity in wanted.items():
        policy = shelves.policies.get(variant_id, "deny")
        if policy == "untracked":
            continue
        levels = shelves.levels.get(variant_id, ())
        left = quantity
        for level in levels:
            mine = own[level.id].quantity if level.id in own else 0
            take = min(left, max(level.available, 0) + mine)
            if take:
                plan.by_level[level.id] = (take, 0)
                left -= take
        if left and policy == "backorder" and levels:
            first = levels[0].id
            plan.by_level[first] = (plan.by_level.get(first, (0, 0))[0], left)
        elif left:
            plan.short[variant_id] = quantity - left
    return plan
