"""Webhooks: signed, delivered at least once, in any weather."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe
from shopwright_stripe_payments.fake import FakeStripe

from .conftest import Receiver, eventually, receiving

CreateSession = Callable[..., Any]
PAID = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]


def states(fake: FakeStripe) -> list[str]:
    return [delivery["state"] for delivery in fake.controls.deliveries()]


def test_what_happens_is_told_and_signed(
    create_session: CreateSession, fake: FakeStripe, receiver: Receiver
) -> None:
    session = create_session()
    fake.controls.pay(session.id)
    eventually(lambda: len(receiver.got) == len(PAID))
    assert sorted(receiver.types()) == sorted(PAID)
    (completed,) = (one for one in receiver.got if one["type"] == "checkout.session.completed")
    assert completed["data"]["object"]["id"] == session.id
    assert completed["data"]["object"]["payment_status"] == "paid"
    assert (completed["livemode"], completed["pending_webhooks"]) == (False, 1)
    assert receiver.refused == []


def test_nobody_is_told_before_it_is_true(
    client: stripe.StripeClient, fake: FakeStripe, receiver: Receiver
) -> None:
    """A request that is refused in its middle leaves no event."""
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.create(
            params={"amount": 1000, "currency": "usd", "confirm": True, "payment_method": "pm_no"}
        )
    assert fake.controls.deliveries() == []


def test_a_receiver_that_fails_is_told_again(
    client: stripe.StripeClient, fake: FakeStripe, receiver: Receiver
) -> None:
    receiver.status = 500
    fake.world.outbox._retry_seconds = 0.05
    client.v1.customers.create()
    eventually(lambda: fake.controls.deliveries()[0]["attempts"] >= 2)
    assert fake.controls.deliveries()[0]["answer"] == 500
    receiver.status = 200
    eventually(lambda: states(fake) == ["done"])
    assert receiver.types() == ["customer.created"]


def test_a_receiver_that_is_away_is_told_when_it_is_back(
    client: stripe.StripeClient, fake: FakeStripe
) -> None:
    fake.world.outbox._retry_seconds = 0.05
    with receiving() as receiver:
        endpoint = fake.controls.subscribe("http://127.0.0.1:1/nobody")
        client.v1.customers.create()
        eventually(lambda: fake.controls.deliveries()[0]["attempts"] >= 1)
        client.v1.webhook_endpoints.update(endpoint["id"], params={"url": receiver.url})
        receiver.secrets.append(endpoint["secret"])
        eventually(lambda: receiver.types() == ["customer.created"])


def test_while_a_secret_is_rotated_both_are_good(
    client: stripe.StripeClient, fake: FakeStripe, receiver: Receiver
) -> None:
    endpoint = client.v1.webhook_endpoints.list().data[0]
    old = receiver.secrets[0]
    new = fake.controls.rotate_secret(endpoint.id)["secret"]
    for secrets in ([old], [new]):
        receiver.secrets, before = secrets, len(receiver.got)
        client.v1.customers.create()
        eventually(lambda before=before: len(receiver.got) == before + 1)  # type: ignore[misc]
    newest = fake.controls.rotate_secret(endpoint.id, keep_old=False)["secret"]
    receiver.secrets = [new]
    client.v1.customers.create()
    eventually(lambda: bool(receiver.refused))
    receiver.secrets = [newest]
    fake.world.outbox._retry_seconds = 0.01
    eventually(lambda: len(receiver.got) == 3)


def test_an_endpoint_gets_the_types_it_wants(client: stripe.StripeClient, fake: FakeStripe) -> None:
    with receiving() as receiver:
        endpoint = client.v1.webhook_endpoints.create(
            params={"url": receiver.url, "enabled_events": ["customer.updated"]}
        )
        receiver.secrets.append(str(endpoint.secret))
        customer = client.v1.customers.create()
        client.v1.customers.update(customer.id, params={"name": "New"})
        eventually(lambda: receiver.types() == ["customer.updated"])
        assert receiver.got[0]["data"]["previous_attributes"] == {"name": None}
        client.v1.webhook_endpoints.delete(endpoint.id)
        client.v1.customers.create()
    assert states(fake) == ["done"]
    assert client.v1.webhook_endpoints.list().data == []


def test_events_come_more_than_once(
    client: stripe.StripeClient, fake: FakeStripe, receiver: Receiver
) -> None:
    fake.controls.weather(most_copies=5, seed=4)
    for _ in range(5):
        client.v1.customers.create()
    eventually(lambda: set(states(fake)) == {"done"})
    ids = [event["id"] for event in receiver.got]
    assert len(set(ids)) == 5
    assert len(ids) > 5


def test_events_are_held_back_and_come_in_another_order(
    client: stripe.StripeClient, fake: FakeStripe, receiver: Receiver
) -> None:
    fake.controls.weather(held=True)
    for _ in range(5):
        client.v1.customers.create()
    assert states(fake) == ["held"] * 5
    sent: list[int] = []
    due = fake.world.outbox.due
    fake.world.outbox.due = lambda most, without: [  # type: ignore[method-assign]
        sent.append(parcel.id) or parcel
        for parcel in due(most, without)  # type: ignore[func-returns-value]
    ]
    assert fake.controls.release("reversed") == {"released": 5}
    eventually(lambda: len(receiver.got) == 5)
    assert sent == sorted(sent, reverse=True)


def test_events_are_lost(client: stripe.StripeClient, fake: FakeStripe, receiver: Receiver) -> None:
    fake.controls.weather(dropped=1.0)
    client.v1.customers.create()
    fake.controls.weather()
    client.v1.customers.create()
    eventually(lambda: sorted(states(fake)) == ["done", "dropped"])
    assert len(receiver.got) == 1
    assert len(client.v1.events.list().data) == 2


def test_events_are_late(client: stripe.StripeClient, fake: FakeStripe, receiver: Receiver) -> None:
    fake.controls.weather(delay_seconds=0.4, seed=1)
    for _ in range(5):
        client.v1.customers.create()
    assert "due" in states(fake)
    eventually(lambda: set(states(fake)) == {"done"})
    assert len(receiver.got) == 5


def test_forged_and_stale_ones_come_as_well_and_are_not_repeated(
    client: stripe.StripeClient, fake: FakeStripe, receiver: Receiver
) -> None:
    fake.controls.weather(forged=1.0, stale=1.0)
    client.v1.customers.create()
    eventually(lambda: "due" not in states(fake))
    assert len(receiver.got) == 1
    reasons = sorted(receiver.refused)
    assert len(reasons) == 2
    assert "No signatures found" in reasons[0]
    assert "Timestamp outside" in reasons[1]
    forms = {one["form"]: one["state"] for one in fake.controls.deliveries()}
    assert forms == {"genuine": "done", "forged": "failed", "stale": "failed"}


def test_an_event_is_sent_again_changed_or_unsigned_on_demand(
    client: stripe.StripeClient, fake: FakeStripe, receiver: Receiver
) -> None:
    client.v1.customers.create()
    (event,) = client.v1.events.list().data
    fake.controls.send(event.id, copies=2)
    fake.controls.send(event.id, changes={"livemode": True, "account": "acct_of_another"})
    fake.controls.send(event.id, "unsigned")
    eventually(lambda: len(receiver.got) == 4 and len(receiver.refused) == 1)
    assert [one["livemode"] for one in receiver.got].count(True) == 1


def test_weather_of_one_seed_is_the_same_again(fake: FakeStripe, receiver: Receiver) -> None:
    def drawn() -> list[str]:
        before = len(fake.controls.deliveries())
        fake.controls.weather(most_copies=3, dropped=0.5, held=True, seed=7)
        with fake.world.store.transaction():
            for _ in range(20):
                fake.world.emit("customer.created", {"id": "cus_1", "object": "customer"})
        return [f"{one['form']} {one['state']}" for one in fake.controls.deliveries()[before:]]

    assert drawn() == drawn()
