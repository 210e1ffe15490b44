"""The hooks of media."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from shopwright.platform.events.event import Event
from shopwright.platform.hooks.context import Context
from shopwright.platform.hooks.spec import event_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaProcessed(Event):
    """A picture was drawn in all its widths, or cannot be; its row says why."""

    media_id: UUID
    state: Literal["ready", "failed"]


@event_hook
def media_processed(event: MediaProcessed, ctx: Context) -> None:
    """After commit, when an uploaded or fetched picture is ready to be shown, or has failed.

    Example: tell the merchant about pictures that could not be read.

        @hooks.media_processed
        def complain(self, event: MediaProcessed, ctx: Context) -> None:
            if event.state == "failed":
                ctx.log.warning("a picture cannot be shown", media=str(event.media_id))
    """
