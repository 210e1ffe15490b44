"""Saving a card without paying: setup intents, and Checkout Sessions of mode `setup`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import stripe
from shopwright_stripe_payments.fake import FakeStripe

from .conftest import sdk
from .test_checkout import press, text

Setup = Callable[..., Any]
ASKS, DECLINED = "4000 0027 6000 3184", "4000 0000 0000 0002"


@pytest.fixture
def customer(client: stripe.StripeClient) -> str:
    """Somebody who is known to Stripe."""
    return client.v1.customers.create(params={"email": "ada@example.com"}).id


@pytest.fixture
def session(client: stripe.StripeClient, customer: str) -> Setup:
    """Makes a session in which that customer saves a card."""

    def create(**more: Any) -> Any:
        params: Any = {
            "mode": "setup",
            "allowed_payment_method_types": ["card"],
            "customer": customer,
            "success_url": "https://shop.example/cards?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://shop.example/account",
            "setup_intent_data": {"metadata": {"customer_id": "1"}},
        }
        return client.v1.checkout.sessions.create(params=params | more)

    return create


def kept(client: stripe.StripeClient, customer: str) -> list[Any]:
    return client.v1.customers.payment_methods.list(customer).data


def test_a_card_is_saved_on_the_page_and_nothing_is_charged(
    session: Setup, client: stripe.StripeClient, customer: str
) -> None:
    made = session()
    assert (made.mode, made.payment_status, made.amount_total) == (
        "setup",
        "no_payment_required",
        None,
    )
    shown = requests.get(made.url, timeout=10)
    assert "Nothing is charged now." in text(shown)
    assert "Save card" in text(shown)
    assert "ada@example.com" in text(shown)
    answer = press(made.url, email="")
    assert answer.headers["Location"] == f"https://shop.example/cards?session={made.id}"
    done = client.v1.checkout.sessions.retrieve(made.id, params={"expand": ["setup_intent"]})
    intent: Any = done.setup_intent
    assert (done.status, done.url, done.payment_intent) == ("complete", None, None)
    assert (intent.status, intent.customer, intent.metadata.to_dict()) == (
        "succeeded",
        customer,
        {"customer_id": "1"},
    )
    (card,) = kept(client, customer)
    assert (card.id, card.allow_redisplay) == (intent.payment_method, "always")
    assert client.v1.charges.list().data == []
    kinds = [event.type for event in client.v1.events.list().data]
    assert kinds[:3] == [
        "checkout.session.completed",
        "setup_intent.succeeded",
        "payment_method.attached",
    ]


@pytest.mark.parametrize("passed", [True, False])
def test_the_bank_may_be_asked_before_a_card_is_kept(
    session: Setup, client: stripe.StripeClient, customer: str, passed: bool
) -> None:
    made = session()
    bank = press(made.url, email="", number=ASKS).headers["Location"]
    assert "wants to keep your Visa ending in 3184" in text(requests.get(bank, timeout=10))
    said = {"answer": "complete" if passed else "fail"}
    answer = requests.post(bank, data=said, allow_redirects=False, timeout=10)
    assert len(kept(client, customer)) == (1 if passed else 0)
    if passed:
        assert answer.headers["Location"].startswith("https://shop.example/cards")
        return
    again = requests.get(answer.headers["Location"], timeout=10)
    assert "authentication failed" in text(again)
    assert press(made.url, email="").status_code == 303
    assert len(kept(client, customer)) == 1


def test_a_declined_card_is_not_kept_and_another_may_be_tried(
    session: Setup, client: stripe.StripeClient, customer: str
) -> None:
    made = session()
    answer = press(made.url, email="", number=DECLINED)
    assert (answer.status_code, "Your card was declined." in text(answer)) == (402, True)
    intent = client.v1.setup_intents.retrieve(made.setup_intent)
    assert intent.last_setup_error is not None
    assert (intent.status, intent.last_setup_error.code) == (
        "requires_payment_method",
        "card_declined",
    )
    assert press(made.url, email="", number="4000 0000 0000 0341").status_code == 303
    assert len(kept(client, customer)) == 1


def test_a_session_that_is_over_saves_nothing(
    session: Setup, client: stripe.StripeClient, customer: str
) -> None:
    made = session()
    client.v1.checkout.sessions.expire(made.id)
    assert client.v1.setup_intents.retrieve(made.setup_intent).status == "canceled"
    assert press(made.url, email="").status_code == 410
    assert kept(client, customer) == []


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"allowed_payment_method_types": None}, "currency"),
        ({"allowed_payment_method_types": ["paypal"]}, "allowed_payment_method_types"),
        ({"payment_intent_data": {"description": "x"}}, "payment_intent_data"),
        ({"submit_type": "pay"}, "submit_type"),
        (
            {"saved_payment_method_options": {"payment_method_save": "enabled"}},
            "saved_payment_method_options",
        ),
        ({"setup_intent_data": {"on_behalf_of": "acct_1"}}, "setup_intent_data"),
        ({"setup_intent_data": {"usage": "on_session"}}, "setup_intent_data[usage]"),
        ({"consent_collection": {"promotions": "auto"}}, "consent_collection"),
        ({"mode": "subscription"}, "mode"),
    ],
)
def test_what_makes_no_sense_without_a_payment_is_refused(
    session: Setup, wrong: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        session(**wrong)
    assert refused.value.param == param


def test_a_session_to_pay_takes_nothing_of_a_setup(create_session: Setup) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="setup"):
        create_session(setup_intent_data={"description": "x"})


def test_an_app_saves_a_card_by_its_own_key(
    fake: FakeStripe, client: stripe.StripeClient, customer: str
) -> None:
    intent = client.v1.setup_intents.create(params={"customer": customer, "usage": "on_session"})
    assert (intent.status, intent.usage) == ("requires_payment_method", "on_session")
    app = sdk(fake, fake.publishable_key)
    params: Any = {
        "client_secret": intent.client_secret,
        "payment_method": "pm_card_visa",
        "return_url": "https://app.example/",
    }
    with pytest.raises(stripe.InvalidRequestError) as refused:
        app.v1.setup_intents.confirm(intent.id, params | {"client_secret": "guessed"})
    assert refused.value.code == "setup_intent_invalid_parameter"
    done = app.v1.setup_intents.confirm(intent.id, params)
    assert (done.status, len(kept(client, customer))) == ("succeeded", 1)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.setup_intents.cancel(intent.id)
    assert refused.value.code == "setup_intent_unexpected_state"
    declared = {name for name in type(done).__annotations__ if name.islower()}
    assert done.to_dict().keys() <= declared
    (found,) = client.v1.setup_intents.list(params={"customer": customer}).data
    assert found.id == intent.id


def test_without_checkout_the_bank_leads_back_with_the_outcome(
    client: stripe.StripeClient, customer: str
) -> None:
    params: Any = {
        "customer": customer,
        "payment_method": "pm_card_authenticationRequired",
        "confirm": True,
        "return_url": "https://app.example/?a=1",
    }
    intent = client.v1.setup_intents.create(params=params)
    page: Any = intent.next_action
    answer = requests.post(
        page.redirect_to_url.url, data={"answer": "complete"}, allow_redirects=False, timeout=10
    )
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {
        "a": ["1"],
        "setup_intent": [intent.id],
        "setup_intent_client_secret": [intent.client_secret],
        "redirect_status": ["succeeded"],
    }


def test_setup_intents_are_asked_for_rightly_or_refused(
    session: Setup, client: stripe.StripeClient, customer: str
) -> None:
    intents = client.v1.setup_intents
    for wrong in ({"colour": "red"}, {"single_use": {"amount": 1, "currency": "eur"}}):
        with pytest.raises(stripe.InvalidRequestError):
            intents.create(params=wrong)  # type: ignore[arg-type]
    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        intents.create(params={"return_url": "https://app.example/"})
    bare = intents.create(params={"customer": customer, "payment_method": "pm_card_visa"})
    assert bare.status == "requires_confirmation"
    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        intents.confirm(bare.id)
    noted = intents.update(bare.id, params={"metadata": {"a": "1"}, "description": "x"})
    assert (noted.metadata.to_dict(), noted.description) == ({"a": "1"}, "x")
    assert intents.cancel(bare.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="created by a Checkout Session"):
        intents.confirm(session().setup_intent, params={"payment_method": "pm_card_visa"})
