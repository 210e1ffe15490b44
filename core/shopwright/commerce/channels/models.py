"""Channels: the places a shop sells in. Every cart and order has one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.db import Base, Currency, Handle, Key


class Channel(Base):
    """A shop starts with one, `web`. `currencies` are those it sells in, its own first."""

    __tablename__ = "channels"

    id: Mapped[Key]
    handle: Mapped[Handle]
    name: Mapped[str]
    currency: Mapped[Currency]
    currencies: Mapped[list[str]]
    locale: Mapped[str]
    price_list_id: Mapped[UUID] = mapped_column(ForeignKey("price_lists.id"))
    country: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class ChannelLocation(Base):
    """A stock location that serves a channel; lower `position` is emptied first."""

    __tablename__ = "channel_locations"

    channel_id: Mapped[UUID] = mapped_column(
        ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True
    )
    location_id: Mapped[UUID] = mapped_column(
        ForeignKey("locations.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(default=0)
