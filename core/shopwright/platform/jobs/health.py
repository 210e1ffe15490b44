"""Does the machinery run: schedules and sweepers, when they last did, and how that went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from shopwright.platform.clock import now
from shopwright.platform.db import read
from shopwright.platform.events.models import Schedule, SweeperLease
from shopwright.platform.jobs.schedules import declared
from shopwright.platform.jobs.sweepers import SWEEPERS

# A pass may take a while, and a worker may just be restarting.
_PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """A job that recurs. `late`: its slot has passed and nobody took it.

    One that recurs at times of its own has them in `cron`, and 0 for `every_seconds`.
    """

    name: str
    job: str
    every_seconds: int
    cron: str
    next_at: datetime
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SweeperView:
    """A sweeper. `late`: it should have run by now; most often no worker runs.

    `waiting` items are due for it, the oldest since `oldest`; None where that cannot be told.
    """

    name: str
    every_seconds: int
    last_run_at: datetime | None
    last_error: str | None
    handled: int
    late: bool
    waiting: int | None
    oldest: datetime | None


def schedules() -> list[ScheduleView]:
    """Every recurring job, by name."""
    latest = now() - _PATIENCE
    known = declared()
    with read() as db:
        rows = list(db.scalars(select(Schedule).order_by(Schedule.name)))
    return [
        ScheduleView(
            name=row.name,
            job=row.job,
            every_seconds=row.every_seconds,
            cron=known[row.name].times.cron if row.name in known else "",
            next_at=row.next_at,
            late=row.next_at < latest,
        )
        for row in rows
    ]


def sweepers() -> list[SweeperView]:
    """Every sweeper that the code declares, by name, whether it ever ran or not."""
    moment = now()
    with read() as db:
        leases = {row.name: row for row in db.scalars(select(SweeperLease))}
    found = []
    for item in sorted(SWEEPERS.values(), key=lambda item: item.name):
        lease = leases.get(item.name)
        last = lease.last_run_at if lease else None
        backlog = item.backlog() if item.backlog else None
        found.append(
            SweeperView(
                name=item.name,
                every_seconds=int(item.every.total_seconds()),
                last_run_at=last,
                last_error=lease.last_error if lease else None,
                handled=lease.handled if lease else 0,
                late=last is None or last + item.every + _PATIENCE < moment,
                waiting=backlog.count if backlog else None,
                oldest=backlog.oldest if backlog else None,
            )
        )
    return found
