"""Documents that a change elsewhere has made old: queued by id, worked off in batches.

One product's own edit writes its documents at once. A category's new name or a plugin that was
switched on touches many; doing those in one transaction would hold SQLite's only write lock for
seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.commerce.catalog.documents import publish
from shopwright.commerce.catalog.models import DocumentRebuild, Product
from shopwright.commerce.pricing.ranges import lock_products
from shopwright.platform.clock import now
from shopwright.platform.db import UtcDateTime, command, read, session
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.runtime import runtime

BATCH = 100
JOB = "rebuild_documents"


def queue_documents(db: Session, product_ids: Select[UUID]) -> None:
    """Queue the products that `product_ids` selects, and the job that works them off."""
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    active = select(Product.id, literal(now(), UtcDateTime())).where(
        Product.id.in_(product_ids), Product.status == "active"
    )
    statement = dialect.insert(DocumentRebuild).from_select(["product_id", "queued_at"], active)
    statement = statement.on_conflict_do_update(
        index_elements=["product_id"], set_={"queued_at": statement.excluded.queued_at}
    )
    db.execute(statement)
    enqueue(JOB)


@command()
def queue_all_documents() -> int:
    """Queue every product on sale: after a change of locales, plugins or of the documents' form.

    Returns how many are waiting.
    """
    queue_documents(session(), select(Product.id))
    return rebuild_backlog()


@command()
def refresh_documents(product_ids: Iterable[UUID]) -> None:
    """Queue these products: a plugin's `product_document` has something new to say of them.

    Those that are not on sale are left out.
    """
    ids = iter(product_ids)
    while some := list(islice(ids, BATCH)):
        queue_documents(session(), select(Product.id).where(Product.id.in_(some)))


def rebuild_backlog() -> int:
    """How many products wait for new documents."""
    with read() as db:
        return db.scalar(select(func.count()).select_from(DocumentRebuild)) or 0


def rebuild_documents() -> None:
    """The job: work off the queue, a transaction per batch, until it is empty."""
    while _rebuild_batch():
        pass


@command()
def _rebuild_batch() -> int:
    """Returns how many were looked at. Products are locked before the queue, as by their editors."""
    db = session()
    waiting = select(DocumentRebuild.product_id)
    first = waiting.order_by(DocumentRebuild.queued_at, DocumentRebuild.product_id).limit(BATCH)
    ids = db.scalars(first).all()
    lock_products(db, ids)
    left = db.scalars(waiting.where(DocumentRebuild.product_id.in_(ids))).all()
    if left:
        publish(db, left)
    return len(ids)
