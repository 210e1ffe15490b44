"""Changing channels, and what a new shop starts with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from babel import Locale, UnknownLocaleError
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shopwright.commerce.channels.models import Channel, ChannelLocation
from shopwright.commerce.channels.queries import channel_by_id, forget_channels
from shopwright.commerce.channels.types import (
    ChannelInfo,
    ChannelInput,
    ChannelInUse,
    ChannelInvalid,
    ChannelPatch,
    UnknownChannel,
)
from shopwright.commerce.pricing import known_currencies
from shopwright.commerce.pricing.models import PriceList
from shopwright.platform import audit
from shopwright.platform.cache import touch
from shopwright.platform.db import command, session
from shopwright.platform.errors import Problem


@command()
def create_channel(channel: ChannelInput) -> ChannelInfo:
    """Add a place to sell in. Raises `ChannelInvalid`."""
    values = channel.model_dump()
    if values["location_ids"] is None:
        values["location_ids"] = _all_locations(session())
    return _write(Channel(), values, "channel.create")


@command()
def update_channel(channel_id: UUID, changes: ChannelPatch) -> ChannelInfo:
    """Change the fields that `changes` sets. Raises `UnknownChannel`, `ChannelInvalid`."""
    row = _locked(channel_id)
    return _write(row, changes.model_dump(exclude_unset=True), "channel.update")


@command()
def delete_channel(channel_id: UUID) -> None:
    """Remove a channel without carts and orders. Raises `UnknownChannel`, `ChannelInUse`."""
    db = session()
    row = _locked(channel_id)
    others = db.scalar(select(func.count()).where(Channel.id != channel_id, Channel.active))
    if not others:
        raise ChannelInUse("This is the last active channel; a shop needs one to sell in.")
    handle = row.handle
    db.delete(row)
    try:
        db.flush()
    except IntegrityError as error:
        raise ChannelInUse(
            f"Carts or orders belong to the channel '{handle}'; deactivate it instead."
        ) from error
    _changed("channel.delete", row)


@command()
def install_defaults() -> ChannelInfo:
    """What a new shop starts with: channel `web`, price list `default`, location `main`.

    What exists already is left alone, so this may run at every start. Returns the channel `web`.
    """
    db = session()
    price_list = db.scalar(select(PriceList).where(PriceList.handle == "default"))
    if price_list is None:
        price_list = PriceList(handle="default", name="Default prices", tax_included=True)
        db.add(price_list)
    location_id = _main_location(db)
    row = db.scalar(select(Channel).where(Channel.handle == "web"))
    if row is None:
        db.flush()
        row = Channel(
            handle="web",
            name="Web shop",
            currency="EUR",
            currencies=["EUR"],
            locale="en",
            price_list_id=price_list.id,
            country="DE",
        )
        db.add(row)
        db.flush()
        db.add(ChannelLocation(channel_id=row.id, location_id=location_id, position=0))
        db.flush()
        _changed("channel.create", row)
    return channel_by_id(row.id)


def _main_location(db: Session) -> UUID:
    # Imported here because inventory imports channels.
    from shopwright.commerce.inventory.models import Location

    found = db.scalar(select(Location.id).order_by(Location.handle != "main", Location.id).limit(1))
    if found is not None:
        return found
    location = Location(handle="main", name="Main warehouse")
    db.add(location)
    db.flush()
    return location.id


def _locked(channel_id: UUID) -> Channel:
    row = session().get(Channel, channel_id, with_for_update=True)
    if row is None:
        raise UnknownChannel(f"There is no channel {channel_id}.")
    return row


def _write(row: Channel, values: dict[str, Any], action: str) -> ChannelInfo:
    db = session()
    values = {name: value for name, value in values.items() if value is not None}
    locations = values.pop("location_ids", None)
    problems = list(_problems(db, row, values, locations))
    if problems:
        raise ChannelInvalid("The channel cannot be saved like this.", problems=problems)
    for name, value in values.items():
        setattr(row, name, value)
    row.currencies = _currencies(row.currency, values.get("currencies") or row.currencies or ())
    db.add(row)
    db.flush()
    if locations is not None:
        _serve_from(db, row.id, locations)
    _changed(action, row, changed=sorted(values))
    return channel_by_id(row.id)


def _currencies(first: str, currencies: Any) -> list[str]:
    return [first, *dict.fromkeys(code for code in currencies if code != first)]


def _all_locations(db: Session) -> tuple[UUID, ...]:
    from shopwright.commerce.inventory.models import Location

    return tuple(db.scalars(select(Location.id).where(Location.active).order_by(Location.id)))


def _serve_from(db: Session, channel_id: UUID, location_ids: tuple[UUID, ...]) -> None:
    db.execute(delete(ChannelLocation).where(ChannelLocation.channel_id == channel_id))
    for position, location_id in enumerate(dict.fromkeys(location_ids)):
        db.add(ChannelLocation(channel_id=channel_id, location_id=location_id, position=position))
    db.flush()


def _problems(
    db: Session, row: Channel, values: Mapping[str, Any], locations: tuple[UUID, ...] | None
) -> Iterator[Problem]:
    for field in ("currency", "currencies"):
        given = values.get(field) or ()
        for code in (given,) if isinstance(given, str) else given:
            if code not in known_currencies():
                yield Problem(
                    code="unknown_currency", message=f"'{code}' is no ISO 4217 code.", field=field
                )
    if "locale" in values and not _is_locale(values["locale"]):
        yield Problem(
            code="unknown_locale",
            message=f"'{values['locale']}' is no language tag such as 'en' or 'de-AT'.",
            field="locale",
        )
    if "country" in values and values["country"] not in Locale("en").territories:
        yield Problem(
            code="unknown_country",
            message=f"'{values['country']}' is no ISO 3166 country code.",
            field="country",
        )
    yield from _reference_problems(db, row, values, locations)


def _reference_problems(
    db: Session, row: Channel, values: Mapping[str, Any], locations: tuple[UUID, ...] | None
) -> Iterator[Problem]:
    from shopwright.commerce.inventory.models import Location

    if "handle" in values:
        holder = db.scalar(select(Channel.id).where(Channel.handle == values["handle"]))
        if holder is not None and holder != row.id:
            message = f"Another channel is called '{values['handle']}'."
            yield Problem(code="handle_taken", message=message, field="handle")
    if "price_list_id" in values and db.get(PriceList, values["price_list_id"]) is None:
        yield Problem(
            code="unknown_price_list", message="There is no such list.", field="price_list_id"
        )
    known = set(db.scalars(select(Location.id).where(Location.id.in_(locations or ()))))
    for index, location_id in enumerate(locations or ()):
        if location_id not in known:
            yield Problem(
                code="unknown_location",
                message="There is no such location.",
                field=f"location_ids.{index}",
            )


def _is_locale(tag: str) -> bool:
    try:
        Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _changed(action: str, row: Channel, **data: Any) -> None:
    audit.record(action, "channel", row.id, handle=row.handle, **data)
    forget_channels()
    touch("catalog", "channels")
