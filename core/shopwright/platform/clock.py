"""The one place that asks for the time, so that a test can set it (with time-machine).

History can be played at its own time: inside `with at(moment):` whatever the shop does happens
then. It is how the demo shop gets a past, through the commands that everybody uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_set: ContextVar[datetime | None] = ContextVar("shopwright_clock", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Make `moment` (aware) the current one, standing still, for the calling thread or task.

    Plugins do not hear of events that happen more than a day ago (see `events.outbox`). Keys are
    still made from the real time.
    """
    token = _set.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)


def lag() -> timedelta:
    """How far the clock is behind the real time: zero, unless `at` has set it."""
    moment = _set.get()
    return timedelta(0) if moment is None else datetime.now(UTC) - moment
