"""What crosses the border of channels."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shopwright.platform.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelInfo:
    """A place that sells, with all that a cart needs to know of it.

    `currencies` has `currency` first; `location_ids` are in the order in which stock is taken.
    """

    id: UUID
    handle: str
    name: str
    currency: str
    currencies: tuple[str, ...]
    locale: str
    price_list_id: UUID
    tax_included: bool
    country: str
    location_ids: tuple[UUID, ...]
    active: bool = True


class _Input(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, str_max_length=10_000, str_strip_whitespace=True
    )


class ChannelInput(_Input):
    """A whole channel. `currencies` always hold `currency`; without `location_ids`: all there are."""

    handle: str = Field(min_length=1, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1, max_length=200)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    currencies: tuple[str, ...] = Field(default=(), max_length=50, strict=False)
    locale: str = Field(default="en", min_length=2, max_length=20)
    price_list_id: UUID
    country: str = Field(pattern=r"^[A-Z]{2}$")
    location_ids: tuple[UUID, ...] | None = Field(default=None, max_length=200, strict=False)
    active: bool = True


class ChannelPatch(_Input):
    """Fields that are left out stay as they are."""

    handle: str | None = Field(
        default=None, min_length=1, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"
    )
    name: str | None = Field(default=None, min_length=1, max_length=200)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    currencies: tuple[str, ...] | None = Field(default=None, max_length=50, strict=False)
    locale: str | None = Field(default=None, min_length=2, max_length=20)
    price_list_id: UUID | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    location_ids: tuple[UUID, ...] | None = Field(default=None, max_length=200, strict=False)
    active: bool | None = None


class UnknownChannel(NotFound):
    """No channel has this handle or id, or it is switched off."""

    code = "unknown_channel"


class NoChannel(Conflict):
    """The shop has no active channel, so nothing can be sold."""

    code = "no_channel"


class ChannelInUse(Conflict):
    """Carts or orders belong to the channel, or it is the last one."""

    code = "channel_in_use"


class ChannelInvalid(Invalid):
    """A channel's values are not usable; `problems` names each."""

    code = "channel_invalid"
