"""Redis comes and goes: what it forgot is sent again at once, and nobody is punished for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
import redis
import time_machine
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.errors import Unavailable
from shopwright.platform.events import Job
from shopwright.platform.events.deliver import perform
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.ids import made_at
from shopwright.platform.jobs import enqueuer
from shopwright.platform.jobs.broker import Broker, Send
from shopwright.platform.runtime import runtime
from shopwright.testing.servers import valkey_server
from shopwright.testing.shop import Shop
from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError

Later = Callable[..., AbstractContextManager[object]]


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    with valkey_server() as server:
        yield server.url


@pytest.fixture
def broker(shop: Shop, valkey: str) -> Broker:
    """The shop's broker, on an empty Valkey."""
    runtime().broker = Broker(valkey)
    _forget(runtime().broker)
    runtime().consumers.job(Job(name="work", function=lambda **_: None))
    runtime().consumers.job(Job(name="toil", function=lambda **_: None, queue="heavy"))
    return runtime().broker


def _forget(broker: Broker) -> None:
    """As a Valkey does that was killed and started again."""
    assert broker.client is not None
    broker.client.flushall()


def _owe(*jobs: str) -> None:
    with transaction():
        for job in jobs:
            enqueue(job)


def _rows() -> list[OutboxDelivery]:
    with read() as db:
        return list(db.scalars(select(OutboxDelivery).order_by(OutboxDelivery.id)))


def test_what_redis_forgot_is_sent_again_without_waiting_for_its_lease(broker: Broker) -> None:
    _owe("work", "toil")
    assert enqueuer.hand_over() == 2
    _forget(broker)
    assert enqueuer.hand_over() == 2
    assert (broker.backlog("fast"), broker.backlog("heavy")) == (1, 1)
    assert enqueuer.hand_over() == 0


def test_the_leases_do_not_grow_by_it(broker: Broker) -> None:
    """The queue was not slow, so there is no reason to be patient with it."""
    _owe("work")
    for _ in range(8):
        assert enqueuer.hand_over() == 1
        _forget(broker)
    lease = _rows()[0].lease_until
    assert lease is not None
    assert (lease - now()).total_seconds() <= 60


def test_nor_by_the_passes_in_which_redis_was_away(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    _owe("work", "toil", "work")
    sent: list[str] = []
    send = Broker.send

    def falter(self: Broker, queue: str, sends: list[Send]) -> None:
        """It goes away in the middle."""
        if sent:
            raise redis.ConnectionError
        sent.append(queue)
        send(self, queue, sends)

    with monkeypatch.context() as patch:
        patch.setattr(Broker, "send", falter)
        for _ in range(5):
            with pytest.raises(redis.ConnectionError):
                enqueuer.hand_over()
    assert {row.state for row in _rows()} == {"sent", "due"}

    assert enqueuer.hand_over() > 0
    assert {row.state for row in _rows()} == {"sent"}
    assert broker.backlog("fast") + broker.backlog("heavy") == 3
    for row in _rows():
        assert row.lease_until is not None
        assert (row.lease_until - now()).total_seconds() <= 60


def test_a_job_that_failed_because_redis_was_away_is_tried_again_in_seconds(
    broker: Broker,
) -> None:
    _is_tried_again_in_seconds(broker, redis.ConnectionError("away"))


def test_a_job_that_failed_because_the_database_was_away_is_tried_again_in_seconds(
    broker: Broker, tmp_path: Path
) -> None:
    nobody = create_engine(f"postgresql+psycopg://postgres@/shop?host={tmp_path}")
    with pytest.raises(OperationalError, match="failed: ") as refused:
        nobody.connect()
    _is_tried_again_in_seconds(broker, refused.value)


def _is_tried_again_in_seconds(broker: Broker, outage: Exception) -> None:
    """And only then, as what has a defect, in a minute."""
    failures: list[Exception] = [outage, RuntimeError("a defect")]

    def work() -> None:
        if failures:
            raise failures.pop(0)

    runtime().consumers.job(Job(name="errand", function=work))
    _owe("errand")
    row = _rows()[0]
    assert perform(row.id) == "retry"
    assert _rows()[0].run_at - now() <= timedelta(seconds=5)
    assert perform(row.id) == "retry"
    assert timedelta(seconds=50) < _rows()[0].run_at - now() <= timedelta(minutes=1)
    assert perform(row.id) == "done"


def test_who_waits_for_another_service_is_tried_again_when_it_says_so(broker: Broker) -> None:
    """For two minutes it costs no try; afterwards each failure is one, later and later."""

    def ask() -> None:
        raise Unavailable("nobody answers", retry_after=10)

    runtime().consumers.job(Job(name="question", function=ask))
    _owe("question")
    row = _rows()[0]
    owed_at = made_at(row.id)

    for seconds in (0, 50, 110):
        with time_machine.travel(owed_at + timedelta(seconds=seconds), tick=False):
            assert perform(row.id) == "retry"
            assert _rows()[0].run_at - now() == timedelta(seconds=10)
            assert _rows()[0].attempts == 0
    with time_machine.travel(owed_at + timedelta(seconds=121), tick=False):
        assert perform(row.id) == "retry"
        assert (_rows()[0].attempts, _rows()[0].run_at - now()) == (1, timedelta(seconds=10))
        assert perform(row.id) == "retry"
        assert (_rows()[0].attempts, _rows()[0].run_at - now()) == (2, timedelta(minutes=5))
