"""Inventory's jobs: the nightly reconciliation, and what follows a location's switch."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from shopwright.commerce.catalog.stock_state import refresh_stock_state
from shopwright.commerce.inventory import sweepers
from shopwright.commerce.inventory.locations import REFRESH_JOB
from shopwright.commerce.inventory.models import StockLevel
from shopwright.commerce.inventory.reconcile import RECONCILE_JOB, reconcile_stock
from shopwright.platform.db import command, read, session
from shopwright.platform.events.consumers import Consumers, Job

__all__ = ["register", "sweepers"]

_BATCH = 500
_log = structlog.get_logger()


def register(consumers: Consumers) -> None:
    """Make the jobs known; importing this module declares the sweeper."""
    nightly = Job(name=RECONCILE_JOB, function=reconcile_nightly, queue="heavy")
    consumers.job(nightly, every=timedelta(days=1))
    consumers.job(Job(name=REFRESH_JOB, function=refresh_location_states, queue="heavy"))


def reconcile_nightly() -> None:
    """The nightly job."""
    done = reconcile_stock()
    _log.info("stock reconciled", levels=done.levels, open=done.open, closed=done.closed)


def refresh_location_states(location_id: str) -> None:
    """Bring what shoppers read up to date after a location was switched on or off."""
    after: UUID | None = None
    while batch := _variants_at(UUID(location_id), after):
        _refresh([variant_id for _, variant_id in batch])
        after = batch[-1][0]


def _variants_at(location_id: UUID, after: UUID | None) -> list[tuple[UUID, UUID]]:
    """(level, variant) pairs in the order of the levels."""
    statement = select(StockLevel.id, StockLevel.variant_id).where(
        StockLevel.location_id == location_id
    )
    if after is not None:
        statement = statement.where(StockLevel.id > after)
    with read() as db:
        rows = db.execute(statement.order_by(StockLevel.id).limit(_BATCH))
        return [(row.id, row.variant_id) for row in rows]


@command()
def _refresh(variant_ids: list[UUID]) -> None:
    refresh_stock_state(session(), variant_ids)
