"""Counting: who counts as one, and what happens when the storage is gone."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from limits.errors import StorageError
from limits.strategies import SlidingWindowCounterRateLimiter
from shopwright.http.security import LimitRule, RateLimits
from shopwright.platform.errors import TooMany
from shopwright.testing.servers import valkey_server
from structlog.testing import capture_logs

from tests.storms.proxy import fault_proxy

ONE = LimitRule.parse("1/minute")


def refused(limits, rule=ONE, address="192.0.2.1", actor=""):
    with Flask("x").test_request_context(environ_base={"REMOTE_ADDR": address}):
        try:
            limits.check("login", rule, lambda: actor)
        except TooMany:
            return True
        return False


@pytest.mark.parametrize(
    ("text", "by", "count"),
    [("5/minute", "ip", 1), ("5/minute;by=actor", "actor", 1), ("5/minute, 50/day", "ip", 2)],
)
def test_a_rule_is_read_from_text(text, by, count):
    rule = LimitRule.parse(text)
    assert (rule.by, len(rule.rates)) == (by, count)


def test_one_ipv6_network_counts_as_one():
    limits = RateLimits()
    assert not refused(limits, address="2001:db8:1:2::1")
    assert refused(limits, address="2001:db8:1:2:ffff::9")
    assert not refused(limits, address="2001:db8:1:3::1")


def test_without_an_actor_the_address_counts():
    limits, rule = RateLimits(), LimitRule.parse("1/minute;by=actor")
    assert not refused(limits, rule, actor="customer:ann")
    assert not refused(limits, rule)
    assert refused(limits, rule)
    assert refused(limits, rule, actor="customer:ann")


def test_a_server_behind_a_socket_has_no_address():
    limits = RateLimits()
    assert not refused(limits, address="")
    assert refused(limits, address="")


def test_when_the_storage_fails_counting_goes_on_in_memory(monkeypatch):
    limits = RateLimits("redis://127.0.0.1:1/0")
    with capture_logs() as lines:
        assert not refused(limits)
        assert refused(limits)
    assert [line["log_level"] for line in lines] == ["warning"]


def test_a_storage_whose_answers_drip_holds_nobody_up():
    with valkey_server() as server, fault_proxy(str(server.socket_path)) as way:
        limits = RateLimits(f"redis://127.0.0.1:{way.port}/0")
        assert not refused(limits)
        assert refused(limits), "counted there"
        way.suffer("drip", seconds=0.4)
        started = time.monotonic()
        with capture_logs() as lines:
            assert [refused(limits), refused(limits)] == [False, True], "counted here"
        assert time.monotonic() - started < 2.5
        assert [line["log_level"] for line in lines] == ["warning"]
        way.heal()


def test_a_storage_that_is_back_counts_again(monkeypatch):
    limits = RateLimits()
    clock = [1000.0]
    monkeypatch.setattr("shopwright.http.security.rate_limits.time.monotonic", lambda: clock[0])
    real = SlidingWindowCounterRateLimiter.hit

    def fail(self, *args, **kwargs):
        if self is limits._shared and clock[0] < 1010:
            raise StorageError(ConnectionError("gone"))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(SlidingWindowCounterRateLimiter, "hit", fail)
    assert [refused(limits), refused(limits)] == [False, True]
    clock[0] = 1020
    assert [refused(limits), refused(limits)] == [False, True]


def test_local_rules_never_ask_the_storage():
    limits, rule = RateLimits("redis://127.0.0.1:1/0"), LimitRule.parse("1/minute", local=True)
    with capture_logs() as lines:
        assert [refused(limits, rule), refused(limits, rule)] == [False, True]
    assert lines == []


def test_counts_can_be_forgotten():
    limits = RateLimits()
    assert [refused(limits), refused(limits)] == [False, True]
    limits.reset()
    assert not refused(limits)
