"""Where old names and old paths lead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from shopwright.commerce.catalog.errors import Moved, UnknownRedirect
from shopwright.commerce.catalog.handles import Kind
from shopwright.commerce.catalog.models import Category, Collection, Product
from shopwright.commerce.catalog.word_models import HandleRedirect, Redirect
from shopwright.platform.db import read
from shopwright.platform.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectView:
    """A path and where it leads."""

    id: UUID
    path: str
    target: str
    created_at: datetime


def missing(kind: Kind, handle: str, unknown: Callable[[str], NotFound]) -> NotFound:
    """What to raise for a handle that nothing has: `Moved` where it led to something once."""
    found = moved_handle(kind, handle)
    return Moved(kind, found) if found is not None else unknown(handle)


def moved_handle(kind: Kind, handle: str) -> str | None:
    """The present handle of what once had this one, if shoppers may see it."""
    models: dict[str, Any] = {
        "product": (Product, Product.status == "active"),
        "category": (Category, Category.id.is_not(None)),
        "collection": (Collection, Collection.published),
    }
    model, shown = models[kind]
    statement = (
        select(model.handle)
        .join(HandleRedirect, HandleRedirect.target_id == model.id)
        .where(HandleRedirect.kind == kind, HandleRedirect.handle == handle, shown)
    )
    with read() as db:
        found: str | None = db.scalar(statement)
    return found


def redirect_target(path: str) -> str | None:
    """Where staff send this path (`/old`, with or without a slash at its end); one statement."""
    wanted = path.rstrip("/")
    if not wanted:
        return None
    with read() as db:
        return db.scalar(select(Redirect.target).where(Redirect.path == wanted))


def redirect(redirect_id: UUID) -> RedirectView:
    """Raises `UnknownRedirect`."""
    with read() as db:
        row = db.get(Redirect, redirect_id, populate_existing=True)
    if row is None:
        raise UnknownRedirect(redirect_id)
    return _view(row)


def redirects(
    *, text: str = "", limit: int = 24, after: tuple[datetime, UUID] | None = None
) -> list[RedirectView]:
    """One page, the newest first; `text` is a part of the path or the target."""
    statement = select(Redirect).order_by(Redirect.created_at.desc(), Redirect.id.desc())
    if text:
        statement = statement.where(
            Redirect.path.icontains(text, autoescape=True)
            | Redirect.target.icontains(text, autoescape=True)
        )
    if after is not None:
        last = tuple_(*after, types=[Redirect.created_at.type, Redirect.id.type])
        statement = statement.where(tuple_(Redirect.created_at, Redirect.id) < last)
    with read() as db:
        return [_view(row) for row in db.scalars(statement.limit(limit))]


def _view(row: Redirect) -> RedirectView:
    return RedirectView(id=row.id, path=row.path, target=row.target, created_at=row.created_at)
