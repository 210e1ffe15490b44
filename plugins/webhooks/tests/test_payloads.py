"""What is told of an event."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

from shopwright import Actor, hooks
from shopwright.commerce.customers import CustomerRegistered
from shopwright.commerce.orders import OrderPaid
from shopwright.commerce.pricing import Money
from shopwright_webhooks.payloads import TYPES, body_of, event_type, near, person_of
from shopwright_webhooks.plugin import Webhooks

PAID = OrderPaid(
    event_id=UUID(int=7),
    occurred_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
    actor=Actor(kind="staff", id=UUID(int=3), label="Ada Byron"),
    order_id=UUID(int=1),
    number=1042,
    email="Ada@example.com",
    locale="en",
    total=Money(4390, "EUR"),
)


def test_every_event_of_the_shop_can_be_heard() -> None:
    assert len(set(TYPES)) == len(hooks.EVENTS)
    assert {"order.placed", "stock.threshold_crossed", "customer.registered"} <= set(TYPES)
    for name in hooks.EVENTS:
        assert event_type(name).replace(".", "_") == name
        assert callable(getattr(Webhooks, f"hear_{name}"))


def test_a_misspelt_type_names_the_right_one() -> None:
    assert near("order.plcaed") == "order.placed"
    assert near("weather") == ""


def test_the_body_has_type_time_and_data() -> None:
    assert json.loads(body_of("order.paid", PAID)) == {
        "type": "order.paid",
        "timestamp": "2026-11-23T12:00:00Z",
        "data": {
            "event_id": str(UUID(int=7)),
            "schema_version": 1,
            "actor": {"kind": "staff", "id": str(UUID(int=3))},
            "order_id": str(UUID(int=1)),
            "number": 1042,
            "email": "Ada@example.com",
            "locale": "en",
            "total": {"amount": 4390, "currency": "EUR"},
            "at_once": False,
        },
    }


def test_it_is_known_whom_an_event_is_about() -> None:
    assert person_of(PAID) == (None, "ada@example.com")
    registered = CustomerRegistered(customer_id=UUID(int=9), email="b@b.example", locale="en")
    assert person_of(registered) == (UUID(int=9), "b@b.example")
