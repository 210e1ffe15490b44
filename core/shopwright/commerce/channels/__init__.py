"""Channels: the places a shop sells in, with their currency, prices, language and stock."""

from __future__ import annotations

from shopwright.commerce.channels.commands import (
    create_channel,
    delete_channel,
    install_defaults,
    update_channel,
)
from shopwright.commerce.channels.queries import (
    active_channels,
    all_channels,
    channel,
    channel_by_id,
    default_channel,
)
from shopwright.commerce.channels.types import (
    ChannelInfo,
    ChannelInput,
    ChannelInUse,
    ChannelInvalid,
    ChannelPatch,
    NoChannel,
    UnknownChannel,
)

__all__ = [
    "ChannelInUse",
    "ChannelInfo",
    "ChannelInput",
    "ChannelInvalid",
    "ChannelPatch",
    "NoChannel",
    "UnknownChannel",
    "active_channels",
    "all_channels",
    "channel",
    "channel_by_id",
    "create_channel",
    "default_channel",
    "delete_channel",
    "install_defaults",
    "update_channel",
]
