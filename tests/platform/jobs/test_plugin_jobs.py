"""Jobs of plugins are deliveries to them: written with the change, tried again, parked, replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from shopwright import Context, Job, Plugin, hooks
from shopwright.commerce.orders import OrderPaid
from shopwright.commerce.pricing import Money
from shopwright.platform.actor import current_actor
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events.deliver import perform
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.hooks.facade import WriteRefused, refuse_writes
from shopwright.platform.ids import uuid7
from shopwright.platform.jobs import deliveries, enqueuer
from shopwright.platform.jobs.broker import Broker, Send
from shopwright.platform.jobs.deliveries import DeliveryFilter
from shopwright.platform.jobs.plugin_jobs import UnknownJob
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.opening import tell
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop
from sqlalchemy import select

Later = Callable[..., AbstractContextManager[object]]
calls: list[tuple[Any, ...]] = []


class Stock(Plugin):
    """Pushes what changed to a warehouse, which may be down."""

    down = False

    @hooks.job_definitions
    def jobs(self, ctx: Context) -> Iterable[Job]:
        return [
            Job(name="push", func=self.push, timeout=7, retries=2),
            Job(name="count", func=self.push, queue="heavy", timeout=900),
        ]

    def push(self, ctx: Context, *, sku: str) -> None:
        calls.append((ctx.id, sku, ctx.delivery.attempt, str(current_actor())))
        if self.down:
            raise RuntimeError("the warehouse is down")

    @hooks.order_paid
    def paid(self, event: OrderPaid, ctx: Context) -> None:
        with ctx.transaction():
            ctx.jobs.enqueue("push", sku=f"order {event.number}")


class Other(Plugin):
    """Has a job of the same name."""

    @hooks.job_definitions
    def jobs(self, ctx: Context) -> Iterable[Job]:
        return [Job(name="push", func=lambda ctx, **_: calls.append((ctx.id,)))]


@pytest.fixture
def registry() -> Registry:
    """Both plugins."""
    calls.clear()
    Stock.down = False
    return registry_of(Stock, Other)


@pytest.fixture
def ctx(shop: Shop) -> Context:
    """The first one's."""
    return runtime().registry.plugins[-1].context


def owe(ctx: Context, job: str = "push", **arguments: Any) -> None:
    with ctx.transaction():
        ctx.jobs.enqueue(job, **{"sku": "A-1"} | arguments)


def rows() -> list[OutboxDelivery]:
    with read() as db:
        return list(db.scalars(select(OutboxDelivery).order_by(OutboxDelivery.id)))


def test_a_job_gets_its_arguments_and_its_plugins_context(shop: Shop, ctx: Context) -> None:
    owe(ctx)
    shop.deliver()
    assert calls == [("stock", "A-1", 1, "plugin:stock")]
    assert [row.state for row in rows()] == ["done"]


def test_names_are_a_plugins_own(shop: Shop) -> None:
    for item in runtime().registry.plugins:
        owe(item.context)
    shop.deliver()
    assert sorted(call[0] for call in calls) == ["other", "stock"]


def test_a_job_is_owed_if_and_only_if_the_transaction_commits(shop: Shop, ctx: Context) -> None:
    def fails() -> None:
        with transaction():
            ctx.jobs.enqueue("push", sku="A-1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert rows() == []


def test_an_event_that_owes_a_job_owes_it_once(shop: Shop) -> None:
    event = OrderPaid(
        order_id=uuid7(), number=7, email="a@b.example", locale="en", total=Money(1, "EUR")
    )
    tell(event)
    (delivery,) = [row for row in rows() if row.consumer == "plugin:stock"]
    assert [perform(delivery.id) for _ in range(2)] == ["done", "gone"]
    shop.deliver()
    assert [call[1] for call in calls] == ["order 7"]


def test_it_runs_when_its_time_has_come(
    shop: Shop, ctx: Context, time_machine_later: Later
) -> None:
    owe(ctx, run_at=now() + timedelta(hours=1))
    assert shop.deliver() == 0
    with time_machine_later(hours=1, seconds=1):
        assert shop.deliver() == 1


def test_a_key_is_owed_once_by_each_plugin(shop: Shop) -> None:
    for item in runtime().registry.plugins:
        for _ in range(2):
            owe(item.context, dedupe_key="sync")
    assert sorted(row.consumer for row in rows()) == ["plugin:other", "plugin:stock"]


def test_a_job_that_fails_is_tried_as_often_as_it_says_and_then_a_dead_letter(
    shop: Shop, ctx: Context, time_machine_later: Later
) -> None:
    Stock.down = True
    owe(ctx)
    shop.deliver()
    assert rows()[0].last_error is not None
    assert "the warehouse is down" in rows()[0].last_error
    for minutes in (2, 8):
        with time_machine_later(minutes=minutes):
            shop.deliver()
    assert [call[2] for call in calls] == [1, 2, 3]
    (dead,) = deliveries.deliveries(DeliveryFilter(state="dead", consumer="plugin:stock"))
    assert dead.arguments == {"job": "push", "arguments": {"sku": "A-1"}}

    Stock.down = False
    deliveries.replay(dead.id)
    shop.deliver()
    assert [row.state for row in rows()] == ["done"]


def test_jobs_of_a_plugin_that_is_not_there_are_parked(shop: Shop, ctx: Context) -> None:
    owe(ctx)
    runtime().registry = registry_of(Other)
    shop.deliver()
    assert [row.state for row in rows()] == ["parked"]
    assert "declares no job 'push'" in (rows()[0].last_error or "")

    runtime().registry = registry_of(Stock, Other)
    assert deliveries.replay_all(DeliveryFilter(consumer="plugin:stock")) == 1
    shop.deliver()
    assert len(calls) == 1


def test_each_job_has_its_queue_and_its_time(shop: Shop, ctx: Context) -> None:
    owe(ctx)
    owe(ctx, "count")
    sends = enqueuer.claim(10)
    assert {queue: [send.timeout for send in batch] for queue, batch in sends.items()} == {
        "plugins": [7],
        "heavy": [900],
    }


def test_redis_is_told_the_time_that_a_job_may_take(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, Any]] = []

    class Queue:
        def __init__(self, *_args: Any, **_options: Any) -> None: ...

        def enqueue_call(self, _name: str, **options: Any) -> None:
            told.append(options)

    monkeypatch.setattr("shopwright.platform.jobs.broker.Queue", Queue)
    Broker("redis://127.0.0.1:1").send(
        "plugins", [Send(delivery_id=uuid7(), number=1, ttl=48, timeout=7)]
    )
    assert (told[0]["timeout"], told[0]["ttl"]) == (7, 48)


# --- what is refused ---


def test_a_job_that_nobody_declared_is_refused_with_those_there_are(
    shop: Shop, ctx: Context
) -> None:
    with transaction(), pytest.raises(UnknownJob, match=r"no job 'pull'.*it has: 'push', 'count'"):
        ctx.jobs.enqueue("pull")


def test_outside_of_a_transaction_it_could_be_lost(shop: Shop, ctx: Context) -> None:
    with pytest.raises(RuntimeError, match=r"with ctx\.transaction\(\)"):
        ctx.jobs.enqueue("push", sku="A-1")


def test_hooks_that_compute_owe_nothing(shop: Shop, ctx: Context) -> None:
    with transaction(), refuse_writes("a veto"), pytest.raises(WriteRefused):
        ctx.jobs.enqueue("push", sku="A-1")


def test_arguments_are_json(shop: Shop, ctx: Context) -> None:
    with transaction(), pytest.raises(TypeError, match="'push' with arguments that are no JSON"):
        ctx.jobs.enqueue("push", sku=uuid7())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": "Push stock"}, "no name"),
        ({"queue": "slow"}, "queue 'slow'"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": 3601}, "timeout"),
        ({"retries": 6}, "retried 0 to 5"),
    ],
)
def test_a_job_is_declared_within_bounds(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Job(**{"name": "push", "func": print} | wrong)


def test_a_plugin_with_two_jobs_of_one_name_is_quarantined() -> None:
    class Twice(Plugin):
        @hooks.job_definitions
        def jobs(self, ctx: Context) -> Iterable[Job]:
            return [Job(name="push", func=print), Job(name="push", func=print)]

    assert "both bring 'push'" in registry_of(Twice).quarantined["twice"]
