"""What Stripe's errors mean."""

from __future__ import annotations

from typing import Any

import pytest
import stripe
from shopwright.commerce.payments import PaymentUnknown
from shopwright_stripe_payments.errors import (
    asking,
    decline,
    is_gone,
    is_silence,
    refund_refusal,
    refusal,
    unknown,
)

NEUTRAL = "This way to pay is not available right now. Please choose another one."


def invalid(code: str | None = None, param: str | None = None) -> stripe.InvalidRequestError:
    """Stripe does not take what was sent."""
    return stripe.InvalidRequestError("secret words", param, code, http_status=400)


def declined(code: str, decline_code: str | None = None) -> stripe.CardError:
    """A bank says no."""
    body = {"error": {"code": code, "decline_code": decline_code}}
    return stripe.CardError("secret words", None, code, http_status=402, json_body=body)


SILENT: list[Any] = [
    stripe.APIConnectionError("no route"),  # type: ignore[no-untyped-call]
    stripe.APIError("oops", http_status=500),
    stripe.RateLimitError("slowly", http_status=429),
    stripe.IdempotencyError("in use", http_status=409),
    stripe.IdempotencyError("other parameters", http_status=400),
    stripe.AuthenticationError("who?", http_status=401),
]


@pytest.mark.parametrize("error", SILENT, ids=str)
def test_what_leaves_open_what_happened_is_unknown(error: stripe.StripeError) -> None:
    assert is_silence(error)
    with pytest.raises(PaymentUnknown), asking():
        raise error


@pytest.mark.parametrize("error", SILENT, ids=str)
def test_what_stripe_would_say_again_under_the_same_key_is_told_from_silence(
    error: stripe.StripeError,
) -> None:
    assert unknown(error).answered is (error.http_status in (400, 500))


@pytest.mark.parametrize("error", [invalid("any"), declined("card_declined")])
def test_a_clear_answer_is_no_silence(error: stripe.StripeError) -> None:
    assert not is_silence(error)


def test_what_is_unknown_names_the_request_and_not_what_was_answered() -> None:
    error = stripe.APIError(
        "ada@example.com", http_status=500, http_body="ada", headers={"request-id": "req_1"}
    )
    assert str(unknown(error)) == "Stripe answered 500 (APIError, request req_1)"
    assert str(unknown(SILENT[0])) == "Stripe did not answer (APIConnectionError)"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (declined("card_declined", "insufficient_funds"), "The card has not enough funds."),
        (declined("expired_card"), "The card has expired."),
        (declined("card_declined", "stolen_card"), "The card was declined."),
        (declined("card_declined", "a_new_reason"), "The card was declined."),
        (invalid(param="expires_at"), "The payment could not be started in time."),
        (invalid("amount_too_small", "amount"), "The amount is too small"),
        (invalid("email_invalid", "customer_email"), "The mail address is not valid."),
        (invalid("parameter_unknown", "mode"), NEUTRAL),
        (stripe.AuthenticationError("sk_live_...abcd"), NEUTRAL),
    ],
)
def test_a_refusal_is_told_in_words_for_shoppers(error: stripe.StripeError, words: str) -> None:
    found = str(refusal(error))
    assert found.startswith(words)
    assert "secret" not in found


def test_a_thief_learns_nothing() -> None:
    assert decline("card_declined", "lost_card") == decline("card_declined", "generic_decline")
    assert decline("card_declined", "fraudulent") == decline("card_declined", None)


def test_what_is_gone_is_gone() -> None:
    assert is_gone(invalid("resource_missing", "id"))
    assert not is_gone(invalid("parameter_unknown", "id"))
    assert not is_gone(SILENT[1])


def test_a_refund_that_is_not_possible_is_told_in_words_for_staff() -> None:
    assert refund_refusal(invalid("charge_disputed")).startswith("The shopper's bank disputes")
    assert refund_refusal(invalid("odd")) == "Stripe does not make this refund (odd)."
