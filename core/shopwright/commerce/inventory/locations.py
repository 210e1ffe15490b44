"""Writing locations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shopwright.commerce.channels.models import ChannelLocation
from shopwright.commerce.channels.queries import forget_channels
from shopwright.commerce.customers.addresses import checked_address
from shopwright.commerce.customers.types import Address
from shopwright.commerce.inventory.errors import (
    LocationInUse,
    LocationInvalid,
    LocationNotFound,
)
from shopwright.commerce.inventory.models import Location, StockHold, StockLevel, StockMovement
from shopwright.commerce.inventory.queries import location_info
from shopwright.commerce.inventory.types import LocationInfo
from shopwright.platform import audit
from shopwright.platform.db import command, session
from shopwright.platform.errors import Problem
from shopwright.platform.events.outbox import enqueue

REFRESH_JOB = "refresh_location_states"
_HANDLE = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class _Input(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, str_strip_whitespace=True, str_max_length=10_000
    )


class LocationInput(_Input):
    """A whole location. An address without a name gets the location's as its company."""

    handle: str = Field(min_length=1, max_length=80, pattern=_HANDLE)
    name: str = Field(min_length=1, max_length=200)
    address: Address | None = None
    active: bool = True


class LocationPatch(_Input):
    """Fields that are left out stay as they are; `address` None removes the address."""

    handle: str | None = Field(default=None, min_length=1, max_length=80, pattern=_HANDLE)
    name: str | None = Field(default=None, min_length=1, max_length=200)
    address: Address | None = None
    active: bool | None = None


@command()
def create_location(location: LocationInput) -> LocationInfo:
    """Add a place that keeps stock. Channels sell from it once they name it.

    Raises `LocationInvalid`, `InvalidAddress`.
    """
    row = Location(active=location.active)
    return _write(row, location.model_dump(exclude={"address"}), location, "location.create")


@command()
def update_location(location_id: UUID, changes: LocationPatch) -> LocationInfo:
    """Change the fields that `changes` sets.

    An inactive location is no longer sold from; what it promised can still be shipped. Raises
    `LocationNotFound`, `LocationInvalid`, `InvalidAddress`.
    """
    row = _locked(location_id)
    values = changes.model_dump(exclude_unset=True, exclude={"address"}, exclude_none=True)
    toggled = values.get("active", row.active) != row.active
    info = _write(row, values, changes, "location.update")
    if toggled:
        _sold_from_changed(location_id)
    return info


def deactivate_location(location_id: UUID) -> LocationInfo:
    """Stop selling from a location. Raises `LocationNotFound`."""
    return update_location(location_id, LocationPatch(active=False))


@command()
def delete_location(location_id: UUID) -> None:
    """Remove a location that never kept a unit. Raises `LocationNotFound`, `LocationInUse`."""
    db = session()
    row = _locked(location_id)
    if _has_history(db, location_id):
        raise LocationInUse(
            f"'{row.name}' has stock or a history, which the ledger keeps; deactivate it instead."
        )
    db.execute(delete(ChannelLocation).where(ChannelLocation.location_id == location_id))
    db.execute(delete(StockLevel).where(StockLevel.location_id == location_id))
    audit.record("location.delete", "location", location_id, handle=row.handle)
    db.delete(row)
    try:
        db.flush()
    except IntegrityError as error:
        raise LocationInUse(f"'{row.name}' is in use; deactivate it instead.") from error
    forget_channels()


def _has_history(db: Session, location_id: UUID) -> bool:
    levels = select(StockLevel.id).where(StockLevel.location_id == location_id)
    moved = exists().where(StockMovement.level_id.in_(levels))
    promised = exists().where(StockHold.level_id.in_(levels))
    kept = exists().where(StockLevel.location_id == location_id, StockLevel.on_hand > 0)
    return bool(db.scalar(select(moved | promised | kept)))


def _locked(location_id: UUID) -> Location:
    row = session().get(Location, location_id, with_for_update=True)
    if row is None:
        raise LocationNotFound(f"There is no location {location_id}.")
    return row


def _write(
    row: Location, values: dict[str, Any], given: LocationInput | LocationPatch, action: str
) -> LocationInfo:
    db = session()
    problems = list(_problems(db, row, values))
    if problems:
        raise LocationInvalid("The location cannot be saved like this.", problems=problems)
    for name, value in values.items():
        setattr(row, name, value)
    if "address" in given.model_fields_set:
        row.address = _address(row, given.address)
    db.add(row)
    try:
        db.flush()
    except IntegrityError as error:  # somebody took the handle since we looked
        problems = [_handle_taken(row.handle)]
        raise LocationInvalid(problems[0].message, problems=problems) from error
    changed = sorted(given.model_fields_set)
    audit.record(action, "location", row.id, handle=row.handle, changed=list(changed))
    return location_info(row)


def _problems(db: Session, row: Location, values: dict[str, Any]) -> Iterator[Problem]:
    handle = values.get("handle")
    if handle is None:
        return
    holder = db.scalar(select(Location.id).where(Location.handle == handle))
    if holder is not None and holder != row.id:
        yield _handle_taken(handle)


def _handle_taken(handle: str) -> Problem:
    message = f"Another location is called '{handle}'."
    return Problem(code="handle_taken", message=message, field="handle")


def _address(row: Location, address: Address | None) -> dict[str, Any]:
    if address is None:
        return {}
    values = address.to_dict()
    if not (address.last_name or address.company):
        values["company"] = row.name
    return dict(checked_address(Address.from_dict(values), field="address").to_dict())


def _sold_from_changed(location_id: UUID) -> None:
    """What shoppers read of the stock there is now wrong; a job mends it in batches."""
    forget_channels()
    enqueue(REFRESH_JOB, location_id=str(location_id))
