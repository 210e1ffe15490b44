"""Rate limits, where they are declared and by default on what changes something."""

from __future__ import annotations

import pytest
from shopwright.http.rest.kit import CUSTOMER, PUBLIC


def nothing() -> None: ...


def ask(shop, times, path="/api/v1/thing", method="GET", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return [
        shop.client.open(path, method=method, headers=headers).status_code for _ in range(times)
    ]


def test_one_request_too_many_is_told_when_to_come_back(shop):
    shop.api.get("/thing", access=PUBLIC, limit="2/minute", summary="Read")(nothing)
    assert ask(shop, 3) == [204, 204, 429]
    refused = shop.client.get("/api/v1/thing")
    assert refused.json["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_several_rates_hold_at_once(shop):
    shop.api.get("/thing", access=PUBLIC, limit="100/second,3/day", summary="Read")(nothing)
    assert ask(shop, 4) == [204, 204, 204, 429]


def test_addresses_are_counted_apart(shop):
    shop.api.get("/thing", access=PUBLIC, limit="1/minute;by=ip", summary="Read")(nothing)
    client = shop.client
    for address in ("192.0.2.1", "192.0.2.2"):
        there = {"REMOTE_ADDR": address}
        assert client.get("/api/v1/thing", environ_overrides=there).status_code == 204
        assert client.get("/api/v1/thing", environ_overrides=there).status_code == 429


def test_actors_are_counted_apart(shop):
    shop.api.get("/thing", access=CUSTOMER, limit="1/minute;by=actor", summary="Read")(nothing)
    shop.know("ann", "customer:ann")
    shop.know("ben", "customer:ben")
    assert ask(shop, 2, Authorization="Bearer ann") == [204, 429]
    assert ask(shop, 2, Authorization="Bearer ben") == [204, 429]


def test_endpoints_are_counted_apart(shop):
    def other() -> None: ...

    shop.api.get("/thing", access=PUBLIC, limit="1/minute", summary="Read")(nothing)
    shop.api.get("/other", access=PUBLIC, limit="1/minute", summary="Read")(other)
    assert ask(shop, 2) == [204, 429]
    assert ask(shop, 2, "/api/v1/other") == [204, 429]


def test_wrong_credentials_count_before_they_are_looked_at(shop):
    shop.api.get("/thing", access=CUSTOMER, limit="2/minute", summary="Read")(nothing)
    assert ask(shop, 3, Authorization="Bearer guess") == [401, 401, 429]


def test_unsafe_methods_have_a_limit_by_default(shop):
    shop.api.post("/thing", access=PUBLIC, summary="Do")(nothing)
    answers = ask(shop, 121, method="POST")
    assert answers[:120] == [204] * 120
    assert answers[120] == 429


def test_reads_have_none_and_do_not_even_ask(shop, monkeypatch):
    shop.api.get("/thing", access=PUBLIC, summary="Read")(nothing)
    monkeypatch.setattr("shopwright.http.security.rate_limits.RateLimits.check", pytest.fail)
    assert set(ask(shop, 200)) == {204}


def test_a_declaration_can_lift_the_default(shop):
    shop.api.post("/thing", access=PUBLIC, limit="none", summary="Do")(nothing)
    assert set(ask(shop, 130, method="POST")) == {204}


def test_limits_can_be_switched_off(make_shop):
    shop = make_shop(rate_limits=False)
    shop.api.get("/thing", access=PUBLIC, limit="1/minute", summary="Read")(nothing)
    assert ask(shop, 3) == [204, 204, 204]


def test_a_storage_that_is_down_fails_no_request(make_shop):
    shop = make_shop(rate_limit_storage="redis://127.0.0.1:1/0")
    shop.api.get("/thing", access=PUBLIC, limit="2/minute", summary="Read")(nothing)
    assert ask(shop, 3) == [204, 204, 429]
