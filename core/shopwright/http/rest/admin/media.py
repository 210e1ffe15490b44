"""Pictures, for staff."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Literal
from uuid import UUID

from flask import request
from pydantic import Field

from shopwright.commerce.catalog.commands.pictures import delete_picture
from shopwright.http.rest.admin.uploads import file_of
from shopwright.http.rest.kit import (
    ADMIN,
    Api,
    Model,
    OutModel,
    Page,
    PageQuery,
    Result,
    Upload,
    Uploaded,
    staff,
)
from shopwright.http.rest.paging import cut
from shopwright.platform import media
from shopwright.platform.errors import Invalid, Problem
from shopwright.platform.media import MediaView

api = Api("admin_media", tag="Media (staff)", description="Pictures.", prefix=ADMIN)
READ, WRITE = staff("catalog:read"), staff("media:write")
MAX_UPLOAD = 32 * 1024 * 1024  # of a request; settings.media_max_bytes limits the file
_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif")


class MediaQuery(PageQuery):
    """Filters of the list."""

    state: Literal["processing", "ready", "failed"] | None = None


class MediaIn(Model):
    """A picture inside JSON."""

    data: str = Field(
        min_length=1, max_length=MAX_UPLOAD, description="The file's bytes in base64."
    )
    file_name: str = Field(default="", max_length=255)
    alt: str = Field(default="", max_length=1000, description="Read aloud instead of the picture.")


class MediaUrlIn(Model):
    """A picture that a job fetches."""

    url: str = Field(min_length=1, max_length=2000)
    alt: str = Field(default="", max_length=1000)


class MediaPatchIn(Model):
    """Another text."""

    alt: str = Field(max_length=1000)


class MediaRenditionOut(OutModel):
    """One width, in pixels."""

    width: int
    url: str


class MediaOut(OutModel):
    """A picture; it can be shown when `state` is ready. `error` says why it failed."""

    id: UUID
    state: Literal["processing", "ready", "failed"]
    file_name: str
    alt: str
    source_url: str | None
    width: int | None
    height: int | None
    color: str | None
    renditions: list[MediaRenditionOut]
    error: str | None
    created_at: datetime

    @classmethod
    def of(cls, view: MediaView) -> MediaOut:
        """From the platform's value."""
        plain = {name: getattr(view, name) for name in cls.model_fields if name != "renditions"}
        found = [
            MediaRenditionOut(width=width, url=f"/media/{path}")
            for width, path in view.renditions.items()
        ]
        return cls(**plain, renditions=found)


@api.get("/media", query=MediaQuery, returns=Page[MediaOut], access=READ, summary="List pictures")
def list_media(query: MediaQuery) -> Result:
    """The newest first."""
    after = query.after("newest", datetime, UUID)
    rows = media.list_media(state=query.state, limit=query.limit + 1, after=after)
    page, cursor = cut(rows, query.limit, "newest", lambda row: (row.created_at, row.id))
    return Page[MediaOut](items=[MediaOut.of(view) for view in page], next=cursor)


@api.post(
    "/media",
    body=Upload(media_types=("multipart/form-data", *_TYPES), max_bytes=MAX_UPLOAD),
    returns={201: MediaOut},
    access=WRITE,
    summary="Upload a picture",
)
def upload(body: Uploaded) -> Result:
    """As the file itself, or as a form with the fields `file` and `alt`.

    JPEG, PNG, WebP, GIF or AVIF. The same content again is the picture that is there already.
    """
    file = file_of(body, request.content_type or "")
    return MediaOut.of(media.upload(file.data, file_name=file.name, alt=file.alt))


@api.post(
    "/media/base64",
    body=MediaIn,
    returns={201: MediaOut},
    access=WRITE,
    max_body=MAX_UPLOAD,
    summary="Upload a picture inside JSON",
)
def upload_base64(body: MediaIn) -> Result:
    """For programs that speak nothing but JSON."""
    try:
        data = base64.b64decode(body.data, validate=True)
    except (binascii.Error, ValueError):
        message = "This is not base64."
        problem = Problem(code="not_base64", message=message, field="data")
        raise Invalid(message, problems=[problem]) from None
    return MediaOut.of(media.upload(data, file_name=body.file_name, alt=body.alt))


@api.post(
    "/media/from-url",
    body=MediaUrlIn,
    returns={202: MediaOut},
    access=WRITE,
    summary="Fetch a picture from the web",
)
def add_from_url(body: MediaUrlIn) -> Result:
    """In the background; addresses that are not public are refused there."""
    return MediaOut.of(media.media(media.add_media_from_url(body.url, alt=body.alt)))


@api.get("/media/<uuid:media_id>", returns=MediaOut, access=READ, summary="Read a picture")
def read_media(media_id: UUID) -> Result:
    """With the addresses of its sizes, or why there are none."""
    return MediaOut.of(media.media(media_id))


@api.patch(
    "/media/<uuid:media_id>",
    body=MediaPatchIn,
    returns=MediaOut,
    access=WRITE,
    summary="Change a picture's text",
)
def update_media(media_id: UUID, body: MediaPatchIn) -> Result:
    """Products that have no text of their own for it show the new one."""
    return MediaOut.of(media.update_media(media_id, alt=body.alt))


@api.post(
    "/media/<uuid:media_id>/retry",
    returns={202: MediaOut},
    access=WRITE,
    errors=(409,),
    summary="Try a failed picture again",
)
def retry(media_id: UUID) -> Result:
    """Fetches or draws it anew."""
    return MediaOut.of(media.retry_media(media_id))


@api.delete("/media/<uuid:media_id>", access=WRITE, summary="Delete a picture")
def delete_media(media_id: UUID) -> Result:
    """And take it off everything that shows it."""
    delete_picture(media_id)
    return None
