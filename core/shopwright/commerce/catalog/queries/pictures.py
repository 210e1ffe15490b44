"""Pictures by themselves: for whoever shows some that belong to no product."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.catalog.pictures import picture_view
from shopwright.commerce.catalog.types import PictureView
from shopwright.platform.db import read
from shopwright.platform.media.models import Media


def pictures_of(media_ids: Collection[UUID]) -> dict[UUID, PictureView]:
    """Those that are there, by id. What is made of them depends on the stamp `media`."""
    if not media_ids:
        return {}
    with read() as db:
        rows = db.scalars(select(Media).where(Media.id.in_(media_ids))).all()
    return {row.id: picture_view(row, "") for row in rows}
