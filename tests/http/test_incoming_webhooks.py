"""Webhooks of services: believed or refused, stored once before the answer, handled in a worker."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from shopwright import (
    Context,
    ForgedWebhook,
    Plugin,
    UnreadableWebhook,
    VerifiedEvent,
    WebhookEndpoint,
    hooks,
)
from shopwright.platform.actor import current_actor
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.events.purge import purge_outbox
from shopwright.platform.jobs import deliveries
from shopwright.platform.jobs.deliveries import DeliveryFilter
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.platform.webhooks import inbox
from shopwright.platform.webhooks.models import ReceivedWebhook
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop
from sqlalchemy import func, select
from werkzeug.test import TestResponse

Later = Callable[..., AbstractContextManager[object]]
URL = "/api/v1/plugins/warehouse/webhooks/parcels"
SECRET = b"between us"
handled: list[tuple[Any, ...]] = []


class Warehouse(Plugin):
    """Hears of parcels."""

    broken = False
    ended: threading.Event

    @hooks.webhook_endpoints
    def endpoints(self, ctx: Context) -> Iterable[WebhookEndpoint]:
        small = {"verify": self.verify, "handle": self.handle, "max_bytes": 200}
        return [
            WebhookEndpoint(name="parcels", **small),
            WebhookEndpoint(name="returns", **small),
            WebhookEndpoint(name="confused", verify=self.confuse, handle=self.handle),
            WebhookEndpoint(name="endless", verify=self.wait, handle=self.handle),
        ]

    def verify(self, headers: Mapping[str, str], body: bytes, ctx: Context) -> VerifiedEvent:
        given = headers.get("x-signature", "").encode()
        if not hmac.compare_digest(given, sign(body).encode()):
            raise ForgedWebhook("The signature is wrong.")
        event = json.loads(body)
        if "id" not in event:
            raise UnreadableWebhook("The event has no id.")
        return VerifiedEvent(id=event["id"], payload=event)

    def confuse(self, headers: Mapping[str, str], body: bytes, ctx: Context) -> VerifiedEvent:
        return True  # type: ignore[return-value]

    def wait(self, headers: Mapping[str, str], body: bytes, ctx: Context) -> VerifiedEvent:
        self.ended.wait(30)
        return VerifiedEvent(id="evt", payload={})

    def handle(self, event: VerifiedEvent, ctx: Context) -> None:
        handled.append((event.id, dict(event.payload), ctx.id, str(current_actor())))
        if self.broken:
            raise RuntimeError("cannot handle it")


class Neighbor(Warehouse):
    """Hears of parcels, too."""


@pytest.fixture
def registry() -> Iterator[Registry]:
    handled.clear()
    Warehouse.broken = False
    Warehouse.ended = threading.Event()
    yield registry_of(Warehouse)
    Warehouse.ended.set()


def sign(body: bytes) -> str:
    return hmac.digest(SECRET, body, hashlib.sha256).hex()


def send(shop: Shop, body: bytes | Mapping[str, Any], url: str = URL) -> TestResponse:
    """As the service would, in whatever type it likes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Signature": sign(data), "Content-Type": "text/weird", "Origin": "https://wh.ex"}
    return shop.client().post(url, data=data, headers=headers)


def states() -> list[str]:
    with read() as db:
        return list(db.scalars(select(OutboxDelivery.state).order_by(OutboxDelivery.id)))


def stored() -> int:
    with read() as db:
        return db.scalar(select(func.count()).select_from(ReceivedWebhook)) or 0


def test_an_event_is_stored_before_the_answer_and_handled_by_a_worker(shop: Shop) -> None:
    answer = send(shop, {"id": "evt_1", "number": 7})
    assert (answer.status_code, stored(), states(), handled) == (204, 1, ["due"], [])

    shop.deliver()

    payload = {"id": "evt_1", "number": 7}
    assert handled == [("evt_1", payload, "warehouse", "plugin:warehouse")]
    assert states() == ["done"]


def test_the_same_event_again_is_answered_alike_and_does_nothing(shop: Shop) -> None:
    for _ in range(2):
        assert send(shop, {"id": "evt_1"}).status_code == 204
        shop.deliver()
    assert (len(handled), stored()) == (1, 1)


def test_f8_the_same_event_three_times_at_once_is_one(shop: Shop) -> None:
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: send(shop, {"id": "evt_1"}).status_code, range(3)))
    shop.deliver()
    assert (answers, len(handled)) == ([204] * 3, 1)


def test_ids_are_an_endpoints_own(shop: Shop) -> None:
    send(shop, {"id": "evt_1"})
    send(shop, {"id": "evt_1"}, URL.replace("parcels", "returns"))
    shop.deliver()
    assert len(handled) == 2


def test_what_no_database_likes_in_json_comes_through(shop: Shop) -> None:
    send(shop, {"id": "evt_1", "odd": "\x00\ud800", "big": 2**70})
    shop.deliver()
    assert handled[0][1] == {"id": "evt_1", "odd": "\x00\ud800", "big": 2**70}


@pytest.mark.parametrize(
    ("body", "signed", "status", "code"),
    [
        (b'{"id": "evt_1"}', False, 401, "forged_webhook"),
        (b"{}", True, 400, "unreadable_webhook"),
        (b"not json", True, 503, "plugin_failed"),
        (b'{"id": "a\\u0000b"}', True, 503, "plugin_failed"),
        (b" " * 201, True, 413, "body_too_large"),
    ],
)
def test_f30_what_is_refused_leaves_nothing_behind(
    shop: Shop, body: bytes, signed: bool, status: int, code: str
) -> None:
    headers = {"X-Signature": sign(body) if signed else "\xff"}
    answer = shop.client().post(URL, data=body, headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert (stored(), states()) == (0, [])


def test_an_endpoint_that_verifies_nothing_is_a_fault_of_the_plugin(shop: Shop) -> None:
    answer = send(shop, b"{}", URL.replace("parcels", "confused"))
    assert (answer.status_code, answer.get_json()["code"]) == (503, "plugin_failed")


def test_a_plugin_that_does_not_come_to_an_end_holds_nobody_at_the_door(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even for the deadline, once its threads are all lost; others' doors are theirs alone."""
    monkeypatch.setattr(inbox, "_SECONDS", 0.3)
    slow, seconds = URL.replace("parcels", "endless"), []
    for _ in range(6):
        started = time.monotonic()
        answer = send(shop, b"{}", slow)
        seconds.append(time.monotonic() - started)
        assert (answer.status_code, answer.get_json()["code"]) == (503, "plugin_failed")
    assert max(seconds) < 2
    assert max(seconds[4:]) < min(seconds[:4])
    assert stored() == 0
    runtime().registry = registry_of(Warehouse, Neighbor)
    assert send(shop, {"id": "evt_1"}, URL.replace("warehouse", "neighbor")).status_code == 204


def test_an_address_of_nobody_is_not_found(shop: Shop) -> None:
    for url in (URL.replace("parcels", "nothing"), URL.replace("warehouse", "nobody")):
        assert send(shop, {"id": "evt_1"}, url).status_code == 404


def test_without_its_plugin_the_address_is_gone_and_what_came_before_waits(shop: Shop) -> None:
    send(shop, {"id": "evt_1"})
    enabled = runtime().registry
    runtime().registry = replace(enabled, plugins=(), descriptors={})

    assert send(shop, {"id": "evt_2"}).status_code == 404
    shop.deliver()
    assert (states(), handled) == (["parked"], [])

    runtime().registry = enabled
    deliveries.replay_all(DeliveryFilter(consumer="plugin:warehouse"))
    shop.deliver()
    assert [call[0] for call in handled] == ["evt_1"]


def test_what_fails_is_tried_again_then_dead_and_can_be_replayed(
    shop: Shop, time_machine_later: Later
) -> None:
    Warehouse.broken = True
    send(shop, {"id": "evt_1"})
    for day in range(6):
        with time_machine_later(days=day):
            shop.deliver()
    assert (len(handled), states()) == (6, ["dead"])

    Warehouse.broken = False
    deliveries.replay_all(DeliveryFilter(state="dead"))
    shop.deliver()
    assert states() == ["done"]


def test_an_event_is_forgotten_30_days_after_it_was_handled(
    shop: Shop, time_machine_later: Later
) -> None:
    send(shop, {"id": "evt_1"})
    with time_machine_later(days=40):
        purge_outbox()
        assert stored() == 1  # nobody handled it
        shop.deliver()
    with time_machine_later(days=69):
        purge_outbox()
        assert stored() == 1
    with time_machine_later(days=71):
        purge_outbox()
        assert stored() == 0


@pytest.mark.parametrize("wrong", [{"name": "a/b"}, {"max_bytes": 2**20 + 1}, {"max_bytes": 0}])
def test_an_endpoint_that_cannot_be_is_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        WebhookEndpoint(**{"name": "x", "verify": print, "handle": print} | wrong)
