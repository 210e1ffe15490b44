"""Locations: made, changed, switched off, and removed only while they have no history."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.channels import ChannelPatch, install_defaults, update_channel
from shopwright.commerce.customers import Address
from shopwright.commerce.customers.addresses import InvalidAddress
from shopwright.commerce.inventory import (
    LocationInput,
    LocationInUse,
    LocationInvalid,
    LocationNotFound,
    LocationPatch,
    OutOfStock,
    adjust,
    all_locations,
    availability,
    create_location,
    delete_location,
    location_by_id,
    update_location,
)
from shopwright.commerce.inventory.shipping import ship
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import select

_BERLIN = Address(country="de", address1="Lindenstraße 4", city="Berlin", postal_code="10969")


def test_a_location_has_an_address_that_names_it(shop: Shop) -> None:
    made = create_location(LocationInput(handle="berlin", name="Berlin store", address=_BERLIN))
    assert made.address is not None
    assert (made.address.country, made.address.company) == ("DE", "Berlin store")
    assert location_by_id(made.id) == made
    assert all_locations() == [made]


def test_an_address_follows_its_countrys_rules(shop: Shop) -> None:
    wrong = Address(country="DE", address1="Lindenstraße 4", city="Berlin", postal_code="1096")
    with pytest.raises(InvalidAddress) as caught:
        create_location(LocationInput(handle="berlin", name="Berlin", address=wrong))
    assert caught.value.problems[0].field == "address.postal_code"


def test_two_locations_cannot_share_a_handle(shop: Shop) -> None:
    create_location(LocationInput(handle="berlin", name="Berlin"))
    other = create_location(LocationInput(handle="bonn", name="Bonn"))
    with pytest.raises(LocationInvalid) as caught:
        create_location(LocationInput(handle="berlin", name="Berlin again"))
    assert caught.value.problems[0].field == "handle"
    with pytest.raises(LocationInvalid):
        update_location(other.id, LocationPatch(handle="berlin"))
    assert update_location(other.id, LocationPatch(handle="bonn")).handle == "bonn"


def test_a_patch_changes_what_it_names(shop: Shop) -> None:
    made = create_location(LocationInput(handle="berlin", name="Berlin", address=_BERLIN))
    renamed = update_location(made.id, LocationPatch(name="Berlin Mitte"))
    assert (renamed.name, renamed.handle) == ("Berlin Mitte", "berlin")
    assert renamed.address == made.address
    assert update_location(made.id, LocationPatch(address=None)).address is None
    with pytest.raises(LocationNotFound):
        update_location(uuid7(), LocationPatch(name="x"))


def test_an_inactive_location_is_not_sold_from_but_still_ships(room: Stockroom, shop: Shop) -> None:
    shirt = room.variant(units=5)
    order = room.order({shirt: 2})
    update_location(room.main, LocationPatch(active=False))
    with pytest.raises(OutOfStock):
        room.hold({shirt: 1})
    assert availability([shirt], [room.main])[shirt].available == 0
    with transaction() as db:
        assert len(ship(db, order, {shirt: 2}, reference="x")) == 1
    update_location(room.main, LocationPatch(active=True))
    assert availability([shirt], [room.main])[shirt].available == 3


def test_switching_a_location_changes_what_shoppers_read(room: Stockroom, shop: Shop) -> None:
    shirt = room.variant(units=5)
    assert _word(shirt) == "in"
    shop.deliver()
    update_location(room.main, LocationPatch(name="Main again", active=True))
    assert shop.deliver() == 0
    update_location(room.main, LocationPatch(active=False))
    shop.deliver()
    assert _word(shirt) == "out"
    update_location(room.main, LocationPatch(active=True))
    shop.deliver()
    assert _word(shirt) == "in"


def _word(variant_id: UUID) -> str | None:
    with read() as db:
        return db.scalar(select(Variant.stock_state).where(Variant.id == variant_id))


def test_a_location_without_a_history_can_be_removed(room: Stockroom) -> None:
    annex = room.location("annex")
    room.level(room.variant(), annex)
    channel = install_defaults()
    update_channel(channel.id, ChannelPatch(location_ids=(*channel.location_ids, annex)))
    delete_location(annex)
    with pytest.raises(LocationNotFound):
        location_by_id(annex)
    assert annex not in install_defaults().location_ids
    with pytest.raises(LocationNotFound):
        delete_location(annex)


def test_a_location_with_a_history_stays(room: Stockroom) -> None:
    annex = room.location("annex")
    shirt = room.variant(units=1, at=annex)
    adjust(shirt, annex, -1)
    with pytest.raises(LocationInUse):
        delete_location(annex)
