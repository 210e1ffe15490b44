"""The enqueuer: hands due deliveries to RQ, and again those whose lease ran out.

A lease that is shorter than the queue's delay would make re-sends feed themselves, so a lease is
twice as long as the one that ran out before it, and a queue never holds more than `IN_FLIGHT`
deliveries: the rest of a backlog waits in the database. One that came back to be tried again was
not lost: its next lease is a short one, for whoever has it then may be killed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import redis
import structlog
from sqlalchemy import ColumnElement, Row, case, func, or_, select, true, update
from sqlalchemy.orm import Session

from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.jobs.broker import JOB_SECONDS, Send
from shopwright.platform.jobs.leases import LEASE
from shopwright.platform.jobs.plugin_jobs import declared_jobs
from shopwright.platform.jobs.schedules import claim_schedules
from shopwright.platform.runtime import runtime

IN_FLIGHT = 1000
BATCH = 200
_LONGEST_LEASE = timedelta(hours=1)
_log = structlog.get_logger()


def hand_over() -> int:
    """One pass: claim what is due, send it. Returns how many deliveries were sent.

    Raises `redis.RedisError` when Redis is away; what could not be sent is due again.
    """
    claim_schedules()
    broker = runtime().broker
    if broker.has_forgotten():
        _recall()
    waiting = claim(BATCH)
    count = sum(map(len, waiting.values()))
    try:
        for queue in list(waiting):
            broker.send(queue, waiting[queue])
            del waiting[queue]
    except redis.RedisError:
        unsent = [send.delivery_id for batch in waiting.values() for send in batch]
        _log.warning("redis is away; deliveries stay due", count=len(unsent))
        _take_back(OutboxDelivery.id.in_(unsent))
        raise
    return count


def claim(limit: int) -> dict[str, list[Send]]:
    """Lease up to `limit` due deliveries, per queue, leaving room for what is in flight."""
    moment = now()
    due = or_(
        (OutboxDelivery.state == "due") & (OutboxDelivery.run_at <= moment),
        (OutboxDelivery.state == "sent") & (OutboxDelivery.lease_until <= moment),
    )
    with read() as db:
        if db.scalar(select(OutboxDelivery.id).where(due).limit(1)) is None:
            return {}
    with transaction() as db:
        flying = (
            select(OutboxDelivery.queue, func.count())
            .where(OutboxDelivery.state == "sent", OutboxDelivery.lease_until > moment)
            .group_by(OutboxDelivery.queue)
        )
        full = [queue for queue, count in db.execute(flying) if count >= IN_FLIGHT]
        rows = db.execute(
            select(
                OutboxDelivery.id,
                OutboxDelivery.queue,
                OutboxDelivery.sends,
                (OutboxDelivery.lost + case((OutboxDelivery.state == "sent", 1), else_=0)),
                OutboxDelivery.consumer,
                OutboxDelivery.arguments,
            )
            .where(due, OutboxDelivery.queue.not_in(full))
            .order_by(OutboxDelivery.run_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        return _lease(db, rows, moment)


def _lease(
    db: Session, rows: Iterable[Row[UUID, str, int, int, str, dict[str, Any]]], moment: datetime
) -> dict[str, list[Send]]:
    by_lost: dict[int, list[UUID]] = defaultdict(list)
    sends: dict[str, list[Send]] = defaultdict(list)
    for delivery_id, queue, sent, lost, consumer, arguments in rows:
        by_lost[lost].append(delivery_id)
        sends[queue].append(
            Send(
                delivery_id=delivery_id,
                number=sent + 1,
                ttl=int(_lease_after(lost).total_seconds() * 0.8),
                timeout=_timeout(queue, consumer, arguments),
            )
        )
    for lost, ids in by_lost.items():
        db.execute(
            update(OutboxDelivery)
            .where(OutboxDelivery.id.in_(ids))
            .values(
                state="sent",
                sends=OutboxDelivery.sends + 1,
                lost=lost,
                lease_until=moment + _lease_after(lost),
            )
        )
    return sends


def _lease_after(lost: int) -> timedelta:
    """For one that was lost so often in a row."""
    return min(LEASE * 2.0 ** min(lost, 10), _LONGEST_LEASE)


def _timeout(queue: str, consumer: str, arguments: Mapping[str, Any]) -> int:
    """A plugin's job has its own; everything else has its queue's."""
    kind, _, name = consumer.partition(":")
    if kind == "plugin" and "job" in arguments:
        job = declared_jobs(name).get(arguments["job"])
        if job is not None:
            return job.timeout
    return JOB_SECONDS[queue]


def resume() -> int:
    """What is parked for plugins that take part is due again; returns how many deliveries that are.

    For whenever other plugins take part than before: one was enabled, or its package is back.
    """
    consumers = [f"plugin:{name}" for name in runtime().registry.ids]
    with transaction() as db:
        result = db.execute(
            update(OutboxDelivery)
            .where(OutboxDelivery.state == "parked", OutboxDelivery.consumer.in_(consumers))
            .values(state="due", run_at=now(), lease_until=None)
        )
        return int(result.rowcount)  # type: ignore[attr-defined]


def _recall() -> None:
    """Redis is empty: what was sent is in no queue any more."""
    count = _take_back(true())
    if count:
        _log.warning("redis had forgotten what it carried; it is sent again", count=count)


def _take_back(which: ColumnElement[bool]) -> int:
    """These sends don't count: nobody was slow.

    A send that did arrive is there under the number that the next one has, and stays one job.
    """
    with transaction() as db:
        result = db.execute(
            update(OutboxDelivery)
            .where(which, OutboxDelivery.state == "sent")
            .values(state="due", lease_until=None, sends=OutboxDelivery.sends - 1)
        )
        return int(result.rowcount)  # type: ignore[attr-defined]
