"""Reading channels: a handful of rows that every request needs, so each process keeps them."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.channels.models import Channel, ChannelLocation
from shopwright.commerce.channels.types import ChannelInfo, NoChannel, UnknownChannel
from shopwright.commerce.pricing.models import PriceList
from shopwright.platform.cache import Memory
from shopwright.platform.db import read


def default_channel() -> ChannelInfo:
    """`web` if it is active, else the oldest active one. Raises `NoChannel`."""
    found = active_channels()
    if not found:
        raise NoChannel("This shop has no active channel; add one, or activate one.")
    return found.get("web") or next(iter(found.values()))


def channel(handle: str) -> ChannelInfo:
    """The active channel of this handle. Raises `UnknownChannel`."""
    try:
        return active_channels()[handle]
    except KeyError:
        raise UnknownChannel(f"There is no channel '{handle}'.") from None


def channel_by_id(channel_id: UUID) -> ChannelInfo:
    """Any channel, active or not: an old order still has one. Raises `UnknownChannel`."""
    for found in all_channels():
        if found.id == channel_id:
            return found
    raise UnknownChannel(f"There is no channel {channel_id}.")


def active_channels() -> dict[str, ChannelInfo]:
    """The active channels by handle, the oldest first."""
    return _channels.get()[1]


def all_channels() -> tuple[ChannelInfo, ...]:
    """Every channel, the oldest first. At most 5 seconds behind other processes."""
    return _channels.get()[0]


def _load() -> tuple[tuple[ChannelInfo, ...], dict[str, ChannelInfo]]:
    with read() as db:
        rows = db.execute(
            select(Channel, PriceList.tax_included)
            .join(PriceList, PriceList.id == Channel.price_list_id)
            .order_by(Channel.id)
        ).all()
        places = db.execute(
            select(ChannelLocation.channel_id, ChannelLocation.location_id).order_by(
                ChannelLocation.position, ChannelLocation.location_id
            )
        )
        locations = defaultdict(list)
        for channel_id, location_id in places:
            locations[channel_id].append(location_id)
        found = tuple(
            _info(row, tax_included, tuple(locations[row.id])) for row, tax_included in rows
        )
    return found, {item.handle: item for item in found if item.active}


def _info(row: Channel, tax_included: bool, location_ids: tuple[UUID, ...]) -> ChannelInfo:
    return ChannelInfo(
        id=row.id,
        handle=row.handle,
        name=row.name,
        currency=row.currency,
        currencies=tuple(row.currencies),
        locale=row.locale,
        price_list_id=row.price_list_id,
        tax_included=tax_included,
        country=row.country,
        location_ids=location_ids,
        active=row.active,
    )


_channels = Memory(_load, seconds=5)
forget_channels = _channels.forget
