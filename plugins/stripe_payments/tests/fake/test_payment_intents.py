"""Payment intents: confirmed, declined, authenticated, captured in whole or part, canceled."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
import stripe
from shopwright_stripe_payments.fake import READY, FakeStripe

Charge = Callable[..., Any]
DAY = 24 * 3600


def declined(charge: Charge, **more: Any) -> stripe.CardError:
    with pytest.raises(stripe.CardError) as refused:
        charge(**more)
    return refused.value


# --- cards ---


def test_a_good_card_pays_at_once(charge: Charge, fake: FakeStripe) -> None:
    intent = charge(expand=["latest_charge"])
    made = intent.latest_charge
    assert (intent.status, intent.amount_received) == ("succeeded", 1000)
    assert (made.paid, made.captured, made.amount_captured) == (True, True, 1000)
    assert (made.outcome.risk_level, made.outcome.risk_score) == ("normal", 24)
    assert made.payment_method_details.card.brand == "visa"
    assert fake.controls.books()[intent.id]["captured"] == 1000


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
        ("pm_card_radarBlock", "card_declined", "fraudulent"),
    ],
)
def test_a_declined_card_leaves_a_failed_charge(
    client: stripe.StripeClient,
    charge: Charge,
    card: str,
    code: str,
    decline_code: str | None,
) -> None:
    error = declined(charge, payment_method=card)
    assert (error.http_status, error.code) == (402, code)
    assert error.error is not None
    assert getattr(error.error, "decline_code", None) == decline_code
    intent = client.v1.payment_intents.retrieve(error.error.payment_intent.id)  # type: ignore[union-attr]
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error is not None
    assert intent.last_payment_error.code == code
    failed = client.v1.charges.retrieve(str(intent.latest_charge))
    assert (failed.status, failed.paid, failed.failure_code) == ("failed", False, code)
    assert failed.outcome is not None
    assert failed.outcome.type == ("blocked" if card == "pm_card_radarBlock" else "issuer_declined")


def test_after_a_decline_the_same_intent_takes_another_card(
    client: stripe.StripeClient, charge: Charge
) -> None:
    error = declined(charge, payment_method="pm_card_chargeDeclined")
    intent_id = error.error.payment_intent.id  # type: ignore[union-attr]
    intent = client.v1.payment_intents.confirm(
        intent_id,
        params={"payment_method": "pm_card_mastercard", "return_url": "https://shop.example/"},
    )
    assert (intent.status, intent.last_payment_error) == ("succeeded", None)
    charges = client.v1.charges.list(params={"payment_intent": intent_id})
    assert [one.status for one in charges.data] == ["succeeded", "failed"]


@pytest.mark.parametrize(
    ("card", "level"),
    [("pm_card_riskLevelElevated", "elevated"), ("pm_card_riskLevelHighest", "highest")],
)
def test_radar_says_how_risky_a_payment_was(charge: Charge, card: str, level: str) -> None:
    made = charge(payment_method=card, expand=["latest_charge"]).latest_charge
    assert made.outcome.risk_level == level
    assert made.outcome.risk_score > 60


def test_every_ready_card_makes_a_method_of_its_own(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create()
    for name, card in READY.items():
        method = client.v1.payment_methods.attach(name, params={"customer": customer.id})
        assert method.card is not None
        assert (method.id != name, method.card.last4) == (True, card.number[-4:])


def test_a_method_pays_once_unless_it_is_a_customers(
    client: stripe.StripeClient, charge: Charge
) -> None:
    method = client.v1.payment_methods.create(
        params={"type": "card", "card": {"token": "tok_visa"}}  # type: ignore[typeddict-item]
    )
    charge(payment_method=method.id)
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        charge(payment_method=method.id)


def test_a_saved_card_pays_again_without_its_owner(
    client: stripe.StripeClient, charge: Charge
) -> None:
    customer = client.v1.customers.create()
    first = charge(customer=customer.id, setup_future_usage="off_session")
    (saved,) = client.v1.customers.payment_methods.list(customer.id).data
    assert saved.id == first.payment_method
    again = charge(customer=customer.id, payment_method=saved.id, off_session=True)
    assert again.status == "succeeded"
    other = client.v1.customers.create()
    with pytest.raises(stripe.InvalidRequestError, match="belongs to the Customer"):
        charge(customer=other.id, payment_method=saved.id)
    client.v1.payment_methods.detach(saved.id)
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        charge(payment_method=saved.id)


def test_a_way_back_is_needed_for_methods_that_leave_the_page(charge: Charge) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        charge(return_url="")
    with pytest.raises(stripe.InvalidRequestError, match="must provide a `return_url`"):
        charge(return_url=None)
    never: Any = {"enabled": True, "allow_redirects": "never"}
    assert charge(return_url=None, automatic_payment_methods=never).status == "succeeded"


def test_a_card_statement_takes_a_suffix_alone(charge: Charge) -> None:
    made = charge(statement_descriptor_suffix="ORDER 1", expand=["latest_charge"]).latest_charge
    assert made.calculated_statement_descriptor == "DEMO SHOP* ORDER 1"
    with pytest.raises(stripe.InvalidRequestError, match="isn't supported for card"):
        charge(statement_descriptor="MY SHOP")
    with pytest.raises(stripe.InvalidRequestError, match="at most 22"):
        charge(statement_descriptor_suffix="12")


# --- 3-D Secure ---


def test_a_bank_that_asks_makes_the_intent_wait(
    charge: Charge, client: stripe.StripeClient
) -> None:
    intent = charge(payment_method="pm_card_authenticationRequired")
    assert intent.status == "requires_action"
    assert intent.next_action.type == "redirect_to_url"
    page = intent.next_action.redirect_to_url.url
    with urllib.request.urlopen(page) as answer:
        assert "Complete authentication" in answer.read().decode()
    assert client.v1.charges.list().data == []


@pytest.mark.parametrize(
    ("card", "passed", "status"),
    [
        ("pm_card_threeDSecure2Required", True, "succeeded"),
        ("pm_card_threeDSecure2Required", False, "requires_payment_method"),
        ("pm_card_threeDSecureRequiredChargeDeclined", True, "requires_payment_method"),
    ],
)
def test_the_bank_decides(
    charge: Charge, fake: FakeStripe, card: str, passed: bool, status: str
) -> None:
    intent = charge(payment_method=card)
    assert fake.controls.authenticate(intent.id, passed=passed)["status"] == status


def test_a_failed_authentication_says_so(
    charge: Charge, fake: FakeStripe, client: stripe.StripeClient
) -> None:
    intent = charge(payment_method="pm_card_authenticationRequired")
    fake.controls.authenticate(intent.id, passed=False)
    error = client.v1.payment_intents.retrieve(intent.id).last_payment_error
    assert error is not None
    assert error.code == "payment_intent_authentication_failure"


def test_without_its_owner_a_card_that_asks_is_declined(charge: Charge) -> None:
    error = declined(
        charge, payment_method="pm_card_authenticationRequired", off_session=True, return_url=None
    )
    assert error.error is not None
    assert error.error.decline_code == "authentication_required"


def test_a_card_that_was_set_up_asks_no_more(
    charge: Charge, fake: FakeStripe, client: stripe.StripeClient
) -> None:
    customer = client.v1.customers.create().id
    first = charge(
        payment_method="pm_card_authenticationRequiredOnSetup",
        customer=customer,
        setup_future_usage="off_session",
    )
    fake.controls.authenticate(first.id)
    saved = client.v1.payment_intents.retrieve(first.id).payment_method
    again = charge(payment_method=saved, customer=customer, off_session=True)
    assert (first.status, again.status) == ("requires_action", "succeeded")


def test_an_authenticated_charge_tells_of_it(charge: Charge, fake: FakeStripe) -> None:
    intent = charge(payment_method="pm_card_threeDSecure2Required")
    fake.controls.authenticate(intent.id)
    (made,) = fake.world.store.every("charge")
    secure = made["payment_method_details"]["card"]["three_d_secure"]
    assert secure["result"] == "authenticated"


# --- capture and cancel ---


def held(charge: Charge, **more: Any) -> Any:
    return charge(capture_method="manual", **more)


def test_held_money_is_captured_later(
    charge: Charge, client: stripe.StripeClient, fake: FakeStripe
) -> None:
    intent = held(charge, expand=["latest_charge"])
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 1000)
    card = intent.latest_charge.payment_method_details.card
    assert card.capture_before == pytest.approx(fake.world.now() + 7 * DAY, abs=5)
    assert (intent.latest_charge.paid, intent.latest_charge.captured) == (True, False)
    taken = client.v1.payment_intents.capture(intent.id)
    assert (taken.status, taken.amount_received) == ("succeeded", 1000)


def test_a_part_is_captured_and_the_rest_released_without_a_refund(
    charge: Charge, client: stripe.StripeClient
) -> None:
    intent = held(charge)
    taken = client.v1.payment_intents.capture(
        intent.id, params={"amount_to_capture": 600, "expand": ["latest_charge"]}
    )
    made: Any = taken.latest_charge
    assert (taken.status, taken.amount_received, taken.amount_capturable) == ("succeeded", 600, 0)
    assert (made.amount, made.amount_captured, made.amount_refunded) == (1000, 600, 0)
    assert client.v1.refunds.list().data == []


def test_more_than_is_held_cannot_be_captured(charge: Charge, client: stripe.StripeClient) -> None:
    intent = held(charge)
    for amount in (1001, 0):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": amount})
        assert refused.value.param == "amount_to_capture"


def test_what_is_captured_is_not_captured_twice(
    charge: Charge, client: stripe.StripeClient
) -> None:
    intent = held(charge)
    client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 600})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 400})
    assert refused.value.code == "payment_intent_unexpected_state"


def test_several_captures_have_to_be_asked_for(charge: Charge, client: stripe.StripeClient) -> None:
    part: Any = {"amount_to_capture": 600, "final_capture": False}
    with pytest.raises(stripe.InvalidRequestError, match="multicapture"):
        client.v1.payment_intents.capture(held(charge).id, params=part)
    options: Any = {"card": {"request_multicapture": "if_available"}}
    intent = held(charge, payment_method_options=options)
    first = client.v1.payment_intents.capture(intent.id, params=part)
    assert (first.status, first.amount_capturable) == ("requires_capture", 400)
    with pytest.raises(stripe.InvalidRequestError, match="part of this PaymentIntent"):
        client.v1.payment_intents.cancel(intent.id)
    last = client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 0})
    assert (last.status, last.amount_received) == ("succeeded", 600)


def test_canceling_releases_held_money_without_a_refund(
    charge: Charge, client: stripe.StripeClient
) -> None:
    intent = client.v1.payment_intents.cancel(
        held(charge).id, params={"cancellation_reason": "requested_by_customer"}
    )
    assert (intent.status, intent.amount_capturable) == ("canceled", 0)
    assert intent.cancellation_reason == "requested_by_customer"
    made = client.v1.charges.retrieve(str(intent.latest_charge))
    assert (made.amount_captured, made.refunded) == (0, False)
    assert client.v1.refunds.list().data == []


def test_what_has_succeeded_cannot_be_canceled(charge: Charge, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.cancel(charge().id)
    assert refused.value.code == "payment_intent_unexpected_state"
    assert refused.value.error is not None
    assert refused.value.error.payment_intent.status == "succeeded"  # type: ignore[union-attr]


def test_an_authorization_lapses_after_seven_days(
    charge: Charge, client: stripe.StripeClient, fake: FakeStripe
) -> None:
    intent = held(charge)
    fake.controls.advance(7 * DAY - 60)
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    fake.controls.advance(61)
    lapsed = client.v1.payment_intents.retrieve(intent.id)
    assert (lapsed.status, lapsed.cancellation_reason) == ("canceled", "expired")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.capture(intent.id)
    kinds = {event.type for event in client.v1.events.list().data}
    assert {"charge.expired", "payment_intent.canceled"} <= kinds


# --- debits ---


def debit(client: stripe.StripeClient, iban: str) -> Any:
    params: Any = {
        "amount": 1000,
        "currency": "eur",
        "confirm": True,
        "return_url": "https://shop.example/",
        "payment_method_data": {
            "type": "sepa_debit",
            "sepa_debit": {"iban": iban},
            "billing_details": {"name": "A. Shopper", "email": "a@example.com"},
        },
    }
    return client.v1.payment_intents.create(params=params)


@pytest.mark.parametrize(
    ("iban", "seconds", "status"),
    [
        ("DE89370400440532013000", 4, "succeeded"),
        ("DE08370400440532013003", 4, "processing"),
        ("DE08370400440532013003", 181, "succeeded"),
        ("AT861904300235473202", 4, "requires_payment_method"),
        ("AT051904300235473205", 181, "requires_payment_method"),
    ],
)
def test_a_debit_is_processed_until_the_bank_answers(
    client: stripe.StripeClient, fake: FakeStripe, iban: str, seconds: int, status: str
) -> None:
    intent = debit(client, iban)
    assert (intent.status, fake.controls.books()[intent.id]["captured"]) == ("processing", 0)
    fake.controls.advance(seconds)
    assert client.v1.payment_intents.retrieve(intent.id).status == status


@pytest.mark.parametrize("succeeds", [True, False])
def test_a_test_may_answer_for_the_bank(
    client: stripe.StripeClient, fake: FakeStripe, succeeds: bool
) -> None:
    intent = debit(client, "DE89370400440532013000")
    answered = fake.controls.answer_debit(intent.id, succeeds=succeeds)
    assert answered["status"] == ("succeeded" if succeeds else "requires_payment_method")
    assert fake.controls.books()[intent.id]["captured"] == (1000 if succeeds else 0)


def test_debits_are_in_their_own_currency_and_cannot_be_held(client: stripe.StripeClient) -> None:
    create = client.v1.payment_intents.create
    assert create(params={"amount": 1000, "currency": "eur"}).payment_method_types == [
        "card",
        "sepa_debit",
    ]
    for more in ({"currency": "gbp"}, {"currency": "eur", "capture_method": "manual"}):
        params: Any = {"amount": 1000, **more}
        assert create(params=params).payment_method_types == ["card"]


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("000123456789", "succeeded"),
        ("000222222227", "requires_payment_method"),
        ("000555555559", "succeeded"),
    ],
)
def test_accounts_in_the_united_states_are_debited_in_dollars(
    client: stripe.StripeClient, fake: FakeStripe, number: str, status: str
) -> None:
    account = {"routing_number": "110000000", "account_number": number}
    params: Any = {
        "amount": 1000,
        "currency": "usd",
        "confirm": True,
        "return_url": "https://shop.example/",
        "payment_method_data": {"type": "us_bank_account", "us_bank_account": account},
    }
    intent = client.v1.payment_intents.create(params=params)
    assert intent.payment_method_types == ["card", "us_bank_account"]
    assert intent.status == "processing"
    fake.controls.advance(60)
    after = client.v1.payment_intents.retrieve(intent.id, params={"expand": ["latest_charge"]})
    assert after.status == status
    charge: Any = after.latest_charge
    assert charge.payment_method_details.us_bank_account.last4 == number[-4:]
    assert charge.disputed is (number == "000555555559")


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ({"routing_number": "110000000", "account_number": "1"}, "account_number_invalid"),
        ({"routing_number": "1", "account_number": "000123456789"}, "routing_number_invalid"),
    ],
)
def test_only_test_accounts_are_taken(
    client: stripe.StripeClient, account: dict[str, str], code: str
) -> None:
    params: Any = {"type": "us_bank_account", "us_bank_account": account}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_methods.create(params=params)
    assert refused.value.code == code


# --- amounts ---


@pytest.mark.parametrize(
    ("amount", "currency", "good"),
    [
        (50, "usd", True),
        (49, "usd", False),
        (30, "gbp", True),
        (50, "jpy", True),
        (49, "jpy", False),
        (1250, "kwd", True),
        (1255, "kwd", False),
        (1500, "isk", True),
        (1550, "isk", False),
        (10000, "ugx", True),
        (10050, "ugx", False),
        (99_999_999, "usd", True),
        (100_000_000, "usd", False),
    ],
)
def test_amounts_are_what_the_currency_has(
    client: stripe.StripeClient, amount: int, currency: str, good: bool
) -> None:
    params: Any = {"amount": amount, "currency": currency}
    if good:
        assert client.v1.payment_intents.create(params=params).amount == amount
    else:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.payment_intents.create(params=params)
        assert refused.value.param == "amount"
