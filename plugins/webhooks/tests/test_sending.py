"""Signed, at least once, tried again, and no endpoint waits for another; on both databases."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import standardwebhooks
import time_machine
from shopwright import Context
from shopwright.commerce.orders import OrderPaid
from shopwright.commerce.pricing import Money
from shopwright.platform import audit
from shopwright.platform.audit import AuditFilter
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.runtime import runtime
from shopwright.testing import Received, Receiver, Reply, Shop, receiver, tell
from shopwright_webhooks import endpoints, requests, sending
from shopwright_webhooks.endpoints import add_endpoint, change_endpoint, endpoint, rotate_secret
from shopwright_webhooks.messages import message, messages
from shopwright_webhooks.types import MessageFilter, MessageView, NewSecret
from sqlalchemy import select, update

Later = Callable[..., Any]


@pytest.fixture(autouse=True)
def _exact_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_spread", lambda pause: pause)


def paid(number: int = 1042, email: str = "ada@example.com") -> OrderPaid:
    total = Money(4390, "EUR")
    return OrderPaid(order_id=UUID(int=1), number=number, email=email, locale="en", total=total)


def log(ctx: Context, **wanted: Any) -> list[MessageView]:
    return messages(ctx, MessageFilter(**wanted))


def verified(request: Received, secret: str) -> Any:
    return standardwebhooks.Webhook(secret).verify(request.body, dict(request.headers))


def ids(web: Receiver) -> list[str]:
    return [item.headers["webhook-id"] for item in web.received]


def numbers(web: Receiver) -> list[int]:
    return [json.loads(item.body)["data"]["number"] for item in web.received]


# --- what is sent ---


def test_an_event_is_told_signed_and_noted(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret
) -> None:
    web.answer(Reply(status=202, headers={"Set-Cookie": "a=hunter2"}, body=b"thanks"))
    tell(paid())
    shop.deliver()

    (request,) = web.received
    assert (request.method, request.path) == ("POST", "/hooks")
    assert request.headers["content-type"] == "application/json"
    assert verified(request, made.secret)["type"] == "order.paid"
    (row,) = log(ctx)
    assert (row.state, row.attempts, row.webhook_id) == (
        "delivered",
        1,
        request.headers["webhook-id"],
    )
    details = message(ctx, row.id)
    assert details.body.encode() == request.body
    (attempt,) = details.log
    assert (attempt.status, attempt.error) == (202, "")
    assert row.webhook_id in attempt.request
    assert "v1," not in attempt.request
    assert "thanks" in attempt.response
    assert "hunter2" not in attempt.response
    assert endpoint(ctx, made.endpoint.id).last_success_at is not None


def test_only_who_asked_is_told(shop: Shop, ctx: Context, web: Receiver) -> None:
    add_endpoint(ctx, url=f"{web.url}/orders", events=["order.placed"])
    add_endpoint(ctx, url=f"{web.url}/money", events=["order.paid"])
    off = add_endpoint(ctx, url=f"{web.url}/off", events=["*"]).endpoint
    change_endpoint(ctx, off.id, enabled=False)
    tell(paid())
    shop.deliver()
    assert [item.path for item in web.received] == ["/money"]


def test_an_event_that_is_delivered_twice_is_told_once(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret
) -> None:
    tell(paid())
    shop.deliver()
    with transaction() as db:
        db.execute(update(OutboxDelivery).values(state="due"))
    shop.deliver()
    assert len(web.received) == 1


def test_while_nobody_listens_nothing_is_written(shop: Shop, ctx: Context) -> None:
    tell(paid())
    shop.deliver()
    assert log(ctx) == []


def test_during_a_rotation_both_secrets_verify(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret, later: Later
) -> None:
    new = rotate_secret(ctx, made.endpoint.id, overlap_hours=24)
    tell(paid())
    shop.deliver()
    for secret in (made.secret, new.secret):
        verified(web.received[0], secret)
    with later(hours=25):
        tell(paid())
        shop.deliver()
        verified(web.received[1], new.secret)
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            verified(web.received[1], made.secret)


def test_a_test_event_arrives(shop: Shop, ctx: Context, web: Receiver, made: NewSecret) -> None:
    sent = endpoints.send_test(ctx, made.endpoint.id)
    shop.deliver()
    assert verified(web.received[0], made.secret)["type"] == "webhooks.test"
    assert message(ctx, sent.id).message.state == "delivered"


# --- trying again ---


def test_what_fails_is_tried_again_later_and_later_under_the_same_id(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret
) -> None:
    web.otherwise = Reply(status=400)  # about this message, so the endpoint is not paused
    began = datetime.now(UTC)
    with time_machine.travel(began, tick=False) as clock:
        tell(paid())
        shop.deliver()
        for count, pause in enumerate(sending.RETRY_AFTER, start=1):
            assert len(web.received) == count
            clock.shift(pause - timedelta(seconds=1))
            shop.deliver()
            assert len(web.received) == count, "too early"
            clock.shift(timedelta(seconds=1))
            shop.deliver()
        clock.shift(timedelta(days=3))
        shop.deliver()
    assert len(web.received) == len(sending.RETRY_AFTER) + 1
    assert len(set(ids(web))) == 1
    timestamps = [int(item.headers["webhook-timestamp"]) for item in web.received]
    assert timestamps == sorted(set(timestamps)), "each attempt is signed anew"
    (row,) = log(ctx, state="failed")
    assert row.attempts == len(web.received) == len(message(ctx, row.id).log)
    assert endpoint(ctx, made.endpoint.id).failures == 0


def test_an_endpoint_that_fails_is_left_alone_for_a_while_and_then_gets_all(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret, later: Later
) -> None:
    web.answer(Reply(status=500))
    tell(*(paid(number) for number in range(5)))
    shop.deliver()
    assert len(web.received) == 1, "the others are not even tried"
    view = endpoint(ctx, made.endpoint.id)
    assert view.failures == 1
    assert view.failing_since is not None
    with later(seconds=6):
        shop.deliver()
        assert sorted(set(numbers(web))) == [0, 1, 2, 3, 4]
        assert {row.state for row in log(ctx)} == {"delivered"}
    view = endpoint(ctx, made.endpoint.id)
    assert (view.failures, view.failing_since, view.paused_until) == (0, None, None)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(status=503), "it answered 503"),
        (Reply(status=302, headers={"Location": "http://10.0.0.1/"}), "leads elsewhere"),
        (Reply(waits=20), "took too long"),
        (Reply(body=b"x" * (1024 * 1024 + 1)), "larger than"),
    ],
    ids=["error", "redirect", "slow", "endless"],
)
def test_what_went_wrong_is_in_the_log(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret, reply: Reply, error: str
) -> None:
    web.otherwise = reply
    tell(paid())
    shop.deliver()
    (row,) = log(ctx)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert error in message(ctx, row.id).log[0].error


def test_redirects_are_not_followed_into_the_shops_own_network(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret
) -> None:
    with receiver() as inside:
        web.otherwise = Reply(status=307, headers={"Location": f"{inside.url}/internal"})
        tell(paid())
        shop.deliver()
        assert inside.received == []
    assert log(ctx)[0].state == "waiting"


def test_a_name_that_leads_inside_after_it_was_saved_is_not_called(
    shop: Shop, ctx: Context, web: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By DNS rebinding: the name server answers one thing to the check, another to the request."""
    answers = ["127.0.0.1", "10.0.0.1"]

    def resolve(host: str, port: int, **_options: object) -> list[Any]:
        assert host == "hooks.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", resolve)
        url = f"http://hooks.example:{web.url.rpartition(':')[2]}/hooks"
        add_endpoint(ctx, url=url, events=["*"])
        sending.owe(ctx, "order.paid", paid())
        sending.send(ctx, ctx.settings, endpoints.endpoints(ctx)[0].id)
    assert answers == []
    assert web.received == []
    (row,) = log(ctx)
    assert "hooks.example is not a public address" in message(ctx, row.id).log[0].error


def test_a_secret_that_cannot_be_read_is_said_in_the_log(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret
) -> None:
    runtime().settings = runtime().settings.model_copy(update={"secret_key": "another"})
    tell(paid())
    shop.deliver()
    assert web.received == []
    assert "rotate the endpoint's secret" in message(ctx, log(ctx)[0].id).log[0].error


# --- endpoints that stay away ---


def test_an_endpoint_that_fails_for_days_is_disabled_and_the_merchant_is_told(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret
) -> None:
    web.otherwise = Reply(status=500)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        tell(paid())
        for _ in range(80):
            shop.deliver()
            if not endpoint(ctx, made.endpoint.id).enabled:
                break
            clock.shift(timedelta(hours=1))
            tell(paid())
        view = endpoint(ctx, made.endpoint.id)
        assert (view.enabled, view.disabled_reason) == (False, "failing")
        assert view.failing_since is not None
        assert datetime.now(UTC) - view.failing_since >= timedelta(hours=72)
        asked = len(web.received)
        tell(paid())
        shop.deliver()
        assert len(web.received) == asked, "it is left alone"
        (entry,) = audit.entries(AuditFilter(action="webhooks.endpoint.disable"), limit=5)
        assert entry.data["reason"] == "failing"
        with read() as db:
            notices = db.scalars(select(OutboxEvent).where(OutboxEvent.name == "staff_notified"))
            assert [
                "127.0.0.1 did not take webhooks" in row.payload["text"] for row in notices
            ] == [True]

        web.otherwise = Reply()
        change_endpoint(ctx, made.endpoint.id, enabled=True)
        shop.deliver()
        assert {row.state for row in log(ctx)} <= {"delivered", "failed"}
        assert endpoint(ctx, made.endpoint.id).failures == 0


def test_who_wants_nothing_any_more_is_told_nothing_any_more(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret
) -> None:
    web.answer(Reply(status=410))
    tell(paid(), paid())
    shop.deliver()
    assert len(web.received) == 1
    view = endpoint(ctx, made.endpoint.id)
    assert (view.enabled, view.disabled_reason) == (False, "gone")


# --- workers that die, and workers that meet ---


class Killed(BaseException):
    """The process is gone: nothing may catch it."""


def test_a_death_between_sending_and_noting_leads_to_the_same_message_again(
    shop: Shop,
    ctx: Context,
    web: Receiver,
    made: NewSecret,
    later: Later,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(paid())

    def killed(*_args: object, **_options: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending, "note", killed)
        with pytest.raises(Killed):
            shop.deliver()
    assert [row.state for row in log(ctx)] == ["waiting"]
    shop.deliver()
    assert len(web.received) == 1, "another worker may still be at it"
    with later(seconds=62):
        shop.deliver()
    assert len(web.received) == 2
    assert len(set(ids(web))) == 1
    assert [row.state for row in log(ctx)] == ["delivered"]


def test_a_death_while_sending_loses_nothing_either(
    shop: Shop,
    ctx: Context,
    web: Receiver,
    made: NewSecret,
    later: Later,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(paid(1), paid(2))

    def killed(*_args: object, **_options: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending, "post", killed)
        with pytest.raises(Killed):
            shop.deliver()
    with later(seconds=62):
        shop.deliver()
    assert sorted(numbers(web)) == [1, 2]


def test_two_workers_do_not_send_to_one_endpoint_at_a_time(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(paid())
    real = requests.post
    settings = runtime().registry.plugins[0].context.settings

    def meanwhile(*args: Any, **options: Any) -> Any:
        sending.send(ctx, settings, made.endpoint.id)
        return real(*args, **options)

    monkeypatch.setattr(sending, "post", meanwhile)
    shop.deliver()
    assert len(web.received) == 1


def test_what_nobody_was_woken_for_is_found(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret
) -> None:
    sending.owe(ctx, "order.paid", paid(7))
    with transaction() as db:
        db.execute(update(OutboxDelivery).values(state="dropped"))
    sending.wake_all(ctx)
    shop.deliver()
    assert numbers(web) == [7]


def test_a_run_ends_after_its_time_and_owes_the_next(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_RUN_SECONDS", 0.0)
    settings = runtime().registry.plugins[0].context.settings
    for number in range(3):
        sending.owe(ctx, "order.paid", paid(number))
    sending.send(ctx, settings, made.endpoint.id)
    assert web.received == []
    with read() as db:
        owed = db.scalars(select(OutboxDelivery).where(OutboxDelivery.state == "due")).all()
    assert len(owed) == 4


def test_a_pause_is_owed_one_run_however_many_events_come(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret
) -> None:
    web.otherwise = Reply(status=500)
    tell(*(paid(number) for number in range(20)))
    shop.deliver()
    with read() as db:
        owed = db.scalars(select(OutboxDelivery).where(OutboxDelivery.state == "due")).all()
    assert len(owed) == 1
