"""Schedules: rows whose `next_at` moves in the transaction that owes the job of a slot.

So a slot is owed once, however many workers ask. The rows follow what the core and the enabled
plugins declare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import select

from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import Schedule as Row
from shopwright.platform.events.outbox import enqueue, enqueue_for_plugin
from shopwright.platform.jobs import hooks
from shopwright.platform.jobs.plugin_jobs import declared_jobs
from shopwright.platform.runtime import runtime

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """One declared schedule. `owe(dedupe_key=...)` owes its job."""

    name: str
    job: str
    times: hooks.Schedule
    owe: Callable[..., None]

    @property
    def every_seconds(self) -> int:
        """0 for one with times of its own."""
        return int((self.times.every or timedelta()).total_seconds())


def declared() -> dict[str, Recurring]:
    """Every schedule of the core and of the enabled plugins, by the name of its row."""
    return {item.name: item for item in (*_of_core(), *_of_plugins())}


def install_schedules() -> None:
    """Bring the rows in line with what is declared."""
    wanted = declared()
    moment = now()
    with transaction() as db:
        known = {row.name: row for row in db.scalars(select(Row).with_for_update())}
        for name, item in wanted.items():
            row = known.get(name)
            if row is None:
                first = item.times.first(moment)
                row = Row(name=name, job=item.job, every_seconds=0, next_at=first)
                db.add(row)
            row.job, row.every_seconds = item.job, item.every_seconds
            row.next_at = min(row.next_at, item.times.following(moment))
        for name in known.keys() - wanted.keys():
            db.delete(known[name])


def claim_schedules() -> None:
    """Owe one job for each schedule whose slot has come; those that were missed count as one."""
    moment = now()
    with read() as db:
        ready = list(db.scalars(select(Row.name).where(Row.next_at <= moment)))
    if not ready:
        return
    wanted = declared()
    for name in ready:
        if name not in wanted:  # of a plugin that this process does not have (any more)
            continue
        with transaction() as db:
            row = db.get(Row, name, with_for_update=True)
            if row is None or row.next_at > moment:
                continue
            wanted[name].owe(dedupe_key=f"{row.name}:{row.next_at.isoformat()}")
            row.next_at = wanted[name].times.following(moment)


def _of_core() -> Iterator[Recurring]:
    for name, (job, every) in runtime().consumers.schedules.items():
        times = hooks.Schedule(job=job, every=every)
        yield Recurring(name=name, job=job, times=times, owe=partial(enqueue, job))


def _of_plugins() -> Iterator[Recurring]:
    for plugin_id, times in runtime().registry.described(hooks.schedules):
        job = declared_jobs(plugin_id).get(times.job)
        if job is None:
            _log.error("a schedule names no job of its plugin", plugin=plugin_id, job=times.job)
            continue
        yield Recurring(
            name=f"{plugin_id}:{job.name}",
            job=f"{plugin_id}:{job.name}",
            times=times,
            owe=partial(enqueue_for_plugin, plugin_id, job.name, {}, queue=job.queue),
        )
