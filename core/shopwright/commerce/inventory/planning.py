"""Finding the units for a promise: which levels have them, and what falls short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.inventory.levels import LEVEL_COLUMNS, level_of
from shopwright.commerce.inventory.models import Location, StockLevel
from shopwright.commerce.inventory.shelves import ensure_levels
from shopwright.commerce.inventory.types import Level

_levels, _variants, _locations = (
    cast(Table, model.__table__) for model in (StockLevel, Variant, Location)
)
_SOLD_FROM = select(_locations.c.id).where(
    _locations.c.id.in_(bindparam("locations", expanding=True)), _locations.c.active
)
_LOOK = (
    select(_variants.c.id, _variants.c.policy, *LEVEL_COLUMNS)
    .select_from(_variants)
    .outerjoin(
        _levels,
        (_levels.c.variant_id == _variants.c.id) & _levels.c.location_id.in_(_SOLD_FROM),
    )
    .where(_variants.c.id.in_(bindparam("variants", expanding=True)))
)


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
    rows = db.execute(_LOOK, {"variants": list(wanted), "locations": list(locations)}).all()
    levels: dict[UUID, list[Level]] = defaultdict(list)
    for row in rows:
        if row[2] is not None and row[1] != "untracked":
            levels[row[0]].append(level_of(row[2:]))
    policies = {row[0]: row[1] for row in rows}
    homeless = [v for v, policy in policies.items() if policy == "backorder" and v not in levels]
    if homeless:
        _shelve(db, homeless, levels, locations)
    rank = {location: index for index, location in enumerate(locations)}
    for found in levels.values():
        found.sort(key=lambda level: rank[level.location_id])
    return Shelves(policies=policies, levels=levels)


def _shelve(
    db: Session,
    variant_ids: Sequence[UUID],
    levels: dict[UUID, list[Level]],
    locations: Sequence[UUID],
) -> None:
    """What may be backordered can be promised before the first unit ever came: give it a level."""
    active = set(db.scalars(_SOLD_FROM, {"locations": list(locations)}))
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
