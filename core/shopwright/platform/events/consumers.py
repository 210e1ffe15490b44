"""Who hears what: the core's own consumers and jobs, beside the plugins' '-ed' hooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, TypeVar

from shopwright.platform.events.event import Event

E = TypeVar("E", bound=Event)
Queue = Literal["fast", "heavy", "plugins"]
# How long a delivery that failed waits for its next try; after the last one it is a dead letter.
RETRY_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A function of the core that runs in a worker: `function(**arguments)`, JSON values only."""

    name: str
    function: Callable[..., None]
    queue: Queue = "fast"


@dataclass(slots=True)
class Consumers:
    """Filled while the application is built, then only read."""

    events: dict[type[Event], dict[str, Callable[[Any], None]]] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    schedules: dict[str, tuple[str, timedelta]] = field(default_factory=dict)

    def hear(self, event: type[E], name: str, handler: Callable[[E], None]) -> None:
        """Deliver each `event` to `handler`, at least once, under the consumer `core:<name>`."""
        handlers = self.events.setdefault(event, {})
        if name in handlers:
            raise ValueError(f"'{name}' hears {event.__name__} already")
        handlers[name] = handler

    def job(self, job: Job, *, every: timedelta | None = None) -> None:
        """Make a job known, and run it on a schedule when `every` is given."""
        if job.name in self.jobs:
            raise ValueError(f"a job named '{job.name}' exists already")
        self.jobs[job.name] = job
        if every is not None:
            self.schedules[job.name] = (job.name, every)
