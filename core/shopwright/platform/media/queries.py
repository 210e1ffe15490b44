"""Reading media."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from shopwright.platform.db import read
from shopwright.platform.media.models import Media
from shopwright.platform.media.types import MediaView, UnknownMedia


def media(media_id: UUID) -> MediaView:
    """Raises `UnknownMedia`."""
    with read() as db:
        row = db.get(Media, media_id, populate_existing=True)
    if row is None:
        raise UnknownMedia(media_id)
    return view(row)


def media_by_digest(digest: str) -> UUID | None:
    """The picture with this very content."""
    with read() as db:
        return db.scalar(select(Media.id).where(Media.digest == digest))


def list_media(
    *, state: str | None = None, limit: int = 24, after: tuple[datetime, UUID] | None = None
) -> list[MediaView]:
    """One page, newest first. `after` is (created_at, id) of the last one seen."""
    statement = select(Media).order_by(Media.created_at.desc(), Media.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(Media.state == state)
    if after is not None:
        last = tuple_(*after, types=[Media.created_at.type, Media.id.type])
        statement = statement.where(tuple_(Media.created_at, Media.id) < last)
    with read() as db:
        return [view(row) for row in db.scalars(statement)]


def view(row: Media) -> MediaView:
    """The row as a value."""
    return MediaView(
        id=row.id,
        state=row.state,
        file_name=row.file_name,
        alt=row.alt,
        source_url=row.source_url,
        width=row.width,
        height=row.height,
        color=row.dominant_color,
        renditions={int(width): path for width, path in sorted(row.renditions.items())},
        error=row.error,
        created_at=row.created_at,
    )
