"""Locations, for staff."""

from __future__ import annotations

from uuid import UUID

from shopwright.commerce import inventory
from shopwright.commerce.inventory import LocationInfo, LocationInput, LocationPatch
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Result, staff
from shopwright.http.rest.shapes import AddressOut

api = Api(
    "admin_locations",
    tag="Locations",
    description="The places that keep stock.",
    prefix=ADMIN,
)
READ, WRITE = staff("inventory:read"), staff("inventory:write")


class LocationIn(LocationInput, Model):
    """A whole location. An address without a name gets the location's as its company."""


class LocationPatchIn(LocationPatch, Model):
    """What is left out stays; `address` null removes the address."""


class LocationOut(OutModel):
    """A place that keeps stock. Only an active one is sold from."""

    id: UUID
    handle: str
    name: str
    address: AddressOut | None
    active: bool

    @classmethod
    def of(cls, info: LocationInfo) -> LocationOut:
        """From the value that commerce gives."""
        return cls.model_validate(info)


class LocationsOut(OutModel):
    """Every location, by name."""

    items: list[LocationOut]


@api.get("/locations", returns=LocationsOut, access=READ, summary="List locations")
def list_locations() -> Result:
    """Also those that are switched off."""
    return LocationsOut(items=[LocationOut.of(info) for info in inventory.all_locations()])


@api.post(
    "/locations",
    body=LocationIn,
    returns={201: LocationOut},
    access=WRITE,
    idempotent=True,
    summary="Create a location",
)
def create_location(body: LocationIn) -> Result:
    """Channels sell from it once they name it."""
    return LocationOut.of(inventory.create_location(body))


@api.get(
    "/locations/<uuid:location_id>", returns=LocationOut, access=READ, summary="Read a location"
)
def read_location(location_id: UUID) -> Result:
    """With its address."""
    return LocationOut.of(inventory.location_by_id(location_id))


@api.patch(
    "/locations/<uuid:location_id>",
    body=LocationPatchIn,
    returns=LocationOut,
    access=WRITE,
    summary="Change a location",
)
def update_location(location_id: UUID, body: LocationPatchIn) -> Result:
    """An inactive location is no longer sold from; what it promised can still be shipped."""
    return LocationOut.of(inventory.update_location(location_id, body))


@api.delete(
    "/locations/<uuid:location_id>", access=WRITE, errors=(409,), summary="Delete a location"
)
def delete_location(location_id: UUID) -> Result:
    """Refused once it has had stock: the ledger keeps its history. Deactivate it instead."""
    inventory.delete_location(location_id)
    return None
