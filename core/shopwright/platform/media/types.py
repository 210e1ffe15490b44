"""What crosses the border of media."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shopwright.platform.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaView:
    """A picture as staff see it. `renditions` maps widths to paths below `/media/`."""

    id: UUID
    state: str
    file_name: str
    alt: str
    source_url: str | None
    width: int | None
    height: int | None
    color: str | None
    renditions: dict[int, str]
    error: str | None
    created_at: datetime


class UnknownMedia(NotFound):
    """No picture has this id."""

    code = "unknown_media"

    def __init__(self, media_id: UUID) -> None:
        super().__init__(f"There is no picture {media_id}.")


class MediaInvalid(Invalid):
    """The file is no picture that the shop accepts; the message says why and what to do."""

    code = "media_invalid"


class MediaTooLarge(Invalid):
    """The file has more bytes, or the picture more pixels, than the shop accepts."""

    code = "media_too_large"


class NoOriginal(Conflict):
    """The picture cannot be processed again: its original was never stored."""

    code = "no_original"
