"""Reading stock: what can be sold, what is where, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.models import Product, Variant
from shopwright.commerce.catalog.stock_state import state_of
from shopwright.commerce.customers.types import Address
from shopwright.commerce.inventory.errors import LevelNotFound, LocationNotFound
from shopwright.commerce.inventory.levels import LEVEL_COLUMNS
from shopwright.commerce.inventory.models import Location, StockHold, StockLevel
from shopwright.commerce.inventory.order_tables import orders
from shopwright.commerce.inventory.types import (
    Availability,
    HoldRow,
    HoldState,
    Level,
    LevelRow,
    LocationInfo,
    StockState,
)
from shopwright.platform.db import read

# Units promised and not yet shipped; `held` of a level is their sum.
OPEN_UNITS = StockHold.quantity - StockHold.shipped
IS_OPEN = StockHold.state.in_(("held", "allocated"))
Shortage = Literal["low", "out"]


def availability(
    variant_ids: Iterable[UUID], location_ids: Sequence[UUID]
) -> dict[UUID, Availability]:
    """What can be sold of each variant from the active ones of these locations; one query.

    A variant that does not exist is missing from the answer.
    """
    rows = _sums(variant_ids, location_ids)
    return {
        row.id: Availability(
            variant_id=row.id,
            policy=row.policy,
            available=None if row.policy == "untracked" else max(int(row.units), 0),
        )
        for row in rows
    }


def stock_states(
    variant_ids: Iterable[UUID], location_ids: Sequence[UUID]
) -> dict[UUID, StockState]:
    """What shoppers are told of each variant; one query.

    `low`: not more is left than the thresholds of the locations add up to.
    """
    rows = _sums(variant_ids, location_ids)
    return {
        row.id: cast(StockState, state_of(row.policy, int(row.units), int(row.threshold)))
        for row in rows
    }


def _sums(variant_ids: Iterable[UUID], location_ids: Sequence[UUID]) -> Sequence[Any]:
    active = select(Location.id).where(Location.id.in_(location_ids), Location.active)
    statement = (
        select(
            Variant.id,
            Variant.policy,
            func.coalesce(func.sum(StockLevel.on_hand - StockLevel.held), 0).label("units"),
            func.coalesce(func.sum(StockLevel.low_threshold), 0).label("threshold"),
        )
        .outerjoin(
            StockLevel,
            and_(StockLevel.variant_id == Variant.id, StockLevel.location_id.in_(active)),
        )
        .where(Variant.id.in_(list(variant_ids)))
        .group_by(Variant.id, Variant.policy)
    )
    with read() as db:
        return db.execute(statement).all()


def all_locations() -> list[LocationInfo]:
    """All of them, by name; a shop has few."""
    with read() as db:
        return [
            location_info(row)
            for row in db.scalars(select(Location).order_by(Location.name, Location.id))
        ]


def location_by_id(location_id: UUID) -> LocationInfo:
    """Raises `LocationNotFound`."""
    with read() as db:
        row = db.get(Location, location_id)
        if row is None:
            raise LocationNotFound(f"There is no location {location_id}.")
        return location_info(row)


def location_info(row: Location) -> LocationInfo:
    """The row as it crosses the border."""
    return LocationInfo(
        id=row.id,
        handle=row.handle,
        name=row.name,
        address=Address.from_dict(row.address) if row.address else None,
        active=row.active,
    )


def find_levels(
    *,
    location_id: UUID | None = None,
    variant_id: UUID | None = None,
    product_id: UUID | None = None,
    sku: str | None = None,
    shortage: Shortage | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[LevelRow]:
    """Levels by id (the order they were made in), from the one after `after` on.

    `sku` is a prefix. `shortage`: low is at or below its threshold, out has nothing to promise.
    """
    statement = _level_rows().order_by(StockLevel.id).limit(limit)
    conditions: list[ColumnElement[bool]] = []
    if location_id is not None:
        conditions.append(StockLevel.location_id == location_id)
    if variant_id is not None:
        conditions.append(StockLevel.variant_id == variant_id)
    if product_id is not None:
        conditions.append(Variant.product_id == product_id)
    if sku is not None:
        conditions.append(Variant.sku.startswith(sku, autoescape=True))
    if shortage == "low":
        conditions.append(StockLevel.on_hand - StockLevel.held <= StockLevel.low_threshold)
    elif shortage == "out":
        conditions.append(StockLevel.on_hand <= StockLevel.held)
    if after is not None:
        conditions.append(StockLevel.id > after)
    with read() as db:
        return [_as_level_row(row) for row in db.execute(statement.where(*conditions))]


def level_row(level_id: UUID) -> LevelRow:
    """Raises `LevelNotFound`."""
    with read() as db:
        return load_level(db, level_id)


def load_level(db: Session, level_id: UUID) -> LevelRow:
    """The same, in a session that the caller has open."""
    row = db.execute(_level_rows().where(StockLevel.id == level_id)).one_or_none()
    if row is None:
        raise LevelNotFound(f"There is no stock level {level_id}.")
    return _as_level_row(row)


def _level_rows() -> Any:
    backordered = (
        select(func.coalesce(func.sum(StockHold.backordered), 0))
        .where(StockHold.level_id == StockLevel.id, IS_OPEN)
        .correlate(StockLevel)
        .scalar_subquery()
    )
    return (
        select(
            *LEVEL_COLUMNS,
            Variant.product_id,
            Product.title,
            Variant.title.label("variant_title"),
            Variant.sku,
            Variant.policy,
            Location.handle,
            Location.name,
            backordered.label("backordered"),
        )
        .join(Variant, Variant.id == StockLevel.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Location, Location.id == StockLevel.location_id)
    )


def _as_level_row(row: Row[Any]) -> LevelRow:
    return LevelRow(
        level=Level(
            id=row.id,
            variant_id=row.variant_id,
            location_id=row.location_id,
            on_hand=row.on_hand,
            held=row.held,
            low_threshold=row.low_threshold,
        ),
        product_id=row.product_id,
        product_title=row.title,
        variant_title=row.variant_title,
        sku=row.sku,
        policy=row.policy,
        location_handle=row.handle,
        location_name=row.name,
        backordered=int(row.backordered),
    )


def holds_at(
    level_id: UUID,
    *,
    state: HoldState | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[HoldRow]:
    """A level's promises, the newest first, from the one after `after` on.

    Only open ones (held, allocated), unless `state` names another.
    """
    statement = hold_rows().where(StockHold.level_id == level_id)
    statement = statement.where(IS_OPEN if state is None else StockHold.state == state)
    if after is not None:
        statement = statement.where(StockHold.id < after)
    with read() as db:
        rows = db.execute(statement.order_by(StockHold.id.desc()).limit(limit))
        return [HoldRow(**row._mapping) for row in rows]


def hold_rows() -> Any:
    """A statement whose rows are the fields of `HoldRow`."""
    return select(
        StockHold.id,
        StockHold.level_id,
        StockHold.state,
        StockHold.quantity,
        StockHold.shipped,
        StockHold.backordered,
        StockHold.cart_id,
        StockHold.order_id,
        orders.c.number.label("order_number"),
        StockHold.expires_at,
        StockHold.created_at,
    ).outerjoin(orders, orders.c.id == StockHold.order_id)
