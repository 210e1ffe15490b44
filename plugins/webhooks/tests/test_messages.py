"""The log: looking, sending again, forgetting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from shopwright import Context
from shopwright.commerce.customers import CustomerErasure, CustomerRegistered
from shopwright.commerce.orders import OrderPaid
from shopwright.commerce.pricing import Money
from shopwright.platform.db import read, transaction
from shopwright.platform.runtime import runtime
from shopwright.testing import Receiver, Reply, Shop, tell
from shopwright_webhooks.errors import MessageNotFound, MessageWaiting
from shopwright_webhooks.messages import message, messages, replay, replay_all
from shopwright_webhooks.models import Attempt, Message
from shopwright_webhooks.types import MessageFilter, MessageView, NewSecret
from sqlalchemy import func, select, update

Later = Callable[..., Any]
ADA, BOB = UUID(int=1), UUID(int=2)


def registered(customer_id: UUID, email: str) -> CustomerRegistered:
    return CustomerRegistered(customer_id=customer_id, email=email, locale="en")


def paid(email: str) -> OrderPaid:
    total = Money(4390, "EUR")
    return OrderPaid(order_id=UUID(int=5), number=1, email=email, locale="en", total=total)


def log(ctx: Context, **wanted: Any) -> list[MessageView]:
    return messages(ctx, MessageFilter(**wanted))


def fail_all() -> None:
    """As if the last attempt at each had failed."""
    with transaction() as db:
        db.execute(update(Message).values(state="failed", finished_at=datetime.now(UTC)))


@pytest.fixture
def three(shop: Shop, ctx: Context, web: Receiver, made: NewSecret) -> list[MessageView]:
    """Three messages that arrived, the latest first."""
    for customer, email in ((ADA, "ada@example.com"), (BOB, "Bob@example.com")):
        tell(registered(customer, email))
        shop.deliver()
    tell(paid("Ada@example.com"))
    shop.deliver()
    web.received.clear()
    return log(ctx)


def test_the_log_is_filtered_and_paged(
    ctx: Context, made: NewSecret, three: list[MessageView]
) -> None:
    assert [row.type for row in three] == [
        "order.paid",
        "customer.registered",
        "customer.registered",
    ]
    assert log(ctx, type="order.paid") == three[:1]
    assert log(ctx, state="failed") == []
    assert log(ctx, endpoint_id=made.endpoint.id) == three
    assert log(ctx, endpoint_id=ADA) == []
    assert log(ctx, since=three[1].created_at, until=three[0].created_at) == [three[1]]
    assert messages(ctx, MessageFilter(), after=three[0].id, limit=1) == [three[1]]
    with pytest.raises(MessageNotFound):
        message(ctx, ADA)


def test_one_is_sent_again_under_the_same_id(
    shop: Shop, ctx: Context, web: Receiver, three: list[MessageView]
) -> None:
    assert replay(ctx, three[1].id).state == "waiting"
    with pytest.raises(MessageWaiting):
        replay(ctx, three[1].id)
    shop.deliver()
    assert [item.headers["webhook-id"] for item in web.received] == [three[1].webhook_id]
    assert message(ctx, three[1].id).message.state == "delivered"
    assert len(message(ctx, three[1].id).log) == 2
    with pytest.raises(MessageNotFound):
        replay(ctx, ADA)


def test_all_that_failed_are_sent_again_and_nothing_else(
    shop: Shop, ctx: Context, web: Receiver, made: NewSecret, three: list[MessageView]
) -> None:
    assert replay_all(ctx, MessageFilter(endpoint_id=made.endpoint.id, state="failed")) == 0
    fail_all()
    web.answer(Reply())
    assert replay_all(ctx, MessageFilter(endpoint_id=made.endpoint.id, state="failed")) == 3
    shop.deliver()
    assert len(web.received) == 3


def test_a_time_is_sent_again_also_what_arrived(
    shop: Shop, ctx: Context, web: Receiver, three: list[MessageView]
) -> None:
    moment = three[1].created_at
    wanted = MessageFilter(since=moment, until=moment + timedelta(microseconds=1))
    assert replay_all(ctx, wanted) == 1
    shop.deliver()
    assert [item.headers["webhook-id"] for item in web.received] == [three[1].webhook_id]


def test_the_log_is_forgotten_after_thirty_days(
    shop: Shop, ctx: Context, three: list[MessageView], later: Later
) -> None:
    plugin = runtime().registry.plugins[0].plugin
    with later(days=29):
        plugin.purge(ctx)
    assert len(log(ctx)) == 3
    with later(days=31):
        plugin.purge(ctx)
    assert log(ctx) == []
    with read() as db:
        assert db.scalar(select(func.count()).select_from(Attempt)) == 0


def test_a_person_is_forgotten_with_all_that_was_told_of_them(
    shop: Shop, ctx: Context, three: list[MessageView]
) -> None:
    with transaction():
        runtime().registry.plugins[0].plugin.forget(
            CustomerErasure(customer_id=ADA, email="ADA@example.com"), ctx
        )
    assert log(ctx) == [three[1]]
    with read() as db:
        kept = list(db.scalars(select(Attempt.message_id)))
    assert kept == [three[1].id]
