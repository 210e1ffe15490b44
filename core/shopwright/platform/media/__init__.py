"""Media: pictures that are taken in, drawn anew in several widths, and served."""

from __future__ import annotations

from shopwright.platform.media.commands import (
    LONGEST_URL,
    add_media_from_url,
    add_media_from_urls,
    delete_media,
    retry_media,
    update_media,
    upload,
)
from shopwright.platform.media.hooks import MediaProcessed, media_processed
from shopwright.platform.media.queries import list_media, media
from shopwright.platform.media.types import (
    MediaInvalid,
    MediaTooLarge,
    MediaView,
    NoOriginal,
    UnknownMedia,
)

__all__ = [
    "LONGEST_URL",
    "MediaInvalid",
    "MediaProcessed",
    "MediaTooLarge",
    "MediaView",
    "NoOriginal",
    "UnknownMedia",
    "add_media_from_url",
    "add_media_from_urls",
    "delete_media",
    "list_media",
    "media",
    "media_processed",
    "retry_media",
    "update_media",
    "upload",
]
