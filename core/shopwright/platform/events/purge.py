"""Forgetting what was delivered long ago; a job runs it once an hour.

What is owed, parked or dead stays, with its event, until somebody has dealt with it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent

KEPT = timedelta(days=30)
# So that no transaction takes long; SQLite lets nobody write meanwhile.
_BATCH = 1000
_OVER = ("done", "dropped")


def purge_outbox() -> None:
    """Delete events and jobs that were over 30 days ago."""
    before = now() - KEPT
    for purge in (_purge_events, _purge_jobs):
        while purge(before) == _BATCH:
            pass


@command()
def _purge_events(before: datetime) -> int:
    """And their deliveries."""
    still_owed = exists().where(
        OutboxDelivery.event_id == OutboxEvent.id, OutboxDelivery.state.not_in(_OVER)
    )
    old = (
        select(OutboxEvent.id)
        .where(OutboxEvent.occurred_at < before, ~still_owed)
        .order_by(OutboxEvent.occurred_at)
        .limit(_BATCH)
    )
    ids = list(session().scalars(old))
    session().execute(delete(OutboxDelivery).where(OutboxDelivery.event_id.in_(ids)))
    session().execute(delete(OutboxEvent).where(OutboxEvent.id.in_(ids)))
    return len(ids)


@command()
def _purge_jobs(before: datetime) -> int:
    old = (
        select(OutboxDelivery.id)
        .where(
            OutboxDelivery.event_id.is_(None),
            OutboxDelivery.state.in_(_OVER),
            OutboxDelivery.finished_at < before,
        )
        .limit(_BATCH)
    )
    ids = list(session().scalars(old))
    session().execute(delete(OutboxDelivery).where(OutboxDelivery.id.in_(ids)))
    return len(ids)
