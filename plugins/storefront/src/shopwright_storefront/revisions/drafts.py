"""Drafts: what one of the staff is trying out on a theme. Nobody else sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shopwright import Context
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from shopwright_storefront.revisions.errors import ChangedMeanwhile, NoDraft
from shopwright_storefront.revisions.models import Draft
from shopwright_storefront.revisions.queries import kept_overlay, newest
from shopwright_storefront.themes.overlay import Overlay

DRAFTS: Any = Draft.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A draft. `base` is the revision that it began with; None where there was none yet.

    `kept` is False for somebody who has changed nothing: then it is the newest revision's.
    """

    base: UUID | None
    overlay: Overlay
    kept: bool


def draft_of(ctx: Context, owner: str, theme: str) -> DraftView:
    """Theirs, or what it would begin with."""
    with ctx.read() as db:
        return draft_in(db, owner, theme)


def change_draft(
    ctx: Context, owner: str, theme: str, change: Callable[[Overlay], Overlay]
) -> DraftView:
    """Keep what `change` makes of it. Two changes at the same moment come one after the other.

    Raises what `change` does, and `ChangedMeanwhile`.
    """
    try:
        with ctx.transaction() as db:
            before = draft_in(db, owner, theme, lock=True)
            overlay = change(before.overlay)
            _write(db, ctx, owner, theme, before, written(overlay))
            ctx.audit("draft.change", theme)
            return DraftView(base=before.base, overlay=overlay, kept=True)
    except IntegrityError as error:
        raise ChangedMeanwhile from error


def discard_draft(ctx: Context, owner: str, theme: str) -> None:
    """Begin anew with what is published. Raises `NoDraft`."""
    with ctx.transaction() as db:
        if not drop(db, owner, theme):
            raise NoDraft(theme)
        ctx.audit("draft.discard", theme)


def draft_in(db: Any, owner: str, theme: str, *, lock: bool = False) -> DraftView:
    """The same in a transaction; `lock`: nobody else changes it until that ends."""
    query = select(DRAFTS).where(*_own(owner, theme))
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    if row is not None:
        return DraftView(base=row.base, overlay=kept_overlay(row.overlay), kept=True)
    latest = newest(db, theme)
    overlay = kept_overlay(latest.overlay if latest else {})
    return DraftView(base=latest.id if latest else None, overlay=overlay, kept=False)


def drop(db: Any, owner: str, theme: str) -> bool:
    """Whether there was one."""
    gone = delete(DRAFTS).where(*_own(owner, theme)).returning(DRAFTS.c.theme)
    return db.execute(gone).one_or_none() is not None


def written(overlay: Overlay) -> dict[str, Any]:
    """As it is stored: only what differs."""
    found: dict[str, Any] = overlay.model_dump(mode="json", exclude_defaults=True)
    return found


def _write(
    db: Any, ctx: Context, owner: str, theme: str, before: DraftView, overlay: Mapping[str, Any]
) -> None:
    values = {"base": before.base, "overlay": overlay, "updated_at": ctx.now()}
    if before.kept:
        db.execute(update(DRAFTS).where(*_own(owner, theme)).values(**values))
    else:
        db.execute(insert(DRAFTS).values(owner=owner, theme=theme, **values))


def _own(owner: str, theme: str) -> tuple[Any, Any]:
    return DRAFTS.c.owner == owner, DRAFTS.c.theme == theme
