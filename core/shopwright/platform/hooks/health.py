"""How plugins behave: what their hooks took, what they raised, and who has to rest.

Each process counts for itself and adds its counts to Redis every few seconds, so that the command
line and the API can tell "which plugin slowed my checkout?" for all of them. When Redis is away, or
forgets, only these numbers are lost.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import redis
import structlog

from shopwright.platform.clock import now
from shopwright.platform.hooks import health_store
from shopwright.platform.hooks.health_store import Counts, HookHealth
from shopwright.platform.observability.metrics import (
    HOOK_CALLS,
    HOOK_ERRORS,
    HOOK_SECONDS,
    HOOK_SKIPPED,
)

if TYPE_CHECKING:
    from shopwright.platform.jobs.broker import Broker

ROUTES = "routes"  # the name under which a plugin's own routes are counted
SLOW_SECONDS = 0.05
# The breaker opens at this many failures within the window, if they are this share of the calls.
WINDOW, FAILURES, SHARE = 300.0, 20, 0.35
REST = 120.0  # seconds; then one call is tried
_REMEMBERED = 2000  # calls
_SHARE_EVERY = 5.0
_ERROR_LENGTH = 4000
_log = structlog.get_logger()


class Record:
    """One plugin's calls for one hook, or of one provider, in this process."""

    __slots__ = (
        "_counts",
        "_failures",
        "_outcomes",
        "_rest",
        "_rests_until",
        "_turn",
        "hook",
        "plugin_id",
    )

    def __init__(self, plugin_id: str, hook: str) -> None:
        self.plugin_id = plugin_id
        self.hook = hook
        self._counts = Counts()
        # How calls ended, from the first failure on: before, there is nothing to weigh.
        self._outcomes: deque[tuple[float, bool]] = deque()
        self._failures = 0
        self._rest = REST
        self._rests_until = 0.0
        self._turn = threading.Lock()

    def worked(self, seconds: float, *, slow: float = SLOW_SECONDS) -> None:
        """A call returned after `seconds`; one that takes longer than `slow` is logged."""
        counts = self._counts
        counts.calls += 1
        counts.seconds += seconds
        if seconds > counts.slowest:
            self._note_slowest(seconds, slow)
        if self._outcomes:
            with self._turn:
                self._weigh(failed=False)

    def failed(
        self,
        seconds: float,
        error: BaseException,
        *,
        slow: float = SLOW_SECONDS,
        rest: float = REST,
    ) -> None:
        """A call raised `error` after `seconds`.

        `rest` is how long it rests if that is too often; 0 for what is never left out.
        """
        self._rest = rest
        counts = self._counts
        counts.calls += 1
        counts.errors += 1
        counts.seconds += seconds
        counts.last_error = "".join(traceback.format_exception(error))[-_ERROR_LENGTH:]
        counts.last_error_at = now()
        if seconds > counts.slowest:
            self._note_slowest(seconds, slow)
        _log.error("hook failed", hook=self.hook, plugin=self.plugin_id, exc_info=error)
        with self._turn:
            self._weigh(failed=True)

    def rests(self) -> bool:
        """Whether to leave it alone for now; once the rest is over, one caller is let through."""
        if not self._rests_until:
            return False
        moment = time.monotonic()
        if moment < self._rests_until:
            HOOK_SKIPPED.labels(self.hook, self.plugin_id, "resting").inc()
            return True
        self._rests_until = moment + self._rest
        return False

    def is_resting(self) -> bool:
        """The same without asking for a trial: to know what to offer."""
        return time.monotonic() < self._rests_until

    def take(self) -> Counts:
        """What was counted since this was called last; the metrics get it now, many at once."""
        counts, self._counts = self._counts, Counts()
        HOOK_CALLS.labels(self.hook, self.plugin_id).inc(counts.calls)
        HOOK_SECONDS.labels(self.hook, self.plugin_id).inc(counts.seconds)
        HOOK_ERRORS.labels(self.hook, self.plugin_id).inc(counts.errors)
        left = self._rests_until - time.monotonic()
        counts.rests_until = now() + timedelta(seconds=left) if left > 0 else None
        return counts

    def _note_slowest(self, seconds: float, slow: float) -> None:
        self._counts.slowest = seconds
        if seconds > slow:
            ms = round(seconds * 1000, 1)
            _log.warning("slow hook", hook=self.hook, plugin=self.plugin_id, ms=ms)

    def _weigh(self, *, failed: bool) -> None:
        moment = time.monotonic()
        if self._rests_until and not failed:
            self._rests_until, self._failures = 0.0, 0
            self._outcomes.clear()
            return
        self._outcomes.append((moment, failed))
        self._failures += failed
        self._forget(moment - WINDOW)
        too_many = self._failures >= max(FAILURES, SHARE * len(self._outcomes))
        if failed and self._rest and (self._rests_until or too_many):
            self._rests_until = moment + self._rest
            _log.error(
                "a plugin has to rest", hook=self.hook, plugin=self.plugin_id, seconds=self._rest
            )

    def _forget(self, before: float) -> None:
        """What is older; and all, once no failure is among it."""
        outcomes = self._outcomes
        while outcomes and (outcomes[0][0] < before or len(outcomes) > _REMEMBERED):
            self._failures -= outcomes.popleft()[1]
        if not self._failures:
            outcomes.clear()


@dataclass(slots=True)
class Health:
    """All records of one process."""

    records: dict[tuple[str, str], Record]
    share_at: float = 0.0

    def of(self, plugin_id: str, hook: str) -> Record:
        """The record of these two."""
        found = self.records.get((plugin_id, hook))
        if found is None:
            found = self.records.setdefault((plugin_id, hook), Record(plugin_id, hook))
        return found

    def share(self, broker: Broker, *, at_once: bool = False) -> None:
        """Add what was counted to the metrics and to Redis, every few seconds, not in transactions."""
        moment = time.monotonic()
        if not self.records or (moment < self.share_at and not at_once):
            return
        self.share_at = moment + _SHARE_EVERY
        news = {key: record.take() for key, record in list(self.records.items())}
        if broker.client is None:
            return
        counted = {key: counts for key, counts in news.items() if counts.calls}
        try:
            broker.ask(partial(health_store.add, news=counted))
        except redis.RedisError:
            _log.debug("plugin health is not shared: redis is away")


def hook_health(broker: Broker) -> list[HookHealth]:
    """What all processes counted in the last week, the most time first; nothing without Redis."""
    if broker.client is None:
        return []
    try:
        found = broker.ask(health_store.read)
    except redis.RedisError:
        return []
    return sorted(found, key=lambda item: -item.seconds)
