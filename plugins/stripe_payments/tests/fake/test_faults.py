"""Faults: what fails, fails as it is planned, and a kill loses nothing that was answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe
from shopwright_stripe_payments.fake import FakeProcess, FakeStripe

from .conftest import Receiver, charge_params, eventually, receiving, sdk

Charge = Callable[..., Any]


def pay(client: stripe.StripeClient, key: str) -> Any:
    return client.v1.payment_intents.create(
        params=charge_params(),  # type: ignore[arg-type]
        options={"idempotency_key": key},
    )


def test_before_breaks_the_connection_and_nothing_is_done(
    client: stripe.StripeClient, fake: FakeStripe
) -> None:
    fake.controls.fail("before")
    with pytest.raises(stripe.APIConnectionError):
        pay(client, "k")
    assert fake.controls.books() == {}
    assert pay(client, "k").status == "succeeded"


def test_after_drop_response_does_it_and_loses_the_answer(
    client: stripe.StripeClient, fake: FakeStripe
) -> None:
    fake.controls.fail("after_drop_response")
    with pytest.raises(stripe.APIConnectionError):
        pay(client, "k")
    (made,) = fake.controls.books()
    again = pay(client, "k")
    assert again.id == made
    assert again.last_response.headers["Idempotent-Replayed"] == "true"


def test_slow_does_it_later(client: stripe.StripeClient, fake: FakeStripe) -> None:
    fake.controls.fail("slow", seconds=0.3)
    began = time.monotonic()
    assert pay(client, "k").status == "succeeded"
    assert time.monotonic() - began >= 0.3


def test_a_black_hole_answers_nothing(fake: FakeStripe) -> None:
    fake.controls.fail("black_hole")
    client = stripe.StripeClient(
        fake.secret_key,
        base_addresses={"api": fake.url},
        http_client=stripe.RequestsClient(timeout=(1, 0.3)),
        max_network_retries=0,
    )
    began = time.monotonic()
    with pytest.raises(stripe.APIConnectionError):
        pay(client, "k")
    assert 0.3 <= time.monotonic() - began < 2
    assert fake.controls.books() == {}


def test_a_fault_strikes_the_calls_that_match_so_often(
    client: stripe.StripeClient, fake: FakeStripe, charge: Charge
) -> None:
    fake.controls.fail("429", method="POST", path="/v1/refunds", skip=1, count=2)
    intent = charge()
    params: Any = {"payment_intent": intent.id, "amount": 100}
    outcomes = []
    for _ in range(4):
        try:
            outcomes.append(client.v1.refunds.create(params=params).status)
        except stripe.RateLimitError:
            outcomes.append("429")
    assert outcomes == ["succeeded", "429", "429", "succeeded"]
    assert client.v1.refunds.list().data != []


def test_faults_for_ever_end_when_they_are_healed(
    client: stripe.StripeClient, fake: FakeStripe
) -> None:
    fake.controls.fail("429", count=0)
    for _ in range(3):
        with pytest.raises(stripe.RateLimitError):
            client.v1.balance.retrieve()
    fake.controls.heal()
    client.v1.balance.retrieve()


def test_unknown_faults_are_refused(fake: FakeStripe) -> None:
    with pytest.raises(ValueError, match="no fault is called 'gremlins'"):
        fake.controls.fail("gremlins")  # type: ignore[arg-type]


def test_calls_are_written_down(client: stripe.StripeClient, fake: FakeStripe) -> None:
    pay(client, "order-1")
    (call,) = fake.controls.calls()
    assert (call["method"], call["path"]) == ("POST", "/v1/payment_intents")
    assert (call["idempotency_key"], call["status"]) == ("order-1", 200)


# --- a process of its own ---


@pytest.fixture
def process(tmp_path: Path) -> Iterator[FakeProcess]:
    """A fake that can be killed."""
    process = FakeProcess(tmp_path / "fake" / "stripe.db").start()
    yield process
    process.stop()


def test_a_kill_loses_nothing_that_was_answered(process: FakeProcess) -> None:
    client = sdk(process)
    intent = pay(client, "k")
    url = process.url
    process.kill()
    with pytest.raises(stripe.APIConnectionError):
        client.v1.balance.retrieve()
    process.start()
    assert process.url == url
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
    assert pay(client, "k").id == intent.id
    assert len(process.controls.books()) == 1


def test_a_kill_loses_no_webhook_and_no_clock(process: FakeProcess) -> None:
    client = sdk(process)
    with receiving() as receiver:
        endpoint = process.controls.subscribe(url=receiver.url)
        receiver.secrets.append(endpoint["secret"])
        receiver.status = 500
        intent = client.v1.payment_intents.create(
            params=charge_params(capture_method="manual")  # type: ignore[arg-type]
        )
        eventually(lambda: process.controls.deliveries()[0]["attempts"] >= 1)
        now = process.controls.advance(seconds=6 * 24 * 3600)["now"]
        process.kill()
        receiver.status = 200
        process.start()
        eventually(lambda: "charge.succeeded" in receiver.types())
        assert process.controls.advance(seconds=0)["now"] >= now
        process.controls.advance(seconds=24 * 3600 + 1)
        eventually(lambda: "payment_intent.canceled" in receiver.types())
    assert client.v1.payment_intents.retrieve(intent.id).status == "canceled"


def test_a_webhook_that_was_given_at_the_start_is_kept_and_gets_a_new_secret(
    tmp_path: Path,
) -> None:
    data = tmp_path / "stripe.db"
    with receiving() as receiver:

        def run(secret: str) -> Receiver:
            process = FakeProcess(data, f"--webhook={receiver.url}", f"--webhook-secret={secret}")
            process.start()
            receiver.secrets, before = [secret], len(receiver.got)
            sdk(process).v1.customers.create()
            eventually(lambda: len(receiver.got) == before + 1)
            assert len(sdk(process).v1.webhook_endpoints.list().data) == 1
            process.stop()
            return receiver

        assert len(run("whsec_first").got) == 1
        assert len(run("whsec_second").got) == 2


def test_controls_need_their_token_and_say_what_is_wrong(process: FakeProcess) -> None:
    with pytest.raises(ValueError, match="No such session"):
        process.controls.pay(session_id="cs_test_gone")
    with pytest.raises(ValueError, match="unexpected keyword"):
        process.controls.advance(parsecs=1)
    with pytest.raises(AttributeError):
        process.controls.rob()
    process.control_token = "guessed"
    with pytest.raises(ValueError, match="wrong control token"):
        process.controls.books()


def test_a_port_that_is_taken_is_an_error(process: FakeProcess, tmp_path: Path) -> None:
    another = FakeProcess(tmp_path / "another.db")
    another.port = process.port
    with pytest.raises(RuntimeError, match="ended with code"):
        another.start()


def test_a_second_fake_on_a_port_is_refused(fake: FakeStripe) -> None:
    with pytest.raises(OSError, match="in use"):
        FakeStripe(port=fake.port)
