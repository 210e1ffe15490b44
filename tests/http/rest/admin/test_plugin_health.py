"""`/admin/plugin-health`: which plugin is slow, fails, or has to rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from shopwright.platform.hooks.health import FAILURES
from shopwright.platform.jobs.broker import Broker
from shopwright.platform.runtime import runtime
from shopwright.testing.servers import valkey_server
from shopwright.testing.shop import Shop

URL = "/api/v1/admin/plugin-health"


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A Valkey of this module's."""
    with valkey_server() as server:
        yield server.url


@pytest.fixture
def _counted(shop: Shop, redis_url: str) -> None:
    """What two plugins did."""
    shop_runtime = runtime()
    shop_runtime.broker = Broker(redis_url)
    shop_runtime.broker.client.flushall()  # type: ignore[union-attr]
    quick = shop_runtime.health.of("quick", "order_paid")
    quick.worked(0.002)
    quick.worked(0.004)
    broken = shop_runtime.health.of("broken", "order_paid")
    for _ in range(FAILURES):
        broken.failed(0.001, RuntimeError("no paper"))
    shop_runtime.health.share(shop_runtime.broker, at_once=True)


@pytest.mark.usefixtures("_counted")
def test_the_one_that_takes_the_most_time_comes_first(owner: FlaskClient) -> None:
    first, second = owner.get(URL).get_json()["items"]

    assert (first["plugin"], first["calls"], first["errors"]) == ("broken", FAILURES, FAILURES)
    assert "RuntimeError: no paper" in first["last_error"]
    assert first["rests_until"]
    assert (second["plugin"], second["average_ms"], second["slowest_ms"]) == ("quick", 3.0, 4.0)
    assert second["rests_until"] is None


@pytest.mark.usefixtures("_counted")
def test_one_plugin_is_looked_at_alone(owner: FlaskClient) -> None:
    (item,) = owner.get(URL, query_string={"plugin": "quick"}).get_json()["items"]

    assert item["plugin"] == "quick"


def test_without_redis_nothing_is_known(owner: FlaskClient) -> None:
    assert owner.get(URL).get_json()["items"] == []
