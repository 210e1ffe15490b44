"""Handles: the unique names by which products, categories and collections are addressed."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.errors import HandleTaken
from shopwright.commerce.catalog.models import Category, Collection, Product
from shopwright.commerce.catalog.text import make_handle
from shopwright.platform.runtime import runtime

_TRIES = 20

Named = type[Product] | type[Category] | type[Collection]


def choose_handle(
    db: Session, model: Named, *, wanted: str | None, title: str, own_id: UUID | None = None
) -> str:
    """The handle to store: `wanted` in its normal form, or a free one made from the title.

    Raises `HandleTaken` when somebody else has the wanted one; made ones get `-2`, `-3` and so on.
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
    for candidate in candidates:
        if candidate not in taken:
            return candidate
    if wanted:
        raise HandleTaken(base)
    return f"{base}-{secrets.token_hex(4)}"
