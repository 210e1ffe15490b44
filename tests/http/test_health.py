"""What balancers and Prometheus ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from shopwright.app import create_app
from shopwright.commerce.staff import create_api_key
from shopwright.platform.config import Settings
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.shop import Shop

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


def test_a_shop_that_answers_is_healthy_and_ready(shop: Shop) -> None:
    client = shop.client()
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.json == {"status": "ok", "database": "ok", "redis": "none"}
    assert ready.headers["Cache-Control"] == "no-store"


def test_without_its_database_it_is_alive_but_not_ready(tmp_path: Path) -> None:
    settings = Settings(
        database_url="postgresql://nobody@127.0.0.1:1/none", environment="test", secret_key="x"
    )
    with Shop.running(create_app(settings, registry=Registry())) as shop:
        client = shop.client()
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "unavailable", "database": "away", "redis": "none"}


def test_without_redis_it_serves_and_says_so(sqlite_url: str) -> None:
    settings = Settings(
        database_url=sqlite_url,
        redis_url="redis://127.0.0.1:1/0",
        environment="test",
        secret_key="x",
    )
    with Shop.running(create_app(settings, registry=Registry())) as shop:
        answer = shop.client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "redis": "away"}


def test_metrics_are_for_this_machine(shop: Shop) -> None:
    answer = shop.client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    assert "shopwright_deliveries_total" in answer.get_data(as_text=True)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_what_a_proxy_on_this_machine_hands_on_comes_from_elsewhere(
    shop: Shop, header: str
) -> None:
    assert shop.client().get("/metrics", headers={header: "203.0.113.7"}).status_code == 403


def test_metrics_are_for_who_may_read_settings(shop: Shop) -> None:
    client = shop.client()
    assert client.get("/metrics", environ_base=ELSEWHERE).status_code == 403
    for scope, status in (("orders:read", 403), ("settings:read", 200)):
        bearer = {"Authorization": f"Bearer {create_api_key('Prometheus', [scope]).key}"}
        answer = client.get("/metrics", environ_base=ELSEWHERE, headers=bearer)
        assert answer.status_code == status


def test_a_shop_without_a_storefront_shows_its_api(shop: Shop) -> None:
    answer = shop.client().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/api/docs")
