"""Pictures as products show them."""

from __future__ import annotations

from typing import Any

from shopwright.commerce.catalog.types import PictureView, Rendition
from shopwright.platform.media.models import Media

MEDIA_URL = "/media/"


def picture_view(media: Media, alt: str) -> PictureView:
    """A picture with the text that this product gives it, else the upload's own."""
    return PictureView(
        media_id=media.id,
        state=media.state,
        alt=alt or media.alt,
        width=media.width,
        height=media.height,
        color=media.dominant_color,
        renditions=tuple(
            Rendition(width=width, url=MEDIA_URL + path)
            for width, path in sorted((int(w), p) for w, p in media.renditions.items())
        ),
    )


def picture_json(picture: PictureView) -> dict[str, Any]:
    """What shoppers get: `renditions` from narrow to wide, for a `srcset`."""
    return {
        "id": str(picture.media_id),
        "alt": picture.alt,
        "width": picture.width,
        "height": picture.height,
        "color": picture.color,
        "renditions": [{"width": r.width, "url": r.url} for r in picture.renditions],
    }
