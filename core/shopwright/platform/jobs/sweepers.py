"""Sweepers: threads that mend what a crash left behind.

They are no RQ jobs, for they mend what RQ drops. A lease in the database saves double work; a
pass is safe without it, since every item is settled in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import SweeperLease
from shopwright.platform.observability.metrics import SWEEPER_RUNS
from shopwright.platform.runtime import runtime

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many items wait for a sweeper now, and since when the oldest is due."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeper:
    """`run()` does one pass and returns how many items it handled; `backlog()` says what waits."""

    name: str
    every: timedelta
    run: Callable[[], int]
    backlog: Callable[[], Backlog] | None = None


SWEEPERS: dict[str, Sweeper] = {}


def sweeper(
    name: str, *, every: timedelta, backlog: Callable[[], Backlog] | None = None
) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Declare the decorated function as a sweeper."""

    def decorate(function: Callable[[], int]) -> Callable[[], int]:
        SWEEPERS[name] = Sweeper(name=name, every=every, run=function, backlog=backlog)
        return function

    return decorate


def run_due(item: Sweeper, holder: str) -> bool:
    """Run one pass if it is due and nobody else is at it. Returns whether it ran."""
    with read() as db:
        row = db.get(SweeperLease, item.name)
    if row is not None and row.lease_until > now():
        return False
    if not _take(item, holder):
        return False
    error: str | None = None
    handled = 0
    try:
        with runtime().plugins.kept():
            handled = item.run()
    except Exception as failure:
        error = f"{type(failure).__name__}: {failure}"
        _log.exception("a sweeper's pass failed", sweeper=item.name)
    SWEEPER_RUNS.labels(item.name, "failed" if error else "ok").inc()
    _report(item, holder, handled, error)
    return True


@contextmanager
def paused(name: str, *, holder: str, at_most: timedelta) -> Iterator[None]:
    """Keep a sweeper from running, in every process, for the length of the block.

    A pass that is under way goes on to its end. After a crash the pause ends by `at_most`.
    """
    _hold_lease(name, holder, now() + at_most)
    try:
        yield
    finally:
        _hold_lease(name, holder, now())


def _hold_lease(name: str, holder: str, until: datetime) -> None:
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    statement = dialect.insert(SweeperLease).values(
        name=name, holder=holder, lease_until=until, handled=0
    )
    with transaction() as db:
        db.execute(
            statement.on_conflict_do_update(
                index_elements=["name"], set_={"holder": holder, "lease_until": until}
            )
        )


def _take(item: Sweeper, holder: str) -> bool:
    moment = now()
    values = {"holder": holder, "lease_until": moment + max(item.every, timedelta(seconds=30))}
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    with transaction() as db:
        db.execute(
            dialect.insert(SweeperLease).on_conflict_do_nothing(),
            [{"name": item.name, "holder": holder, "lease_until": moment, "handled": 0}],
        )
        taken = db.execute(
            update(SweeperLease)
            .where(SweeperLease.name == item.name, SweeperLease.lease_until <= moment)
            .values(**values)
        )
        return bool(taken.rowcount)  # type: ignore[attr-defined]


def _report(item: Sweeper, holder: str, handled: int, error: str | None) -> None:
    moment = now()
    with transaction() as db:
        db.execute(
            update(SweeperLease)
            .where(SweeperLease.name == item.name, SweeperLease.holder == holder)
            .values(
                lease_until=moment + item.every,
                last_run_at=moment,
                last_error=error,
                handled=SweeperLease.handled + handled,
            )
        )
