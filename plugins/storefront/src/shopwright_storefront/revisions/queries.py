"""Reading what is published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from shopwright import Context
from sqlalchemy import Row, Select, select

from shopwright_storefront.revisions.models import Publication, Revision
from shopwright_storefront.themes.overlay import Overlay

REVISIONS: Any = Revision.__table__
PUBLICATIONS: Any = Publication.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publication. `overlay` is the same object for the same content."""

    number: int
    before: int | None
    revision: UUID
    theme: str
    theme_version: str
    overlay: Overlay
    author: str
    note: str
    published_at: datetime


def published(ctx: Context) -> Published | None:
    """What shoppers see; None before the first publication."""
    return next(iter(publications(ctx, limit=1)), None)


def publications(ctx: Context, limit: int = 50) -> list[Published]:
    """The latest ones, the one in force first."""
    with ctx.read() as db:
        rows = db.execute(joined().order_by(PUBLICATIONS.c.number.desc()).limit(limit)).all()
    return [publication(row) for row in rows]


def joined() -> Select[Any]:
    """Publications with their revisions."""
    columns = (
        PUBLICATIONS, REVISIONS.c.theme, REVISIONS.c.theme_version, REVISIONS.c.overlay,
        REVISIONS.c.author, REVISIONS.c.note,
    )  # fmt: skip
    return select(*columns).join(REVISIONS, REVISIONS.c.id == PUBLICATIONS.c.revision_id)


def publication(row: Row[Any]) -> Published:
    """One row of these."""
    return Published(
        number=row.number,
        before=row.before,
        revision=row.revision_id,
        theme=row.theme,
        theme_version=row.theme_version,
        overlay=_overlay(json.dumps(row.overlay, sort_keys=True)),
        author=row.author,
        note=row.note,
        published_at=row.published_at,
    )


@lru_cache(maxsize=32)
def _overlay(text: str) -> Overlay:
    """The engine keeps what it works out of an overlay as long as it is the same object."""
    return Overlay.model_validate_json(text)
