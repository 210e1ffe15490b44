"""`Outbox`: what happened in a test's shop, and to whom it is owed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from shopwright.platform.db import read
from shopwright.platform.events.event import Event
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.events.outbox import load
from shopwright.platform.hooks.spec import EVENT_HOOKS

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One delivery. `event` is the hook's name, or '' for a job, whose name is in `job`.

    `consumer` is `plugin:<id>` for a plugin. `state`: due, sent, done, dead, parked or dropped.
    """

    consumer: str
    event: str
    job: str
    state: str
    attempts: int
    error: str


class Outbox:
    """Reads the outbox of the shop that the test runs in."""

    def events(self, kind: type[E]) -> list[E]:
        """The events of one kind that happened so far, oldest first."""
        name = EVENT_HOOKS[kind].name
        statement = select(OutboxEvent).where(OutboxEvent.name == name).order_by(OutboxEvent.id)
        with read() as db:
            loaded = [load(row) for row in db.scalars(statement)]
        return [event for event in loaded if isinstance(event, kind)]

    def names(self) -> list[str]:
        """The names of all events that happened so far, oldest first."""
        with read() as db:
            return list(db.scalars(select(OutboxEvent.name).order_by(OutboxEvent.id)))

    def owed(self, plugin_id: str | None = None) -> list[Owed]:
        """The deliveries, of one plugin or all, oldest first; also those that are done."""
        statement = (
            select(OutboxDelivery, OutboxEvent.name)
            .outerjoin(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
            .order_by(OutboxDelivery.id)
        )
        if plugin_id is not None:
            statement = statement.where(OutboxDelivery.consumer == f"plugin:{plugin_id}")
        with read() as db:
            return [_owed(row, name) for row, name in db.execute(statement)]


def _owed(row: OutboxDelivery, event: str | None) -> Owed:
    return Owed(
        consumer=row.consumer,
        event=event or "",
        job="" if event else str(row.arguments.get("job", "")),
        state=row.state,
        attempts=row.attempts,
        error=row.last_error or "",
    )
