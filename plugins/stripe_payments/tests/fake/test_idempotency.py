"""Idempotency keys: one key, one request, one answer."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import stripe
from shopwright_stripe_payments.fake import FakeStripe

from .conftest import charge_params, eventually, sdk

KEY: Any = {"idempotency_key": "order-1-1-start"}


def pay(client: stripe.StripeClient, **more: Any) -> Any:
    return client.v1.payment_intents.create(params=charge_params(**more), options=KEY)  # type: ignore[arg-type]


def test_the_first_answer_is_given_again(client: stripe.StripeClient, fake: FakeStripe) -> None:
    first, second = pay(client), pay(client)
    assert first.id == second.id
    assert first.last_response.headers.get("Idempotent-Replayed") is None
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert (
        second.last_response.headers["Original-Request"]
        == first.last_response.headers["Request-Id"]
    )
    assert len(fake.controls.books()) == 1


def test_a_decline_is_given_again_too(client: stripe.StripeClient, fake: FakeStripe) -> None:
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            pay(client, payment_method="pm_card_chargeDeclined")
    assert len(client.v1.charges.list().data) == 1


def test_other_parameters_are_refused(client: stripe.StripeClient) -> None:
    pay(client)
    with pytest.raises(stripe.IdempotencyError, match="same parameters") as refused:
        pay(client, amount=2000)
    assert refused.value.http_status == 400


def test_another_endpoint_is_refused(client: stripe.StripeClient) -> None:
    intent = pay(client)
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        client.v1.refunds.create(params={"payment_intent": intent.id}, options=KEY)


def test_a_refused_parameter_leaves_the_key_free(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        pay(client, colour="red")
    assert pay(client).status == "succeeded"


def test_wrong_keys_and_rate_limits_come_before(
    client: stripe.StripeClient, fake: FakeStripe
) -> None:
    with pytest.raises(stripe.AuthenticationError):
        pay(sdk(fake, "sk_test_wrong"))
    fake.controls.fail("429")
    with pytest.raises(stripe.RateLimitError):
        pay(client)
    assert pay(client).status == "succeeded"


def test_a_500_is_remembered(client: stripe.StripeClient, fake: FakeStripe) -> None:
    fake.controls.fail("cached_500", path="/v1/payment_intents")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            pay(client)
    assert fake.controls.books() == {}


def test_a_500_may_hide_that_it_was_done(client: stripe.StripeClient, fake: FakeStripe) -> None:
    fake.controls.fail("cached_500", executes=True)
    with pytest.raises(stripe.APIError):
        pay(client)
    assert [book["captured"] for book in fake.controls.books().values()] == [1000]


def test_a_key_is_free_again_after_a_day(client: stripe.StripeClient, fake: FakeStripe) -> None:
    first = pay(client)
    fake.controls.advance(24 * 3600 + 1)
    assert pay(client).id != first.id


def test_two_at_once_with_one_key_conflict(client: stripe.StripeClient, fake: FakeStripe) -> None:
    fake.controls.fail("slow", seconds=0.5)
    slow = threading.Thread(target=pay, args=(client,))
    slow.start()
    eventually(lambda: bool(fake.controls.calls()))
    eventually(lambda: fake._server.faults.struck != [])
    with pytest.raises(stripe.APIError) as refused:
        pay(sdk(fake))
    slow.join()
    assert refused.value.http_status == 409
    assert len(fake.controls.books()) == 1


def test_reads_ignore_keys(client: stripe.StripeClient) -> None:
    client.v1.balance.retrieve(options=KEY)
    assert pay(client).status == "succeeded"
