"""What is owed, for people to look at and to mend: dead letters, parked and late deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.errors import Conflict, NotFound
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent

DeliveryState = Literal["due", "sent", "done", "dead", "parked", "dropped"]
STATES: tuple[DeliveryState, ...] = get_args(DeliveryState)
_MENDABLE = ("due", "dead", "parked")


class DeliveryNotFound(NotFound):
    """No delivery has this id, or it was done so long ago that it was removed."""

    code = "delivery_not_found"

    def __init__(self, delivery_id: UUID) -> None:
        super().__init__(f"There is no delivery {delivery_id}.")


class DeliveryOutOfHand(Conflict):
    """It is being worked off at this moment, or is over."""

    code = "delivery_out_of_hand"

    def __init__(self, state: str) -> None:
        super().__init__(
            f"The delivery is '{state}'; only what is due, dead or parked can be repeated or dropped."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """One event owed to one consumer, or one job; `event` is '' for a job.

    `consumer` is `core:<name>`, `plugin:<id>` or `job:<name>`.
    """

    id: UUID
    consumer: str
    event: str
    event_id: UUID | None
    queue: str
    state: DeliveryState
    attempts: int
    run_at: datetime
    finished_at: datetime | None
    last_error: str | None
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """Which deliveries. `since` and `until` (exclusive) look at when they came to be owed."""

    state: DeliveryState | None = None
    consumer: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many deliveries of a queue are in a state that is not over; `oldest` is their `run_at`."""

    queue: str
    state: DeliveryState
    count: int
    oldest: datetime


def deliveries(
    wanted: DeliveryFilter, *, after: UUID | None = None, limit: int = 24
) -> list[DeliveryView]:
    """Latest first. `after` is the last one's id."""
    statement = (
        select(OutboxDelivery, OutboxEvent.name)
        .outerjoin(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
        .where(*_conditions(wanted))
        .order_by(OutboxDelivery.id.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(OutboxDelivery.id < after)
    with read() as db:
        return [_view(row, event) for row, event in db.execute(statement)]


def delivery(delivery_id: UUID) -> DeliveryView:
    """One delivery. Raises `DeliveryNotFound`."""
    with read() as db:
        found = db.execute(
            select(OutboxDelivery, OutboxEvent.name)
            .outerjoin(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
            .where(OutboxDelivery.id == delivery_id)
        ).one_or_none()
    if found is None:
        raise DeliveryNotFound(delivery_id)
    return _view(*found)


def backlog() -> list[Backlog]:
    """What is not over, by queue and state. Parked ones wait for their plugin, dead ones for us."""
    columns = (OutboxDelivery.queue, OutboxDelivery.state)
    statement = (
        select(
            *columns, func.count().label("waiting"), func.min(OutboxDelivery.run_at).label("oldest")
        )
        .where(OutboxDelivery.state.in_(("due", "sent", "dead", "parked")))
        .group_by(*columns)
        .order_by(*columns)
    )
    with read() as db:
        return [
            Backlog(queue=row.queue, state=row.state, count=row.waiting, oldest=row.oldest)
            for row in db.execute(statement)
        ]


@command()
def replay(delivery_id: UUID) -> None:
    """Try one again, now and with all its attempts. Raises `DeliveryNotFound`, `DeliveryOutOfHand`."""
    _move(delivery_id, state="due", attempts=0, run_at=now(), lease_until=None, finished_at=None)
    audit.record("delivery.replay", "delivery", delivery_id)


@command()
def replay_all(wanted: DeliveryFilter) -> int:
    """Try all dead and parked ones again that `wanted` matches; returns how many."""
    result = session().execute(
        update(OutboxDelivery)
        .where(OutboxDelivery.state.in_(("dead", "parked")), *_conditions(wanted))
        .values(state="due", attempts=0, run_at=now(), lease_until=None, finished_at=None)
        .execution_options(synchronize_session=False)
    )
    count = int(result.rowcount)  # type: ignore[attr-defined]
    audit.record("delivery.replay_all", "delivery", wanted.consumer or "*", count=count)
    return count


@command()
def drop(delivery_id: UUID) -> None:
    """Give one up for good; it stays in the list. Raises `DeliveryNotFound`, `DeliveryOutOfHand`."""
    _move(delivery_id, state="dropped", lease_until=None, finished_at=now())
    audit.record("delivery.drop", "delivery", delivery_id)


def _move(delivery_id: UUID, **values: Any) -> None:
    """Guarded by the state, so that it cannot cross with a worker that just takes it up."""
    moved = session().execute(
        update(OutboxDelivery)
        .where(OutboxDelivery.id == delivery_id, OutboxDelivery.state.in_(_MENDABLE))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount == 0:  # type: ignore[attr-defined]
        raise DeliveryOutOfHand(delivery(delivery_id).state)


def _conditions(wanted: DeliveryFilter) -> Sequence[ColumnElement[bool]]:
    found = []
    if wanted.state is not None:
        found.append(OutboxDelivery.state == wanted.state)
    if wanted.consumer is not None:
        found.append(OutboxDelivery.consumer == wanted.consumer)
    if wanted.since is not None:
        found.append(OutboxDelivery.id >= _first_key(wanted.since))
    if wanted.until is not None:
        found.append(OutboxDelivery.id < _first_key(wanted.until))
    return found


def _first_key(moment: datetime) -> UUID:
    """The lowest UUIDv7 of a moment: keys begin with the millisecond they were made in."""
    return UUID(int=max(int(moment.timestamp() * 1000), 0) << 80)


def _view(row: OutboxDelivery, event: str | None) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        consumer=row.consumer,
        event=event or "",
        event_id=row.event_id,
        queue=row.queue,
        state=row.state,  # type: ignore[arg-type]
        attempts=row.attempts,
        run_at=row.run_at,
        finished_at=row.finished_at,
        last_error=row.last_error,
        arguments=row.arguments,
    )
