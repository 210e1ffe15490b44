"""Publishing a theme, and going back to what was before.

Both are one row, so that all processes switch from one complete state to another. What merchants
have changed stays with them: a new version of a theme gets the overlay of the one before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from shopwright import Context
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from shopwright_storefront.check.examine import examine
from shopwright_storefront.revisions.comparing import compare
from shopwright_storefront.revisions.drafts import draft_in, drop, written
from shopwright_storefront.revisions.errors import (
    NewerRevision,
    NoDraft,
    NothingBefore,
    PublishedMeanwhile,
    ThemeGone,
    ThemeRefused,
)
from shopwright_storefront.revisions.queries import (
    PUBLICATIONS,
    REVISIONS,
    Published,
    joined,
    kept_overlay,
    newest,
    publication,
    revision,
)
from shopwright_storefront.themes.discovery import discover, theme_folders
from shopwright_storefront.themes.findings import ThemeInvalid
from shopwright_storefront.themes.theme import load_theme
from shopwright_storefront.views.state import engine


def publish(ctx: Context, theme: str, *, author: str, note: str = "") -> Published:
    """Show the theme to shoppers, with what the merchant has changed of it.

    Raises `ThemeRefused` for one that has errors, or is not there, and `PublishedMeanwhile`.
    """
    return _publish(ctx, theme, "theme.publish", author, note, lambda db: None)


def publish_draft(
    ctx: Context,
    theme: str,
    *,
    owner: str,
    author: str,
    note: str = "",
    instead_of: UUID | None = None,
) -> Published:
    """Show shoppers what is in a draft, which ends it.

    Raises `NoDraft`, and `NewerRevision` when somebody published since it was begun, unless
    `instead_of` is the revision that they published: then theirs was looked at. Else as `publish`.
    """

    def chosen(db: Any) -> dict[str, Any]:
        draft = draft_in(db, owner, theme)
        if not draft.kept:
            raise NoDraft(theme)
        latest = newest(db, theme)
        if latest is not None and latest.id not in (draft.base, instead_of):
            known = REVISIONS.c.id == draft.base
            begun = db.execute(select(REVISIONS.c.overlay).where(known)).scalar_one_or_none()
            theirs = kept_overlay(latest.overlay)
            comparison = compare(kept_overlay(begun or {}), theirs, draft.overlay)
            raise NewerRevision(latest.id, latest.author, comparison)
        drop(db, owner, theme)
        return written(draft.overlay)

    return _publish(ctx, theme, "draft.publish", author, note, chosen)


def restore(ctx: Context, revision_id: UUID, *, author: str, note: str = "") -> Published:
    """Show shoppers again what a revision held; it becomes a new one.

    Raises `RevisionNotFound`. Else as `publish`.
    """
    found = revision(ctx, revision_id)
    overlay = written(found.overlay)
    return _publish(ctx, found.theme, "revision.restore", author, note, lambda db: overlay)


def _publish(
    ctx: Context,
    theme: str,
    action: str,
    author: str,
    note: str,
    overlay: Callable[[Any], dict[str, Any] | None],
) -> Published:
    """`overlay` is asked in the transaction; None: that of the theme's newest revision."""
    version = _checked(theme)
    engine(ctx, theme).make_ready()
    try:
        with ctx.transaction() as db:
            chosen = overlay(db)
            before = _highest(db) or _first(ctx, db, instead_of=theme)
            made = _revised(ctx, db, theme, version, author, note, chosen)
            published = _put_up(ctx, db, made, before)
            ctx.audit(action, theme, revision=str(made))
            ctx.touch("theme")
            return published
    except IntegrityError as error:
        raise PublishedMeanwhile from error


def rollback(ctx: Context) -> Published:
    """Show again what was published before. Going back again goes further back.

    Raises `NothingBefore`, `ThemeGone` and `PublishedMeanwhile`.
    """
    try:
        with ctx.transaction() as db:
            latest = joined().order_by(PUBLICATIONS.c.number.desc()).limit(1)
            current = db.execute(latest).first()
            if current is None or current.before is None:
                raise NothingBefore
            wanted = joined().where(PUBLICATIONS.c.number == current.before)
            found = db.execute(wanted).one()
            if found.theme not in discover(theme_folders()).names():
                raise ThemeGone(found.theme, found.theme_version)
            made = _put_up(ctx, db, found.revision_id, found.before)
            ctx.audit("theme.rollback", found.theme)
            ctx.touch("theme")
            return made
    except IntegrityError as error:
        raise PublishedMeanwhile from error


def _checked(theme: str) -> str:
    """The version of a theme without errors."""
    try:
        chain = discover(theme_folders()).chain(theme)
        errors = [one for one in examine(chain) if one.severity == "error"]
        if errors:
            raise ThemeRefused(theme, errors)
        return load_theme(chain).manifest.theme.version
    except ThemeInvalid as invalid:
        raise ThemeRefused(theme, invalid.findings) from invalid


def _first(ctx: Context, db: Any, *, instead_of: str) -> int | None:
    """What shoppers saw before anything was published, so that one can go back to it."""
    theme, catalog = ctx.settings.theme, discover(theme_folders())
    if theme == instead_of or theme not in catalog.names():
        return None
    version = load_theme(catalog.chain(theme)).manifest.theme.version
    return _put_up(ctx, db, _revised(ctx, db, theme, version, "", ""), None).number


def _revised(
    ctx: Context,
    db: Any,
    theme: str,
    version: str,
    author: str,
    note: str,
    overlay: dict[str, Any] | None = None,
) -> UUID:
    """A new revision of the theme; without an overlay, it has the latest one's."""
    known = newest(db, theme)
    values = {
        "theme": theme,
        "theme_version": version,
        "parent": known.id if known else None,
        "overlay": overlay if overlay is not None else (known.overlay if known else {}),
        "author": author,
        "note": note,
        "created_at": ctx.now(),
    }
    made: UUID = db.execute(
        insert(REVISIONS).values(**values).returning(REVISIONS.c.id)
    ).scalar_one()
    return made


def _highest(db: Any) -> int | None:
    highest: Any = db.execute(select(func.max(PUBLICATIONS.c.number))).scalar()
    return None if highest is None else int(highest)


def _put_up(ctx: Context, db: Any, revision: UUID, before: int | None) -> Published:
    """Two who publish at once ask for the same number, which one of them gets."""
    number = (_highest(db) or 0) + 1
    values = {
        "number": number,
        "revision_id": revision,
        "before": before,
        "published_at": ctx.now(),
    }
    db.execute(insert(PUBLICATIONS).values(**values))
    return publication(db.execute(joined().where(PUBLICATIONS.c.number == number)).one())
