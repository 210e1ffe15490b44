"""Reading what is published, and what was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from shopwright import Context
from sqlalchemy import Row, Select, select

from shopwright_storefront.revisions.errors import RevisionNotFound
from shopwright_storefront.revisions.models import Publication, Revision
from shopwright_storefront.themes.overlay import Overlay

REVISIONS: Any = Revision.__table__
PUBLICATIONS: Any = Publication.__table__


_LATEST = (REVISIONS.c.created_at.desc(), REVISIONS.c.id.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView:
    """A revision: a theme version with what the merchant had changed of it then."""

    id: UUID
    parent: UUID | None
    theme: str
    theme_version: str
    overlay: Overlay
    author: str
    note: str
    created_at: datetime


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
        overlay=kept_overlay(row.overlay),
        author=row.author,
        note=row.note,
        published_at=row.published_at,
    )


def newest(db: Any, theme: str) -> Row[Any] | None:
    """The theme's latest revision, published or restored by whomever."""
    known = select(REVISIONS).where(REVISIONS.c.theme == theme)
    found: Row[Any] | None = db.execute(known.order_by(*_LATEST).limit(1)).first()
    return found


def revisions(ctx: Context, theme: str, limit: int = 50) -> list[RevisionView]:
    """The theme's latest ones, the newest first."""
    known = select(REVISIONS).where(REVISIONS.c.theme == theme)
    with ctx.read() as db:
        rows = db.execute(known.order_by(*_LATEST).limit(limit)).all()
    return [_revision(row) for row in rows]


def revision(ctx: Context, revision_id: UUID) -> RevisionView:
    """Any revision. Raises `RevisionNotFound`."""
    with ctx.read() as db:
        row = db.execute(select(REVISIONS).where(REVISIONS.c.id == revision_id)).one_or_none()
    if row is None:
        raise RevisionNotFound(revision_id)
    return _revision(row)


def kept_overlay(stored: Mapping[str, Any]) -> Overlay:
    """As it is stored; the same object for the same content."""
    return _overlay(json.dumps(stored, sort_keys=True))


def _revision(row: Row[Any]) -> RevisionView:
    return RevisionView(
        id=row.id,
        parent=row.parent,
        theme=row.theme,
        theme_version=row.theme_version,
        overlay=kept_overlay(row.overlay),
        author=row.author,
        note=row.note,
        created_at=row.created_at,
    )


@lru_cache(maxsize=32)
def _overlay(text: str) -> Overlay:
    """The engine keeps what it works out of an overlay as long as it is the same object."""
    return Overlay.model_validate_json(text)
