"""Channels, for staff."""

from __future__ import annotations

from uuid import UUID

from shopwright.commerce import channels
from shopwright.commerce.channels import ChannelInfo, ChannelInput, ChannelPatch
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Result, staff

api = Api(
    "admin_channels",
    tag="Channels (staff)",
    description="The places a shop sells in.",
    prefix=ADMIN,
)
READ, WRITE = staff("settings:read"), staff("settings:write")


class ChannelIn(ChannelInput, Model):
    """A whole channel."""


class ChannelPatchIn(ChannelPatch, Model):
    """What is left out stays."""


class ChannelOut(OutModel):
    """A place that sells. `location_ids` are in the order in which stock is taken."""

    id: UUID
    handle: str
    name: str
    currency: str
    currencies: list[str]
    locale: str
    price_list_id: UUID
    tax_included: bool
    country: str
    location_ids: list[UUID]
    active: bool

    @classmethod
    def of(cls, info: ChannelInfo) -> ChannelOut:
        """From the value that commerce gives."""
        return cls.model_validate(info)


class ChannelsOut(OutModel):
    """Every channel, the oldest first."""

    items: list[ChannelOut]


@api.get("/channels", returns=ChannelsOut, access=READ, summary="List channels")
def list_channels() -> Result:
    """Also those that are switched off."""
    return ChannelsOut(items=[ChannelOut.of(info) for info in channels.all_channels()])


@api.post(
    "/channels",
    body=ChannelIn,
    returns={201: ChannelOut},
    access=WRITE,
    idempotent=True,
    summary="Create a channel",
)
def create_channel(body: ChannelIn) -> Result:
    """Without `location_ids` every location serves it."""
    return ChannelOut.of(channels.create_channel(body))


@api.get("/channels/<uuid:channel_id>", returns=ChannelOut, access=READ, summary="Read a channel")
def read_channel(channel_id: UUID) -> Result:
    """With its price list and locations."""
    return ChannelOut.of(channels.channel_by_id(channel_id))


@api.patch(
    "/channels/<uuid:channel_id>",
    body=ChannelPatchIn,
    returns=ChannelOut,
    access=WRITE,
    summary="Change a channel",
)
def update_channel(channel_id: UUID, body: ChannelPatchIn) -> Result:
    """What is left out stays. Other processes follow within seconds."""
    return ChannelOut.of(channels.update_channel(channel_id, body))


@api.delete("/channels/<uuid:channel_id>", access=WRITE, errors=(409,), summary="Delete a channel")
def delete_channel(channel_id: UUID) -> Result:
    """Refused for the last active one, and while carts or orders belong to it."""
    channels.delete_channel(channel_id)
    return None
