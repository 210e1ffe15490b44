"""The hold reaper: ends promises that ran out, so that nobody waits for an abandoned cart."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, select

from shopwright.commerce.inventory.errors import BooksDiffer
from shopwright.commerce.inventory.holds import due_holds, reap
from shopwright.commerce.inventory.models import StockHold
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.jobs.sweepers import Backlog, sweeper

_log = structlog.get_logger()


def _waiting() -> Backlog:
    due = (StockHold.state == "held") & (StockHold.expires_at <= now())
    with read() as db:
        count, oldest = db.execute(
            select(func.count(), func.min(StockHold.expires_at)).where(due)
        ).one()
    return Backlog(count=count, oldest=oldest)


@sweeper("hold_reaper", every=timedelta(seconds=10), backlog=_waiting)
def reap_holds() -> int:
    """End all holds past their time, in batches; returns how many."""
    total = 0
    try:
        while ended := _reap_batch():
            total += ended
    except BooksDiffer:
        # one level whose books are wrong must not keep the promises on all others alive
        total += _reap_singly()
    return total


@command()
def _reap_batch() -> int:
    return reap(session())


def _reap_singly() -> int:
    with read() as db:
        due = due_holds(db)
    total = 0
    for hold_id in due:
        try:
            total += _reap_one(hold_id)
        except BooksDiffer as error:
            _log.error("a hold cannot end", hold=str(hold_id), reason=error.message)
    return total


@command()
def _reap_one(hold_id: UUID) -> int:
    return reap(session(), hold_id=hold_id)
