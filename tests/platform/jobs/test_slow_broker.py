"""Redis answers byte by byte: nobody waits for it, and it is asked again once it is well."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import redis
from shopwright.platform.cache.stamps import current_stamp
from shopwright.platform.jobs import broker as broker_module
from shopwright.platform.jobs.broker import WAKE_KEY, Broker
from shopwright.platform.runtime import runtime
from shopwright.testing.servers import valkey_server
from shopwright.testing.shop import Shop

from tests.storms.proxy import FaultProxy, fault_proxy


@pytest.fixture(scope="module")
def way() -> Iterator[FaultProxy]:
    with valkey_server() as server, fault_proxy(str(server.socket_path)) as proxy:
        yield proxy


@pytest.fixture
def broker(way: FaultProxy, monkeypatch: pytest.MonkeyPatch) -> Broker:
    monkeypatch.setattr(broker_module, "_REST_SECONDS", 0.5)
    found = Broker(f"redis://127.0.0.1:{way.port}")
    assert found.ask(redis.Redis.flushall)
    return found


def _seconds(call: Callable[[], object]) -> float:
    started = time.monotonic()
    call()
    return time.monotonic() - started


def test_an_answer_that_drips_is_given_up_as_a_whole_and_then_left_alone(
    broker: Broker, way: FaultProxy, eventually: Callable[..., None]
) -> None:
    def refused() -> None:
        with pytest.raises(redis.TimeoutError):
            broker.ask(redis.Redis.ping)

    way.suffer("drip", seconds=0.9)
    assert 0.9 < _seconds(refused) < 2.5
    assert _seconds(refused) < 0.5
    assert _seconds(broker.wake) < 0.5
    way.heal()
    eventually(lambda: _answers(broker))


def test_who_commits_does_not_wait_for_the_call_that_wakes_the_enqueuer(
    broker: Broker, way: FaultProxy, eventually: Callable[..., None]
) -> None:
    way.suffer("drip", seconds=0.5)
    assert _seconds(lambda: [broker.wake() for _ in range(100)]) < 0.5
    way.heal()
    eventually(lambda: broker.ask(lambda client: client.llen(WAKE_KEY)) == 1)


def test_without_an_answer_in_time_a_process_has_stamps_of_its_own(
    shop: Shop, broker: Broker, way: FaultProxy
) -> None:
    runtime().broker = broker
    way.suffer("drip", seconds=0.9)
    assert _seconds(lambda: [current_stamp(name) for name in ("a", "b", "c")]) < 2.5
    way.heal()


def _answers(broker: Broker) -> bool:
    try:
        return bool(broker.ask(redis.Redis.ping))
    except redis.RedisError:
        return False
