"""Handles: the unique names by which products, categories and collections are addressed.

Whoever has one keeps being found under it after it was renamed, until another takes the name.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.errors import HandleTaken
from shopwright.commerce.catalog.models import Category, Collection, Product
from shopwright.commerce.catalog.text import make_handle
from shopwright.commerce.catalog.word_models import HandleRedirect
from shopwright.platform.runtime import runtime

_TRIES = 20

Kind = Literal["product", "category", "collection"]
Named = type[Product] | type[Category] | type[Collection]
KINDS: Mapping[Named, Kind] = {
    Product: "product",
    Category: "category",
    Collection: "collection",
}


def choose_handle(
    db: Session, model: Named, *, wanted: str | None, title: str, own_id: UUID | None = None
) -> str:
    """The handle to store: `wanted` in its normal form, or a free one made from the title.

    Raises `HandleTaken` when somebody else has the wanted one; made ones get `-2`, `-3` and so on.
    What had it before and was renamed is no longer found under it.
    """
    base = make_handle(wanted) if wanted else make_handle(title)
    base = base or model.__name__.lower()
    if not runtime().database.is_sqlite:
        # Who makes a handle from the same words waits until ours is there to be seen.
        db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(base, 0))))
    candidates = [base] if wanted else [base, *(f"{base}-{n}" for n in range(2, _TRIES))]
    taken = set(
        db.scalars(
            select(model.handle).where(model.handle.in_(candidates), model.id != own_id)
            if own_id
            else select(model.handle).where(model.handle.in_(candidates))
        )
    )
    free = next((candidate for candidate in candidates if candidate not in taken), None)
    if free is None and wanted:
        raise HandleTaken(base)
    chosen = free or f"{base}-{secrets.token_hex(4)}"
    forget_redirects(db, KINDS[model], [chosen])
    return chosen


def rename(db: Session, row: Product | Category | Collection, wanted: str) -> None:
    """Give it the handle `wanted`; the old one leads to it from now on. Raises `HandleTaken`."""
    before = row.handle
    row.handle = choose_handle(db, type(row), wanted=wanted, title=row.title, own_id=row.id)
    if row.handle != before:
        values = {"kind": KINDS[type(row)], "handle": before, "target_id": row.id}
        db.execute(insert(HandleRedirect).values(**values))


def forget_redirects(db: Session, kind: Kind, handles: Iterable[str]) -> None:
    """These handles belong to somebody again."""
    db.execute(
        delete(HandleRedirect).where(
            HandleRedirect.kind == kind, HandleRedirect.handle.in_(list(handles))
        )
    )


def forget_former_handles(db: Session, kind: Kind, target_id: UUID) -> None:
    """What is deleted is found under no name any more."""
    db.execute(
        delete(HandleRedirect).where(
            HandleRedirect.kind == kind, HandleRedirect.target_id == target_id
        )
    )
