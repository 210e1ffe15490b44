"""What plugins bring to the workers: jobs, and the times at which some recur.

A job that was asked for is a delivery to its plugin: it has a lease, is tried again, becomes a
dead letter that staff see and replay, and is parked while the plugin is disabled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from shopwright.platform.events.consumers import RETRY_AFTER, Queue
from shopwright.platform.hooks import Context, check_function, scoped_boot_hook

_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_LONGEST_SECONDS = 3600
_OFTENEST = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that a worker does: `func(ctx, **arguments)`, arguments being JSON values.

    It may run twice, as `-ed` hooks may: `ctx.transaction()` commits its writes together with the
    note that it is done, and `ctx.delivery.key` is the same on every try. After `timeout` seconds
    it is ended; it is tried again up to `retries` times, after 1, 5 and 30 minutes, 2 and 12 hours.
    What draws or computes for long belongs to the queue `heavy`.
    """

    name: str
    func: Callable[..., None]
    queue: Queue = "plugins"
    timeout: int = 120
    retries: int = len(RETRY_AFTER)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"'{self.name}' is no name for a job; use words like 'push_stock'")
        check_function(self.func, f"the func of the job '{self.name}'")
        if self.queue not in get_args(Queue):
            raise ValueError(f"the job '{self.name}' names the queue '{self.queue}'; use 'plugins'")
        if not 1 <= self.timeout <= _LONGEST_SECONDS:
            raise ValueError(f"the job '{self.name}' needs a timeout of 1 to {_LONGEST_SECONDS} s")
        if not 0 <= self.retries <= len(RETRY_AFTER):
            raise ValueError(f"the job '{self.name}' is retried 0 to {len(RETRY_AFTER)} times")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When the plugin's job of this name recurs: `every` so often, or at the times of `cron` (UTC).

    Each time is owed once, however many workers run; what nobody took meanwhile is not made up
    for. The job gets no arguments.
    """

    job: str
    every: timedelta | None = None
    cron: str = ""

    def __post_init__(self) -> None:
        if (self.every is None) == (not self.cron):
            raise ValueError(f"the schedule of '{self.job}' needs either 'every' or 'cron'")
        if self.every is not None and self.every < _OFTENEST:
            raise ValueError(f"'{self.job}' cannot recur more often than every 10 seconds")
        if self.cron and not _is_cron(self.cron):
            raise ValueError(
                f"'{self.cron}' is no time for '{self.job}'; '30 3 * * 1' is Monday, half past three"
            )

    @property
    def name(self) -> str:
        """A job has one schedule."""
        return self.job

    def first(self, moment: datetime) -> datetime:
        """When it is due for the first time: at once, unless it has times of its own."""
        return moment if self.every is not None else self.following(moment)

    def following(self, moment: datetime) -> datetime:
        """When it is due after `moment`."""
        if self.every is not None:
            return moment + self.every
        from croniter import croniter  # it takes long to import, and few schedules need it

        found: datetime = croniter(self.cron, moment).get_next(datetime)
        return found


def _is_cron(text: str) -> bool:
    from croniter import croniter

    return len(text.split()) == 5 and croniter.is_valid(text)


@scoped_boot_hook
def job_definitions(ctx: Context) -> Iterable[Job]:
    """Returns the jobs that a plugin can be asked for, by `ctx.jobs.enqueue(name, ...)`.

    Their names are the plugin's own. A job's function gets the context and what was given to
    `enqueue`. It runs in a worker, outside of transactions, so it may use the network.

    Example::

        class Stock(Plugin):
            @hooks.job_definitions
            def jobs(self, ctx: Context) -> list[Job]:
                return [Job(name="push", func=self.push, retries=3)]

            def push(self, ctx: Context, *, variant_id: str) -> None:
                ctx.http.post("https://warehouse.example/stock", json={"variant": variant_id})

            @hooks.stock_changed
            def changed(self, event: StockChanged, ctx: Context) -> None:
                with ctx.transaction():
                    ctx.jobs.enqueue("push", variant_id=str(event.variant_id))
    """
    raise NotImplementedError


@scoped_boot_hook
def schedules(ctx: Context) -> Iterable[Schedule]:
    """Returns when which of the plugin's jobs recur. They rest while the plugin is disabled.

    Example::

        class Stock(Plugin):
            @hooks.job_definitions
            def jobs(self, ctx: Context) -> list[Job]:
                return [Job(name="pull", func=self.pull), Job(name="report", func=self.report)]

            @hooks.schedules
            def times(self, ctx: Context) -> list[Schedule]:
                return [
                    Schedule(job="pull", every=timedelta(minutes=10)),
                    Schedule(job="report", cron="30 3 * * 1"),
                ]

            def pull(self, ctx: Context) -> None:
                ctx.log.info("would ask the warehouse")

            def report(self, ctx: Context) -> None:
                ctx.log.info("would count what is there")
    """
    raise NotImplementedError
