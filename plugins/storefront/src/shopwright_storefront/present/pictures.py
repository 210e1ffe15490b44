"""Pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright.commerce.catalog import PictureView

from shopwright_storefront.theme_api.v1 import Image, Rendition

_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}


def picture(data: Mapping[str, Any]) -> Image:
    """One of a product's, as its document has it."""
    renditions = [_rendition(one) for one in data["renditions"]]
    return Image(
        id=data["id"],
        url=renditions[-1]["url"] if renditions else "",
        width=data["width"] or 0,
        height=data["height"] or 0,
        alt=data["alt"],
        focal=None,
        dominant_color=data["color"] or "",
        renditions=renditions,
        srcset=", ".join(f"{one['url']} {one['width']}w" for one in renditions),
    )


def of_media(view: PictureView) -> Image:
    """One that belongs to no product."""
    renditions = [{"url": one.url, "width": one.width} for one in view.renditions]
    return picture(
        {
            "id": str(view.media_id),
            "alt": view.alt,
            "width": view.width,
            "height": view.height,
            "color": view.color,
            "renditions": renditions,
        }
    )


def plain_picture(url: str, alt: str) -> Image:
    """A picture of which nothing but its address is known."""
    return Image(
        id=url, url=url, width=0, height=0, alt=alt, focal=None, dominant_color="",
        renditions=[], srcset="",
    )  # fmt: skip


def _rendition(data: Mapping[str, Any]) -> Rendition:
    ending = data["url"].rpartition(".")[2]
    return Rendition(url=data["url"], width=data["width"], type=_TYPES.get(ending, "image/webp"))
