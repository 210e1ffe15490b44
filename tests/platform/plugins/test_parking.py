"""What is owed to a plugin waits while the plugin is not there, and for no longer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, current_app
from shopwright.platform.db import read, transaction
from shopwright.platform.events.deliver import perform
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.events.outbox import enqueue_for_plugin
from shopwright.platform.jobs import enqueuer
from shopwright.platform.jobs.broker import Broker
from shopwright.platform.jobs.worker import WorkerProcess
from shopwright.platform.plugins.live import LivePlugins
from shopwright.platform.plugins.switching import disable_plugin, enable_plugin
from shopwright.platform.runtime import runtime
from shopwright.testing.servers import valkey_server
from shopwright.testing.shop import Shop
from sqlalchemy import select

Install = Callable[..., Path]
Await = Callable[..., None]
BAKER = """
    from collections.abc import Iterable
    from shopwright import Context, Job, Plugin, hooks

    class Baker(Plugin):
        @hooks.job_definitions
        def jobs(self, ctx: Context) -> Iterable[Job]:
            return [Job(name="bake", func=lambda ctx: None)]

    plugin = Baker
"""
ROUNDS = 8


@pytest.fixture
def baker(shop: Shop, install: Install) -> Iterator[LivePlugins]:
    """A process that follows the switches of a plugin, which is enabled."""
    install("baker", code=BAKER)
    enable_plugin("baker", first_time=True)
    runtime().plugins.load()
    yield runtime().plugins
    runtime().plugins.hold(runtime().registry)


def owe() -> UUID:
    """Something new is owed to the plugin."""
    with transaction() as db:
        enqueue_for_plugin("baker", "bake", {}, queue="plugins")
        return db.scalars(select(OutboxDelivery.id).order_by(OutboxDelivery.id.desc())).first()


def states() -> set[str]:
    mine = select(OutboxDelivery.state).where(OutboxDelivery.consumer == "plugin:baker")
    with read() as db:
        return set(db.scalars(mine))


def test_it_is_parked_while_the_plugin_is_disabled_and_due_when_it_is_back(
    baker: LivePlugins,
) -> None:
    disable_plugin("baker")
    delivery = owe()
    with baker.kept(at_once=True):
        assert perform(delivery) == "parked"
        assert enqueuer.resume() == 0

    enable_plugin("baker")

    with baker.kept(at_once=True):
        assert enqueuer.resume() == 1
        assert perform(delivery) == "done"


def test_who_has_not_seen_that_the_plugin_was_enabled_does_not_park(baker: LivePlugins) -> None:
    disable_plugin("baker")
    delivery = owe()
    with baker.kept(at_once=True):
        enable_plugin("baker")
        assert perform(delivery) == "retry"

    assert states() == {"due"}
    with baker.kept(at_once=True):
        assert perform(delivery) == "done"


def test_nothing_stays_parked_when_the_plugin_is_enabled_at_that_very_moment(
    shop: Shop, baker: LivePlugins
) -> None:
    for _ in range(ROUNDS):
        disable_plugin("baker")
        deliveries, start = [owe() for _ in range(3)], threading.Barrier(4)

        def deliver(
            delivery: UUID, looked: threading.Barrier = start, process: LivePlugins = baker
        ) -> str:
            with shop.app.app_context(), process.kept(at_once=True):
                looked.wait(20)
                return perform(delivery)

        with ThreadPoolExecutor(3) as pool:
            outcomes = [pool.submit(deliver, delivery) for delivery in deliveries]
            start.wait(20)
            enable_plugin("baker")
            assert {item.result() for item in outcomes} <= {"parked", "retry"}

        with baker.kept(at_once=True):
            enqueuer.resume()
            assert {perform(delivery) for delivery in deliveries} == {"done"}


def test_a_worker_takes_up_what_was_parked_while_the_package_was_not_there(
    baker: LivePlugins, eventually: Await
) -> None:
    delivery = owe()
    with transaction() as db:
        row = db.get(OutboxDelivery, delivery)
        assert row is not None
        row.state = "parked"
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with valkey_server() as valkey:
        runtime().broker = Broker(valkey.url)
        worker = WorkerProcess(app)
        worker.start()
        try:
            eventually(lambda: states() == {"done"})
        finally:
            assert worker.stop(patience=15)


def test_the_shop_under_test_delivers_as_a_worker_would(shop: Shop, baker: LivePlugins) -> None:
    disable_plugin("baker")
    owe()
    shop.deliver()
    assert states() == {"parked"}

    enable_plugin("baker")
    shop.deliver()
    assert states() == {"done"}
