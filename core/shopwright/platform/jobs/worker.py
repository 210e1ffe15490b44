"""The worker process: one thread per queue, the enqueuer, and the sweepers.

Everything in here may be killed at any moment; what was in hand comes back by its lease.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

import redis
import structlog
from flask import Flask
from rq import Queue, SimpleWorker
from rq.job import Job

from shopwright.platform.errors import FAULTS
from shopwright.platform.events.deliver import perform
from shopwright.platform.jobs import enqueuer
from shopwright.platform.jobs.leases import RENEWED_EVERY, InHand
from shopwright.platform.jobs.overdue import InsistentDeathPenalty
from shopwright.platform.jobs.schedules import install_schedules
from shopwright.platform.jobs.sweepers import SWEEPERS, Sweeper, run_due
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime

QUEUES = ("fast", "heavy", "plugins")
# Plugins wait for other machines: one that is slow must not keep the others' deliveries waiting.
THREADS = {"plugins": 4}
STOP_SECONDS = 20.0
_log = structlog.get_logger()


_in_hand = InHand()


def perform_delivery(delivery_id: str) -> None:
    """What RQ calls. The application context is the worker thread's."""
    with runtime().plugins.kept(at_once=True), _in_hand.holding(UUID(delivery_id)):
        perform(UUID(delivery_id))
    runtime().health.share(runtime().broker)


class _ThreadWorker(SimpleWorker):
    """RQ's loop inside a thread: without signals, forks, process titles and remote commands."""

    death_penalty_class = InsistentDeathPenalty
    max_connection_wait_time = 2.0  # RQ's own is three minutes, and Redis is back in seconds

    def __init__(self, queue: str, client: redis.Redis, stopping: threading.Event) -> None:
        super().__init__([Queue(queue, connection=client)], connection=client)
        self._stopping = stopping

    @property
    def dequeue_timeout(self) -> int:
        return 1

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """The next job; None when it is time to end. RQ itself only looks up between two jobs."""
        while not self._stopping.is_set():
            found = super().dequeue_job_and_maintain_ttl(timeout, max_idle_time=1)
            if found is not None:
                return found
        return None

    def _install_signal_handlers(self) -> None:
        """The process' owner handles signals."""

    def procline(self, message: str) -> None:
        """The process has a title of its own."""

    def subscribe(self) -> None:
        """Nobody sends commands by way of Redis."""

    def unsubscribe(self) -> None:
        """See `subscribe`."""


class WorkerProcess:
    """All threads of one worker. `stop()` lets the jobs in hand finish, for at most 20 s."""

    def __init__(self, app: Flask, queues: Iterable[str] = QUEUES) -> None:
        self._app = app
        self._queues = tuple(queues)
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._holder = f"{socket.gethostname()}:{os.getpid()}"

    def start(self) -> None:
        """Start the threads and return."""
        for queue in self._queues:
            for _ in range(THREADS.get(queue, 1)):
                self._spawn(f"queue:{queue}", partial(self._work, queue))
        self._spawn("enqueuer", self._enqueue)
        self._spawn("leases", self._keep_leases)
        for sweeper in SWEEPERS.values():
            self._spawn(f"sweeper:{sweeper.name}", partial(self._sweep, sweeper))
        _log.info("worker started", queues=list(self._queues), sweepers=sorted(SWEEPERS))

    def stop(self, *, patience: float = STOP_SECONDS) -> bool:
        """End all threads, and wait for what they have in hand, `patience` seconds altogether.

        Returns False when some did not make it; theirs comes back by its lease.
        """
        self._stopping.set()
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        late = [thread.name for thread in self._threads if thread.is_alive()]
        if late:
            _log.warning("worker stopped with work in hand", threads=late)
        else:
            _log.info("worker stopped")
        return not late

    def _spawn(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=self._inside, args=(name, target), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _inside(self, name: str, target: Callable[[], None]) -> None:
        with self._app.app_context():
            while not self._stopping.is_set():
                try:
                    target()
                except redis.RedisError as error:
                    _log.warning("redis is away; trying again", thread=name, error=str(error))
                    self._stopping.wait(1)
                except FAULTS:
                    _log.exception("a worker thread failed; it starts again", thread=name)
                    self._stopping.wait(1)

    def _work(self, queue: str) -> None:
        client = redis.Redis.from_url(runtime().broker.url)
        try:
            _ThreadWorker(queue, client, self._stopping).work(logging_level="WARNING")
        finally:
            client.close()
        # it also ends on an error that RQ has logged
        self._stopping.wait(1)

    def _enqueue(self) -> None:
        broker = runtime().broker
        registry: Registry | None = None
        while not self._stopping.is_set():
            with runtime().plugins.kept():
                if registry is not runtime().registry:
                    registry = runtime().registry
                    install_schedules()
                    enqueuer.resume()
                count = enqueuer.hand_over()
            if count < enqueuer.BATCH:
                broker.wait(1.0)

    def _keep_leases(self) -> None:
        while not self._stopping.wait(RENEWED_EVERY):
            _in_hand.renew()

    def _sweep(self, sweeper: Sweeper) -> None:
        while not self._stopping.wait(min(sweeper.every.total_seconds(), 1.0)):
            run_due(sweeper, self._holder)
