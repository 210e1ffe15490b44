"""Who belongs to the collections with rules: asked again for each product that changed.

Products are queued in the transaction that changes them, their prices or what their stock is
called, and worked off in batches, all rules at once. Rules that change queue only those products
that come or go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Uuid,
    delete,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.matching import matching
from shopwright.commerce.catalog.models import (
    Collection,
    CollectionProduct,
    MembershipCheck,
    Product,
)
from shopwright.commerce.catalog.rules import CollectionRules
from shopwright.commerce.pricing.ranges import follow_ranges, lock_products
from shopwright.platform.cache import touch
from shopwright.platform.clock import now
from shopwright.platform.db import UtcDateTime, command, insert_rows, read, session
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.runtime import runtime

JOB, AGE_JOB = "check_memberships", "check_ages"
EVERY = timedelta(hours=1)
BATCH = 100
_COLLECTIONS_AT_ONCE = 40

_Member = tuple[UUID, UUID]  # collection, product


def check_memberships(db: Session, product_ids: Sequence[UUID]) -> None:
    """Ask the rules about these products again, soon; one statement, and none of it without rules."""
    ruled = exists().where(Collection.rules.is_not(None))
    _queue(db, Product.id.in_(list(product_ids)) & ruled)


def check_collection(db: Session, collection_id: UUID, rules: CollectionRules) -> None:
    """Queue the products that come or go by these rules."""
    member = exists().where(
        CollectionProduct.collection_id == collection_id,
        CollectionProduct.product_id == Product.id,
    )
    fits = matching(rules)
    _queue(db, or_(fits & not_(member), member & not_(fits)))


def membership_backlog() -> int:
    """How many products wait to be asked about."""
    with read() as db:
        return db.scalar(select(func.count()).select_from(MembershipCheck)) or 0


def check_waiting() -> None:
    """The job: work off the queue, a transaction per batch, until it is empty."""
    while _check_batch():
        pass


def check_ages() -> None:
    """The hourly job: products grow older without being changed."""
    with read() as db:
        ids = list(db.scalars(select(Collection.id).where(Collection.rules.is_not(None))))
    for collection_id in ids:
        _check_again(collection_id)


@command()
def _check_again(collection_id: UUID) -> None:
    db = session()
    rules = db.scalar(select(Collection.rules).where(Collection.id == collection_id))
    if rules is not None:
        check_collection(db, collection_id, CollectionRules.model_validate_json(rules))


@command()
def _check_batch() -> int:
    """Returns how many were looked at.

    Rules are locked before products, and products before the queue, as by those who change them.
    """
    db = session()
    ruled = _ruled(db)
    first = select(MembershipCheck.product_id).order_by(
        MembershipCheck.queued_at, MembershipCheck.product_id
    )
    ids = db.scalars(first.limit(BATCH)).all()
    if ids:
        lock_products(db, ids)
        db.execute(delete(MembershipCheck).where(MembershipCheck.product_id.in_(ids)))
        _settle(db, ruled, ids)
    return len(ids)


def _queue(db: Session, condition: ColumnElement[bool]) -> None:
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    moment = literal(now(), UtcDateTime())
    statement = dialect.insert(MembershipCheck).from_select(
        ["product_id", "queued_at"],
        select(Product.id, moment).where(condition).order_by(Product.id),
    )
    statement = statement.on_conflict_do_update(
        index_elements=["product_id"], set_={"queued_at": statement.excluded.queued_at}
    )
    if db.connection().execute(statement).rowcount:
        enqueue(JOB)


def _ruled(db: Session) -> dict[UUID, CollectionRules]:
    """Every collection with rules; they stay what they are until the transaction ends."""
    rows = db.execute(
        select(Collection.id, Collection.rules)
        .where(Collection.rules.is_not(None))
        .order_by(Collection.id)
        .with_for_update(read=True)
    )
    return {row.id: CollectionRules.model_validate_json(row.rules) for row in rows if row.rules}


def _settle(
    db: Session, ruled: Mapping[UUID, CollectionRules], product_ids: Sequence[UUID]
) -> None:
    """Bring what is stored of these products to what the rules say."""
    wanted = _wanted(db, product_ids, list(ruled.items()))
    stored = {
        (collection_id, product_id)
        for collection_id, product_id in db.execute(
            select(CollectionProduct.collection_id, CollectionProduct.product_id).where(
                CollectionProduct.product_id.in_(product_ids),
                CollectionProduct.collection_id.in_(list(ruled)),
            )
        )
    }
    member = tuple_(CollectionProduct.collection_id, CollectionProduct.product_id)
    if gone := stored - wanted:
        db.execute(delete(CollectionProduct).where(member.in_(sorted(gone))))
    fresh = [
        {"collection_id": collection_id, "product_id": product_id, "position": 0}
        for collection_id, product_id in sorted(wanted - stored)
    ]
    insert_rows(db, CollectionProduct, fresh)
    if gone or fresh:
        touch("catalog")


def _wanted(
    db: Session, product_ids: Sequence[UUID], ruled: Sequence[tuple[UUID, CollectionRules]]
) -> set[_Member]:
    found: set[_Member] = set()
    for start in range(0, len(ruled), _COLLECTIONS_AT_ONCE):
        branches = [
            select(literal(collection_id, Uuid()), Product.id).where(
                Product.id.in_(product_ids), matching(rules)
            )
            for collection_id, rules in ruled[start : start + _COLLECTIONS_AT_ONCE]
        ]
        found |= {(row[0], row[1]) for row in db.execute(union_all(*branches))}
    return found


follow_ranges(check_memberships)
