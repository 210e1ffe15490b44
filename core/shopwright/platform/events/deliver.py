"""Working one delivery off: at least once in fact, once in effect.

The handler's own writes and the "done" mark commit in one transaction (`ctx.transaction()`), so a
twin that runs at the same time waits, then finds the delivery done. A handler that writes nothing
is marked afterwards; outside effects use the delivery's key.
"""

from __future__ import annotations

import math
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import redis
import structlog
from sqlalchemy import update

from shopwright.platform.actor import Actor, acting_as
from shopwright.platform.clock import now
from shopwright.platform.db import is_overload, read, session, transaction
from shopwright.platform.errors import FAULTS, TooMany, Unavailable
from shopwright.platform.events.consumers import RETRY_AFTER
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.events.outbox import load
from shopwright.platform.hooks.context import Delivery, current_delivery, delivery_settler
from shopwright.platform.hooks.health import REST, Record
from shopwright.platform.ids import made_at
from shopwright.platform.jobs.plugin_jobs import find_job
from shopwright.platform.observability.metrics import DELIVERIES
from shopwright.platform.runtime import runtime
from shopwright.platform.webhooks.inbox import find_endpoint, received

_AFTER_OUTAGE = timedelta(seconds=5)
_PATIENCE = timedelta(minutes=2)  # with an outage, counted from when the delivery was owed
_ERROR_LENGTH = 8000
_OVER = ("done", "dead", "parked", "dropped")
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Work:
    run: Callable[[], None]
    retries: int = len(RETRY_AFTER)
    record: Record | None = None


class AlreadyDone(Exception):
    """A twin finished the delivery first; this one's writes are rolled back."""


def perform(delivery_id: UUID) -> str:
    """Work off one delivery; returns done, retry, dead, parked, rests or gone. Never raises."""
    with read() as db:
        row = db.get(OutboxDelivery, delivery_id)
        event_row = db.get(OutboxEvent, row.event_id) if row and row.event_id else None
    if row is None or row.state in _OVER:
        return "gone"
    try:
        work = _work(row, event_row)
    except LookupError as error:
        return _park(row.id, error)
    except Exception as error:  # an old payload that today's event refuses
        return _failed(row, error, len(RETRY_AFTER))
    if work.record is not None and work.record.rests():
        _finish(row.id, state="due", lease_until=None, run_at=now() + timedelta(seconds=REST))
        return "rests"
    outcome = _attempt(row, work)
    DELIVERIES.labels(row.queue, outcome).inc()
    return outcome


def _attempt(row: OutboxDelivery, work: _Work) -> str:
    delivery = Delivery(
        id=row.id, key=f"{row.event_id or row.id}:{row.consumer}", attempt=row.attempts + 1
    )
    try:
        with _delivering(delivery):
            work.run()
        _finish(row.id, state="done", last_error=None)
    except AlreadyDone:
        return "done"
    except FAULTS as error:
        return _failed(row, error, work.retries)
    return "done"


@contextmanager
def _delivering(delivery: Delivery) -> Iterator[None]:
    tokens = (
        current_delivery.set(delivery),
        delivery_settler.set(lambda: _mark_done(delivery.id)),
    )
    try:
        with structlog.contextvars.bound_contextvars(delivery=str(delivery.id)):
            yield
    finally:
        delivery_settler.reset(tokens[1])
        current_delivery.reset(tokens[0])


def _mark_done(delivery_id: UUID) -> None:
    """In the handler's transaction: claim the delivery for it, or give way to the twin."""
    marked = session().execute(
        update(OutboxDelivery)
        .where(OutboxDelivery.id == delivery_id, OutboxDelivery.state != "done")
        .values(state="done", finished_at=now(), last_error=None)
    )
    if marked.rowcount == 0:  # type: ignore[attr-defined]
        raise AlreadyDone


def _work(row: OutboxDelivery, event_row: OutboxEvent | None) -> _Work:
    """What to call; LookupError when its owner is not there (disabled, removed)."""
    kind, _, name = row.consumer.partition(":")
    if kind == "job":
        core_job = runtime().consumers.jobs[name]
        return _Work(lambda: core_job.function(**row.arguments))
    if "webhook" in row.arguments:
        return _webhook(name, row.arguments["webhook"], row.id)
    if event_row is None:
        return _plugin_job(name, row.arguments)
    event = load(event_row)
    if kind == "core":
        handler = runtime().consumers.events[type(event)][name]
        return _Work(lambda: handler(event))
    for item in runtime().registry.implementations.get(event_row.name, ()):
        if item.plugin_id == name:
            call = partial(item.call, event, item.context)
            return _plugin_work(name, event_row.name, call)
    raise LookupError(f"the plugin '{name}' is not enabled or no longer hears '{event_row.name}'")


def _park(delivery_id: UUID, error: LookupError) -> str:
    """Until its owner is here (`enqueuer.resume`); at once again if plugins were switched since we looked.

    The switch waits for us, or we see it: what is parked was owed to nobody at that moment.
    """
    with transaction() as db:
        if runtime().plugins.is_current(db):
            _finish(delivery_id, state="parked", last_error=str(error))
            return "parked"
        _finish(delivery_id, state="due", lease_until=None, run_at=now())
        return "retry"


def _plugin_job(plugin_id: str, owed: dict[str, Any]) -> _Work:
    job = find_job(plugin_id, owed["job"])
    context = next(item.context for item in runtime().registry.plugins if item.id == plugin_id)
    call = partial(job.func, context, **owed["arguments"])
    return _plugin_work(plugin_id, f"job {job.name}", call, job.retries)


def _webhook(plugin_id: str, name: str, delivery_id: UUID) -> _Work:
    endpoint, context = find_endpoint(plugin_id, name)
    call = partial(endpoint.handle, received(delivery_id), context)
    return _plugin_work(plugin_id, f"webhook {name}", call)


def _plugin_work(
    plugin_id: str, what: str, call: Callable[[], None], retries: int = len(RETRY_AFTER)
) -> _Work:
    record = runtime().health.of(plugin_id, what)
    return _Work(partial(_as_plugin, record, call), retries, record)


def _as_plugin(record: Record, call: Callable[[], None]) -> None:
    started = time.perf_counter()
    try:
        with acting_as(Actor(kind="plugin", label=record.plugin_id)):
            call()
    except AlreadyDone:
        raise
    except (TooMany, Unavailable):  # it works, and waits for somebody who does not
        record.worked(time.perf_counter() - started, slow=math.inf)
        raise
    except FAULTS as error:
        record.failed(time.perf_counter() - started, error, slow=math.inf)
        raise
    record.worked(time.perf_counter() - started, slow=math.inf)


def _failed(row: OutboxDelivery, error: BaseException, retries: int) -> str:
    soon = _soon(error)
    if soon is not None and now() < made_at(row.id) + _PATIENCE:
        _log.info("a delivery waits", consumer=row.consumer, delivery=str(row.id), error=str(error))
        _try_again(row.id, row.attempts, error, soon)
        return "retry"
    attempts = row.attempts + 1
    text = _trace(error)
    _log.warning(
        "delivery failed", consumer=row.consumer, delivery=str(row.id), attempt=attempts, error=text
    )
    if attempts > retries:
        _finish(row.id, state="dead", attempts=attempts, last_error=text)
        return "dead"
    by_ladder = RETRY_AFTER[attempts - 1]
    _try_again(row.id, attempts, error, by_ladder if soon is None or attempts > 1 else soon)
    return "retry"


def _try_again(delivery_id: UUID, attempts: int, error: BaseException, pause: timedelta) -> None:
    _finish(
        delivery_id,
        state="due",
        attempts=attempts,
        last_error=_trace(error),
        lease_until=None,
        run_at=now() + pause,
    )


def _soon(error: BaseException) -> timedelta | None:
    """How long an outage may take, when it is one: no fault of the handler's, and over by itself."""
    if isinstance(error, TooMany | Unavailable):
        return timedelta(seconds=min(error.retry_after, 60))
    is_away = isinstance(error, redis.RedisError) or is_overload(error)
    return _AFTER_OUTAGE if is_away else None


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-_ERROR_LENGTH:]


def _finish(delivery_id: UUID, *, state: str, **values: Any) -> None:
    if state in ("done", "dead"):
        values["finished_at"] = now()
    with transaction() as db:
        db.execute(
            update(OutboxDelivery)
            .where(OutboxDelivery.id == delivery_id, OutboxDelivery.state != "done")
            .values(state=state, lost=0, **values)
        )
