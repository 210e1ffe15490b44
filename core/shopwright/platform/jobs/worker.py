"""The worker process: one thread per queue, the enqueuer, and the sweepers.

Everything in here may be killed at any moment; what was in hand comes back by its lease.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from uuid import UUID

import redis
import structlog
from flask import Flask
from rq import Queue, SimpleWorker
from rq.timeouts import TimerDeathPenalty

from shopwright.platform.events.deliver import perform
from shopwright.platform.jobs import enqueuer
from shopwright.platform.jobs.sweepers import SWEEPERS, Sweeper, run_due
from shopwright.platform.runtime import runtime

QUEUES = ("fast", "heavy", "plugins")
_STOP_SECONDS = 20.0
_IDLE_SECONDS = 60
_log = structlog.get_logger()


def perform_delivery(delivery_id: str) -> None:
    """What RQ calls. The application context is the worker thread's."""
    perform(UUID(delivery_id))


class _ThreadWorker(SimpleWorker):
    """RQ's loop inside a thread: no signals, no forks, and a timer that works off the main thread."""

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        """The process' owner handles signals."""

    @property
    def dequeue_timeout(self) -> int:
        return 1


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
        logging.getLogger("rq.worker").setLevel(logging.WARNING)
        with self._app.app_context():
            enqueuer.install_schedules()
        for queue in self._queues:
            self._spawn(f"queue:{queue}", partial(self._work, queue))
        self._spawn("enqueuer", self._enqueue)
        for sweeper in SWEEPERS.values():
            self._spawn(f"sweeper:{sweeper.name}", partial(self._sweep, sweeper))

    def run(self) -> None:
        """Start, and block until `stop()` was called."""
        self.start()
        self._stopping.wait()
        self._join()

    def stop(self, *_signal: Any) -> None:
        """Ask all threads to end; safe in a signal handler."""
        self._stopping.set()

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
                except Exception:
                    _log.exception("a worker thread failed; it starts again", thread=name)
                    self._stopping.wait(1)

    def _work(self, queue: str) -> None:
        client = redis.Redis.from_url(runtime().broker.url)
        worker = _ThreadWorker([Queue(queue, connection=client)], connection=client)
        worker.log.setLevel(logging.WARNING)
        stopper = threading.Thread(target=self._forward_stop, args=(worker,), daemon=True)
        stopper.start()
        worker.work(logging_level="WARNING", max_idle_time=_IDLE_SECONDS)

    def _forward_stop(self, worker: _ThreadWorker) -> None:
        self._stopping.wait()
        worker._stop_requested = True

    def _enqueue(self) -> None:
        broker = runtime().broker
        while not self._stopping.is_set():
            if enqueuer.hand_over() < enqueuer.BATCH:
                broker.wait(1.0)

    def _sweep(self, sweeper: Sweeper) -> None:
        while not self._stopping.wait(min(sweeper.every.total_seconds(), 1.0)):
            run_due(sweeper, self._holder)

    def _join(self) -> None:
        for thread in self._threads:
            thread.join(timeout=_STOP_SECONDS / len(self._threads))
