"""Publishing a theme, and going back to what was before.

Both are one row, so that all processes switch from one complete state to another. What merchants
have changed stays with them: a new version of a theme gets the overlay of the one before.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shopwright import Context
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from shopwright_storefront.check.examine import examine
from shopwright_storefront.revisions.errors import (
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
    publication,
)
from shopwright_storefront.themes.discovery import discover, theme_folders
from shopwright_storefront.themes.findings import ThemeInvalid
from shopwright_storefront.themes.theme import load_theme


def publish(ctx: Context, theme: str, *, author: str, note: str = "") -> Published:
    """Show the theme to shoppers, with what the merchant has changed of it.

    Raises `ThemeRefused` for one that has errors, or is not there, and `PublishedMeanwhile`.
    """
    version = _checked(theme)
    try:
        with ctx.transaction() as db:
            latest = select(REVISIONS).where(REVISIONS.c.theme == theme)
            before = db.execute(latest.order_by(REVISIONS.c.created_at.desc()).limit(1)).first()
            values = {
                "theme": theme,
                "theme_version": version,
                "parent": before.id if before else None,
                "overlay": before.overlay if before else {},
                "author": author,
                "note": note,
                "created_at": ctx.now(),
            }
            made_of = insert(REVISIONS).values(**values).returning(REVISIONS.c.id)
            made = _put_up(ctx, db, db.execute(made_of).scalar_one(), _highest(db))
            ctx.audit("theme.publish", theme)
            return made
    except IntegrityError as error:
        raise PublishedMeanwhile from error


def rollback(ctx: Context) -> Published:
    """Show again what was published before. Going back again goes further back.

    Raises `NothingBefore`, `ThemeGone` and `PublishedMeanwhile`.
    """
    try:
        with ctx.transaction() as db:
            newest = joined().order_by(PUBLICATIONS.c.number.desc()).limit(1)
            current = db.execute(newest).first()
            if current is None or current.before is None:
                raise NothingBefore
            wanted = joined().where(PUBLICATIONS.c.number == current.before)
            found = db.execute(wanted).one()
            if found.theme not in discover(theme_folders()).names():
                raise ThemeGone(found.theme, found.theme_version)
            made = _put_up(ctx, db, found.revision_id, found.before)
            ctx.audit("theme.rollback", found.theme)
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
