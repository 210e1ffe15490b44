"""Many at once: money is taken once and given back once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
import stripe
from shopwright_stripe_payments.fake import FakeStripe

from .conftest import sdk

AT_ONCE = 8
Charge = Callable[..., Any]


def at_once(call: Callable[[int], Any]) -> list[Any]:
    """What many calls in the same moment gave; errors of Stripe's among it."""

    def attempt(number: int) -> Any:
        try:
            return call(number)
        except stripe.StripeError as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(attempt, range(AT_ONCE)))


def good(outcomes: list[Any]) -> list[Any]:
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]


def test_refunds_at_once_never_exceed_the_charge(fake: FakeStripe, charge: Charge) -> None:
    intent = charge()
    params: Any = {"payment_intent": intent.id, "amount": 300}
    outcomes = at_once(lambda _: sdk(fake).v1.refunds.create(params=params))
    assert len(good(outcomes)) == 3
    assert fake.controls.books()[intent.id]["refunded"] == 900


def test_one_of_many_captures_takes_the_money(fake: FakeStripe, charge: Charge) -> None:
    intent = charge(capture_method="manual")
    outcomes = at_once(lambda _: sdk(fake).v1.payment_intents.capture(intent.id))
    assert len(good(outcomes)) == 1
    assert fake.controls.books()[intent.id]["captured"] == 1000


def test_one_session_is_paid_or_expired_never_both(
    fake: FakeStripe, create_session: Callable[..., Any]
) -> None:
    session = create_session()
    form = {
        "method": "card",
        "email": "a@example.com",
        "number": "4242424242424242",
        "expiry": "12/34",
        "cvc": "123",
    }

    def press_or_expire(number: int) -> Any:
        if number % 2:
            return requests.post(session.url, data=form, allow_redirects=False, timeout=10)
        return sdk(fake).v1.checkout.sessions.expire(session.id)

    at_once(press_or_expire)
    status = sdk(fake).v1.checkout.sessions.retrieve(session.id).status
    captured = sum(book["captured"] for book in fake.controls.books().values())
    assert (status, captured) in [("complete", 2500), ("expired", 0)]


def test_one_key_makes_one_payment_however_many_ask(fake: FakeStripe) -> None:
    params: Any = {"amount": 1000, "currency": "usd"}
    outcomes = at_once(
        lambda _: sdk(fake).v1.payment_intents.create(
            params=params, options={"idempotency_key": "k"}
        )
    )
    assert len({made.id for made in good(outcomes)}) == 1
    assert all(error.http_status == 409 for error in outcomes if isinstance(error, Exception))
    assert len(fake.controls.books()) == 1
