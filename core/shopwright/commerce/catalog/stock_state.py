"""What shoppers see of stock: one word per variant and product, changed only when it crosses.

Lists and pages show `in`, `low`, `backorder` or `out`, never a count, so that a sale rewrites
nothing unless it is the one that matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.hooks import ProductUpdated
from shopwright.commerce.catalog.membership import check_memberships
from shopwright.commerce.catalog.models import Product, ProductDocument, Variant
from shopwright.commerce.catalog.stock_tables import locations, stock_levels
from shopwright.commerce.pricing.ranges import MARK, lock_products, touch_products
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7

_BEST_FIRST = ("in", "low", "backorder", "out")
_variants = cast(Table, Variant.__table__)
# Built once, since every hold runs it. Units at a location that is switched off are not sold, so
# they do not count.
_SUMS = (
    select(
        _variants.c.id,
        _variants.c.product_id,
        _variants.c.policy,
        _variants.c.stock_state,
        func.coalesce(func.sum(stock_levels.c.on_hand - stock_levels.c.held), 0),
        func.coalesce(func.sum(stock_levels.c.low_threshold), 0),
    )
    .select_from(_variants)
    .outerjoin(
        stock_levels,
        (stock_levels.c.variant_id == _variants.c.id)
        & stock_levels.c.location_id.in_(select(locations.c.id).where(locations.c.active)),
    )
    .where(_variants.c.id.in_(bindparam("variants", expanding=True)))
    .group_by(_variants.c.id)
)


def state_of(policy: str, available: int, threshold: int) -> str:
    """The word for one variant. `threshold` 0 means that nobody asked to be warned."""
    if policy == "untracked":
        return "in"
    if available <= 0:
        return "backorder" if policy == "backorder" else "out"
    return "low" if available <= threshold else "in"


def best(states: Iterable[str]) -> str:
    """A product is as available as its most available variant."""
    return min(states, key=_BEST_FIRST.index, default="out")


def refresh_stock_state(db: Session, variant_ids: Iterable[UUID]) -> None:
    """Bring the words up to date after `stock_levels` of these variants changed.

    Call it in the transaction of the change, after the levels are locked and written. One query
    when nothing crossed; else the products are locked, their documents follow, and
    `product_updated` is emitted once per product.
    """
    crossed = _crossed(db, variant_ids)
    if not crossed:
        return
    lock_products(db, {product_id for product_id, _ in crossed.values()})
    product_ids = _write(db, _crossed(db, crossed))
    if not product_ids:
        return
    write_document_states(db, product_ids)
    check_memberships(db, sorted(product_ids))
    rows = db.execute(
        select(Product.id, Product.handle, Product.status).where(Product.id.in_(product_ids))
    )
    for product_id, handle, status in rows:
        emit(
            ProductUpdated(
                product_id=product_id, handle=handle, status=status, changed=("stock_state",)
            )
        )
    touch_products(product_ids)


def settle_variant_states(db: Session, product_ids: Iterable[UUID]) -> None:
    """Compute the variants' words anew, without touching documents; the caller rewrites those."""
    ids = db.scalars(select(Variant.id).where(Variant.product_id.in_(list(product_ids))))
    _write(db, _crossed(db, ids.all()))


def write_document_states(db: Session, product_ids: Iterable[UUID]) -> None:
    """Copy the variants' words into the products' documents, in the order of the variants."""
    states = document_states(db, product_ids)
    table = cast(Table, ProductDocument.__table__)
    statement = (
        update(table)
        .where(table.c.product_id == bindparam("product"))
        .values(
            stock_state=bindparam("best"),
            variant_states=bindparam("states"),
            version=bindparam("version_"),
        )
    )
    parameters = [
        {"product": product_id, "best": word, "states": words, "version_": uuid7()}
        for product_id, (word, words) in states.items()
    ]
    if parameters:
        db.connection().execute(statement, parameters)


def document_states(db: Session, product_ids: Iterable[UUID]) -> dict[UUID, tuple[str, bytes]]:
    """Per product: its own word, and those of its active variants in order, as stored bytes."""
    by_product: dict[UUID, list[str]] = defaultdict(list)
    rows = db.execute(
        select(Variant.product_id, Variant.stock_state)
        .where(Variant.product_id.in_(list(product_ids)), Variant.active)
        .order_by(Variant.position, Variant.id)
    )
    for product_id, state in rows:
        by_product[product_id].append(state)
    return {
        product_id: (best(states), MARK.join(state.encode() for state in states))
        for product_id, states in by_product.items()
    }


def _crossed(db: Session, variant_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Variants whose word differs from the stored one: id -> (product, new word)."""
    rows = db.execute(_SUMS, {"variants": list(variant_ids)})
    found = {}
    for variant_id, product_id, policy, stored, available, threshold in rows:
        state = state_of(policy, available, threshold)
        if state != stored:
            found[variant_id] = (product_id, state)
    return found


def _write(db: Session, crossed: dict[UUID, tuple[UUID, str]]) -> set[UUID]:
    by_state: dict[str, list[UUID]] = defaultdict(list)
    for variant_id, (_, state) in crossed.items():
        by_state[state].append(variant_id)
    for state, ids in by_state.items():
        db.execute(
            update(Variant)
            .where(Variant.id.in_(ids))
            .values(stock_state=state)
            .execution_options(synchronize_session=False)
        )
    return {product_id for product_id, _ in crossed.values()}
