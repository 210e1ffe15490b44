"""The enqueuer: what is due is handed over, once per lease, and never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from rq import Queue
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.errors import Unavailable
from shopwright.platform.events import Job
from shopwright.platform.events.deliver import perform
from shopwright.platform.events.models import OutboxDelivery, Schedule
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.jobs import enqueuer
from shopwright.platform.jobs.broker import Broker, Send
from shopwright.platform.jobs.schedules import claim_schedules, install_schedules
from shopwright.platform.runtime import runtime
from shopwright.testing.servers import valkey_server
from shopwright.testing.shop import Shop
from sqlalchemy import select

Later = Callable[..., AbstractContextManager[object]]


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    """A Valkey for all tests of this module."""
    with valkey_server() as server:
        yield server.url


@pytest.fixture
def broker(shop: Shop, valkey: str) -> Broker:
    """The shop's broker, on an empty Valkey."""
    runtime().broker = Broker(valkey)
    assert runtime().broker.client is not None
    runtime().broker.client.flushall()
    runtime().consumers.job(Job(name="work", function=lambda **_: None))
    runtime().consumers.job(Job(name="toil", function=lambda **_: None, queue="heavy"))
    return runtime().broker


def owe(count: int = 1, job: str = "work") -> None:
    with transaction():
        for _ in range(count):
            enqueue(job)


def rows() -> list[OutboxDelivery]:
    with read() as db:
        return list(db.scalars(select(OutboxDelivery).order_by(OutboxDelivery.id)))


def test_what_is_due_is_sent_to_its_queue_under_a_lease(broker: Broker) -> None:
    owe(2)
    owe(job="toil")

    assert enqueuer.hand_over() == 3

    assert (broker.backlog("fast"), broker.backlog("heavy")) == (2, 1)
    for row in rows():
        assert (row.state, row.sends) == ("sent", 1)
        assert row.lease_until is not None
        assert 25 < (row.lease_until - now()).total_seconds() <= 30


def test_nothing_is_sent_twice_while_its_lease_runs(broker: Broker) -> None:
    owe()

    assert [enqueuer.hand_over(), enqueuer.hand_over()] == [1, 0]
    assert broker.backlog("fast") == 1


def test_what_redis_forgot_is_sent_again_when_the_lease_is_over(
    broker: Broker, time_machine_later: Later
) -> None:
    owe()
    enqueuer.hand_over()
    assert broker.client is not None
    broker.client.flushall()

    with time_machine_later(seconds=61):
        assert enqueuer.hand_over() == 1

    assert broker.backlog("fast") == 1


def test_leases_double_each_time_that_one_ran_out_up_to_an_hour(
    broker: Broker, time_machine_later: Later
) -> None:
    owe()
    leases, passed = [], 0.0

    for _ in range(10):
        with time_machine_later(seconds=passed):
            assert enqueuer.hand_over() == 1
            lease = rows()[0].lease_until
            assert lease is not None
            leases.append(round((lease - now()).total_seconds()))
            passed += (lease - now()).total_seconds() + 1

    assert leases == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_what_came_back_to_be_tried_again_was_not_lost(
    broker: Broker, time_machine_later: Later
) -> None:
    def out_of_order(**_: object) -> None:
        raise Unavailable("Nobody answers.", retry_after=5)

    runtime().consumers.jobs["work"] = Job(name="work", function=out_of_order)
    owe()
    for passed in (0, 40, 80):  # the first was lost, and the others are answered
        with time_machine_later(seconds=passed):
            assert enqueuer.hand_over() == 1
            if passed:
                assert perform(rows()[0].id) == "retry"
    with time_machine_later(seconds=90):
        assert enqueuer.hand_over() == 1
        (row,) = rows()
        assert row.lease_until is not None
        assert 25 < (row.lease_until - now()).total_seconds() <= 30
        assert row.sends == 4


def test_a_queue_that_is_full_waits_in_the_database(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enqueuer, "IN_FLIGHT", 3)
    monkeypatch.setattr(enqueuer, "BATCH", 3)
    owe(5)
    owe(2, job="toil")

    assert enqueuer.hand_over() == 3
    assert enqueuer.hand_over() == 2  # the other queue has room

    assert [row.state for row in rows()].count("due") == 2


def test_while_redis_is_away_deliveries_stay_due(shop: Shop, tmp_path: Path) -> None:
    runtime().broker = Broker(f"unix://{tmp_path}/nobody.sock")
    runtime().consumers.job(Job(name="work", function=lambda **_: None))
    owe()

    with pytest.raises(redis.RedisError):
        enqueuer.hand_over()

    assert rows()[0].state == "due"


def test_a_change_is_not_lost_when_redis_cannot_be_woken(shop: Shop, tmp_path: Path) -> None:
    runtime().broker = Broker(f"unix://{tmp_path}/nobody.sock")
    runtime().consumers.job(Job(name="work", function=lambda **_: None))

    owe()

    assert len(rows()) == 1


def test_the_same_hand_over_twice_is_one_job(broker: Broker, shop: Shop) -> None:
    owe()
    send = Send(delivery_id=rows()[0].id, number=1, ttl=60, timeout=30)

    broker.send("fast", [send, send])
    broker.send("fast", [send])

    assert broker.client is not None
    assert Queue("fast", connection=broker.client).count == 1


def test_a_committed_change_wakes_the_enqueuer(broker: Broker) -> None:
    owe()

    broker.wait(1.0)
    assert broker.client is not None
    assert broker.client.llen("shopwright:wake") == 0


# --- schedules ---


def declare(*, every: timedelta) -> list[int]:
    calls: list[int] = []
    consumers = runtime().consumers
    consumers.job(Job(name="sweep", function=lambda: calls.append(1)), every=every)
    install_schedules()
    return calls


def test_a_declared_schedule_becomes_a_row_and_follows_the_code(shop: Shop) -> None:
    declare(every=timedelta(hours=1))
    assert _schedule("sweep").every_seconds == 3600

    runtime().consumers.schedules["sweep"] = ("sweep", timedelta(hours=2))
    install_schedules()
    assert _schedule("sweep").every_seconds == 7200

    del runtime().consumers.schedules["sweep"]
    install_schedules()
    with read() as db:
        assert db.get(Schedule, "sweep") is None


def test_a_slot_is_owed_once_however_many_workers_ask(shop: Shop) -> None:
    declare(every=timedelta(hours=1))

    for _ in range(3):
        claim_schedules()

    assert [row.consumer for row in rows()].count("job:sweep") == 1


def test_the_next_slot_comes_when_its_time_has(shop: Shop, time_machine_later: Later) -> None:
    calls = declare(every=timedelta(hours=1))

    for minutes in (0, 30, 61, 62, 122):
        with time_machine_later(minutes=minutes):
            claim_schedules()
            shop.deliver()

    assert calls == [1, 1, 1]


def test_slots_that_nobody_took_are_not_made_up_for(shop: Shop, time_machine_later: Later) -> None:
    calls = declare(every=timedelta(hours=1))

    with time_machine_later(hours=100):
        claim_schedules()
        claim_schedules()
        shop.deliver()

    assert calls == [1]


def _schedule(name: str) -> Schedule:
    with read() as db:
        row = db.get(Schedule, name)
    assert row is not None
    return row
