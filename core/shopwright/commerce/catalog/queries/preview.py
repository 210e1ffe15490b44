"""Which products rules would choose, before they are saved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from shopwright.commerce.catalog.matching import matching
from shopwright.commerce.catalog.models import Product
from shopwright.commerce.catalog.queries.lists import COUNT_LIMIT, ProductRow, product_rows
from shopwright.commerce.catalog.rules import CollectionRules
from shopwright.platform.db import read


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPreview:
    """How many products on sale match, exact to 1,000, and the newest of them."""

    count: int
    exact: bool
    products: tuple[ProductRow, ...]


def preview_rules(rules: CollectionRules, *, limit: int = 12) -> RulesPreview:
    """In four statements."""
    fits = matching(rules)
    counted = select(Product.id).where(fits).limit(COUNT_LIMIT + 1).subquery()
    newest = select(Product).where(fits).order_by(Product.created_at.desc(), Product.id.desc())
    with read() as db:
        count = db.scalar(select(func.count()).select_from(counted)) or 0
        rows = product_rows(db, db.scalars(newest.limit(limit)).all())
    return RulesPreview(
        count=min(count, COUNT_LIMIT), exact=count <= COUNT_LIMIT, products=tuple(rows)
    )
