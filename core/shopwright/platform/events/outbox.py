"""Writing to the outbox: `emit` for events, `enqueue` for jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shopwright.platform import clock
from shopwright.platform.actor import Actor
from shopwright.platform.clock import now
from shopwright.platform.db import current_transaction, insert_rows
from shopwright.platform.events.event import Event
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.hooks.spec import EVENT_HOOKS
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime

_ENVELOPE = {field.name for field in fields(Event)}
_PENDING = "outbox"
# History that is played again (`clock.at`) is no news: nobody wants a mail about last month's order.
NEWS = timedelta(days=1)
_FRESH = {"state": "due", "attempts": 0, "sends": 0}


def emit(event: Event) -> None:
    """Record that `event` happened, and what is owed because of it, in the open transaction.

    Rows are written in two statements just before the commit, however many events there are.
    """
    opened = current_transaction()
    pending: list[Event] | None = opened.memo.get(_PENDING)
    if pending is None:
        pending = opened.memo[_PENDING] = []
        opened.before_commit.append(lambda db: _write(db, pending))
        opened.after_commit["wake"] = runtime().broker.wake
    pending.append(event)


def enqueue(
    job: str,
    *,
    dedupe_key: str | None = None,
    run_at: datetime | None = None,
    **arguments: Any,
) -> None:
    """Owe one run of the job named `job`; a second one with the same `dedupe_key` is dropped."""
    queue = runtime().consumers.jobs[job].queue
    _owe_once(_job_row(f"job:{job}", queue, arguments, run_at or now()), dedupe_key)


def enqueue_for_plugin(
    plugin_id: str,
    job: str,
    arguments: Mapping[str, Any],
    *,
    queue: str,
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
) -> None:
    """Owe one run of a plugin's job: a delivery to that plugin, which parks and fails like others."""
    owed = {"job": job, "arguments": dict(arguments)}
    key = dedupe_key and f"{plugin_id}:{dedupe_key}"
    owe_plugin(plugin_id, owed, queue=queue, run_at=run_at, dedupe_key=key)


def owe_plugin(
    plugin_id: str,
    owed: Mapping[str, Any],
    *,
    queue: str,
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
) -> UUID | None:
    """Owe a plugin what is no event; the delivery's id, None when the `dedupe_key` is taken.

    `owed` is what `deliver` knows: `{"job": ..., "arguments": ...}` or `{"webhook": ...}`.
    """
    return _owe_once(_job_row(f"plugin:{plugin_id}", queue, owed, run_at or now()), dedupe_key)


def _owe_once(row: dict[str, Any], dedupe_key: str | None) -> UUID | None:
    opened = current_transaction()
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    statement = dialect.insert(OutboxDelivery).values(**row, dedupe_key=dedupe_key)
    added: UUID | None = opened.session.scalar(
        statement.on_conflict_do_nothing(
            index_elements=["dedupe_key"], index_where=OutboxDelivery.dedupe_key.is_not(None)
        ).returning(OutboxDelivery.id)
    )
    opened.after_commit["wake"] = runtime().broker.wake
    return added


def enqueue_each(job: str, calls: Iterable[Mapping[str, Any]]) -> None:
    """Owe one run of the job named `job` for each of `calls`, its arguments; in one statement."""
    opened = current_transaction()
    due = now()
    queue = runtime().consumers.jobs[job].queue
    rows = [_job_row(f"job:{job}", queue, arguments, due) for arguments in calls]
    insert_rows(opened.session, OutboxDelivery, rows)
    opened.after_commit["wake"] = runtime().broker.wake


def _job_row(
    consumer: str, queue: str, arguments: Mapping[str, Any], run_at: datetime
) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "consumer": consumer,
        "queue": queue,
        "arguments": dict(arguments),
        "run_at": run_at,
        **_FRESH,
    }


def load(row: OutboxEvent) -> Event:
    """The event that `row` holds; raises KeyError for one whose hook no longer exists."""
    kind = event_types()[row.name]
    actor = Actor(kind=row.actor_kind, id=row.actor_id, label=row.actor_label)  # type: ignore[arg-type]
    envelope = {
        "event_id": row.id,
        "occurred_at": row.occurred_at,
        "schema_version": row.schema_version,
        "actor": actor,
    }
    return _adapter(kind).validate_python({**row.payload, **envelope})


def event_types() -> dict[str, type[Event]]:
    """Every event by its hook's name."""
    return {hook.name: kind for kind, hook in EVENT_HOOKS.items()}


def _write(db: Session, pending: list[Event]) -> None:
    rows = [_event_row(event) for event in pending]
    insert_rows(db, OutboxEvent, rows)
    owed = [
        {"id": uuid7(), "event_id": event.event_id, "consumer": consumer, "queue": queue}
        for event in pending
        for consumer, queue in _owed(type(event))
    ]
    insert_rows(db, OutboxDelivery, owed, shared=_FRESH | {"arguments": {}, "run_at": now()})


def _event_row(event: Event) -> dict[str, Any]:
    return {
        "id": event.event_id,
        "name": EVENT_HOOKS[type(event)].name,
        "payload": _adapter(type(event)).dump_python(event, mode="json", exclude=_ENVELOPE),
        "schema_version": event.schema_version,
        "occurred_at": event.occurred_at,
        "actor_kind": event.actor.kind,
        "actor_id": event.actor.id,
        "actor_label": event.actor.label,
    }


def _owed(kind: type[Event]) -> Iterator[tuple[str, str]]:
    for name in runtime().consumers.events.get(kind, ()):
        yield f"core:{name}", "fast"
    if clock.lag() > NEWS:
        return
    hook = EVENT_HOOKS[kind]
    for item in runtime().registry.implementations.get(hook.name, ()):
        yield f"plugin:{item.plugin_id}", "plugins"


def _adapter(kind: type[Event]) -> TypeAdapter[Event]:
    found = _adapters.get(kind)
    if found is None:
        found = _adapters[kind] = TypeAdapter(kind)
    return found


_adapters: dict[type[Event], TypeAdapter[Event]] = {}
