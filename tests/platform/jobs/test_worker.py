"""The worker process: threads on a real Valkey, that end when they are told to."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

import pytest
from flask import Flask, current_app
from shopwright import Context, Plugin, Schedule, hooks
from shopwright import Job as PluginJob
from shopwright.platform.db import read, transaction
from shopwright.platform.events import Job
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.jobs import overdue
from shopwright.platform.jobs.broker import Broker
from shopwright.platform.jobs.worker import WorkerProcess
from shopwright.platform.runtime import runtime
from shopwright.platform.servers import EmbeddedValkey
from shopwright.testing.plugins import registry_of
from shopwright.testing.servers import valkey_server
from shopwright.testing.shop import Shop
from sqlalchemy import select

Await = Callable[..., None]


@pytest.fixture
def valkey() -> Iterator[EmbeddedValkey]:
    with valkey_server() as server:
        yield server


@pytest.fixture
def worker(shop: Shop, valkey: EmbeddedValkey) -> Iterator[WorkerProcess]:
    """A worker of the shop, not started yet."""
    runtime().broker = Broker(valkey.url)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    process = WorkerProcess(app)
    yield process
    assert process.stop(patience=15)


def define(name: str, function: Callable[..., None], queue: str = "fast") -> None:
    runtime().consumers.job(Job(name=name, function=function, queue=queue))  # type: ignore[arg-type]


def owe(job: str, **arguments: object) -> None:
    with transaction():
        enqueue(job, **arguments)


def state(job: str) -> str:
    with read() as db:
        found = select(OutboxDelivery.state).where(OutboxDelivery.consumer == f"job:{job}")
        return db.scalars(found).first() or "none"


def test_jobs_of_every_queue_are_worked_off(worker: WorkerProcess, eventually: Await) -> None:
    done: list[str] = []

    def work(name: str) -> None:
        done.append(name)

    for queue in ("fast", "heavy", "plugins"):
        define(queue, work, queue)
    worker.start()

    for queue in ("fast", "heavy", "plugins"):
        owe(queue, name=queue)

    eventually(lambda: sorted(done) == ["fast", "heavy", "plugins"])
    eventually(lambda: {state(name) for name in done} == {"done"})


def test_what_is_owed_is_taken_up_without_waiting_for_the_next_second(
    worker: WorkerProcess, eventually: Await
) -> None:
    done = threading.Event()
    define("quick", done.set)
    worker.start()
    time.sleep(1.5)  # everything is idle now

    started = time.monotonic()
    owe("quick")

    assert done.wait(5)
    assert time.monotonic() - started < 0.9


def test_a_plugin_that_is_slow_does_not_keep_the_others_waiting(
    worker: WorkerProcess, eventually: Await
) -> None:
    release, done = threading.Event(), threading.Event()

    def slow() -> None:
        release.wait(20)

    define("slow", slow, "plugins")
    define("quick", done.set, "plugins")
    worker.start()
    for _ in range(3):
        owe("slow")
    owe("quick")

    assert done.wait(10)

    release.set()
    eventually(lambda: state("slow") == "done")


def test_schedules_follow_the_plugins_that_are_enabled(
    worker: WorkerProcess, eventually: Await
) -> None:
    done = threading.Event()

    class Reports(Plugin):
        @hooks.job_definitions
        def jobs(self, ctx: Context) -> Iterable[PluginJob]:
            return [PluginJob(name="report", func=lambda ctx: done.set())]

        @hooks.schedules
        def times(self, ctx: Context) -> Iterable[Schedule]:
            return [Schedule(job="report", every=timedelta(hours=1))]

    worker.start()
    time.sleep(1.5)
    runtime().registry = registry_of(Reports)

    assert done.wait(10)


def test_a_plugins_job_that_never_ends_is_ended_and_tried_again(
    worker: WorkerProcess, eventually: Await
) -> None:
    class Loops(Plugin):
        @hooks.job_definitions
        def jobs(self, ctx: Context) -> Iterable[PluginJob]:
            return [PluginJob(name="loop", func=self.loop, timeout=1)]

        def loop(self, ctx: Context) -> None:
            while True:
                time.sleep(0.01)

    runtime().registry = registry_of(Loops)
    worker.start()
    with transaction():
        runtime().registry.plugins[0].context.jobs.enqueue("loop")

    def failed() -> bool:
        with read() as db:
            row = db.scalars(
                select(OutboxDelivery).where(OutboxDelivery.consumer == "plugin:loops")
            ).one()
        return row.attempts == 1 and row.state == "due" and "timeout" in (row.last_error or "")

    eventually(failed)


def test_one_that_catches_even_that_is_ended_all_the_same(
    worker: WorkerProcess, eventually: Await, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clings(Plugin):
        @hooks.job_definitions
        def jobs(self, ctx: Context) -> Iterable[PluginJob]:
            return [PluginJob(name="cling", func=self.cling, timeout=1)]

        def cling(self, ctx: Context) -> None:
            while True:
                with contextlib.suppress(Exception):
                    time.sleep(0.01)

    monkeypatch.setattr(overdue, "INSIST_AFTER", 0.5)
    runtime().registry = registry_of(Clings)
    worker.start()
    with transaction():
        runtime().registry.plugins[0].context.jobs.enqueue("cling")

    def failed() -> bool:
        with read() as db:
            row = db.scalars(
                select(OutboxDelivery).where(OutboxDelivery.consumer == "plugin:clings")
            ).one()
        return row.attempts == 1 and row.state == "due" and "WouldNotEnd" in (row.last_error or "")

    eventually(failed)
    done = threading.Event()
    define("quick", done.set, "plugins")
    owe("quick")
    assert done.wait(10)


def test_stopping_while_idle_takes_a_moment_only(worker: WorkerProcess) -> None:
    worker.start()
    time.sleep(0.5)

    started = time.monotonic()

    assert worker.stop()
    assert time.monotonic() - started < 4


def test_a_job_in_hand_is_finished_before_the_end(worker: WorkerProcess, eventually: Await) -> None:
    began, ended = threading.Event(), threading.Event()

    def slow() -> None:
        began.set()
        time.sleep(1.0)
        ended.set()

    define("slow", slow)
    worker.start()
    owe("slow")
    assert began.wait(10)

    assert worker.stop()

    assert ended.is_set()
    assert state("slow") == "done"


def test_one_that_takes_too_long_is_left_to_its_lease(worker: WorkerProcess) -> None:
    began, release = threading.Event(), threading.Event()

    def endless() -> None:
        began.set()
        release.wait(20)

    define("endless", endless)
    worker.start()
    owe("endless")
    assert began.wait(10)

    assert not worker.stop(patience=0.5)

    assert state("endless") == "sent"
    release.set()


def test_a_valkey_that_was_killed_and_came_back_loses_nothing(
    worker: WorkerProcess, valkey: EmbeddedValkey, eventually: Await
) -> None:
    done: list[int] = []

    def count(number: int) -> None:
        done.append(number)

    define("count", count)
    worker.start()
    owe("count", number=1)
    eventually(lambda: done == [1])

    valkey.stop()
    owe("count", number=2)
    time.sleep(0.5)
    valkey.start()

    eventually(lambda: done == [1, 2], 20)


def test_no_thread_is_left_when_an_idle_worker_goes_round(worker: WorkerProcess) -> None:
    worker.start()
    time.sleep(0.3)
    before = threading.active_count()

    time.sleep(2.2)  # two rounds of every queue

    assert threading.active_count() <= before
