"""Paying on Stripe's page, in apps and with saved cards, up to the books on both sides."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import stripe
from flask.testing import FlaskClient
from shopwright import Context
from shopwright.commerce.payments import PaymentOffer
from shopwright.commerce.pricing import Money
from shopwright.testing import Shop, SignIn, assert_books
from shopwright_stripe_payments import cards
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.connection import connection
from shopwright_stripe_payments.fake import FakeStripe
from shopwright_stripe_payments.models import StripeCustomer
from shopwright_stripe_payments.provider import StripeProvider
from sqlalchemy import select

from .conftest import NewShopper, Shopper, dashboard

Told = Callable[[], None]
DECLINED, EMPTY = "4000000000000002", "4000000000009995"
ASKS_THE_BANK = "4000002760003184"
OFFER = PaymentOffer(
    channel="web",
    country="DE",
    total=Money(2690, "EUR"),
    email="ada@example.com",
    requires_shipping=True,
)
ALWAYS_ASKS = "4000002760003184"


def test_a_guest_pays_on_stripes_page(shopper: NewShopper, told: Told) -> None:
    ada = shopper()
    ada.press()
    assert ada.completion["next_action"]["kind"] == "redirect"
    assert ada.completion["next_action"]["url"].startswith(ada.fake.url)
    assert ada.pay()["status"] == "complete"
    told()
    assert ada.states == ("open", "paid")
    assert ada.ledger == [("captured", 2690, "EUR")]
    assert ada.attempt.paid_with == "Visa ending in 4242"
    assert ada.attempt.risk is not None
    assert [book["captured"] for book in ada.books] == [2690]
    assert_books()


def test_a_declined_card_and_then_a_good_one_is_one_payment(
    shopper: NewShopper, told: Told
) -> None:
    ada = shopper()
    ada.press()
    assert ada.pay(EMPTY)["status"] == "open"
    told()
    assert (ada.order["state"], ada.attempt.state) == ("pending", "open")
    ada.pay()
    told()
    assert ada.states == ("open", "paid")
    assert ada.ledger == [("captured", 2690, "EUR")]
    assert len(ada.payments.attempts) == 1


def test_f25_3d_secure_may_take_its_time(shopper: NewShopper, told: Told) -> None:
    ada = shopper()
    ada.press()
    ada.pay(ASKS_THE_BANK)
    told()
    assert (ada.order["state"], ada.attempt.state) == ("pending", "open")
    (intent,) = ada.fake.controls.books()
    ada.fake.controls.advance(20 * 60)
    ada.fake.controls.authenticate(intent, passed=True)
    told()
    assert ada.states == ("open", "paid")


def test_who_fails_3d_secure_may_try_another_card(shopper: NewShopper, told: Told) -> None:
    ada = shopper()
    ada.press()
    ada.pay(ASKS_THE_BANK, authenticate=False)
    told()
    assert ada.attempt.state == "open"
    ada.pay()
    told()
    assert ada.states == ("open", "paid")


def test_an_app_pays_with_stripes_own_library(
    shopper: NewShopper, fake: FakeStripe, told: Told
) -> None:
    ada = shopper()
    action = ada.press(flow="client")["next_action"]
    assert (action["kind"], action["details"]["publishable_key"]) == ("client", "pk_test_fake")
    library = stripe.StripeClient(
        action["details"]["publishable_key"], base_addresses={"api": fake.url}
    )
    secret = action["details"]["client_secret"]
    params: Any = {
        "client_secret": secret,
        "payment_method": "pm_card_visa",
        "return_url": "https://app.example",
    }
    library.v1.payment_intents.confirm(secret.partition("_secret_")[0], params)
    told()
    assert ada.states == ("open", "paid")
    assert ada.ledger == [("captured", 2690, "EUR")]


def test_an_unknown_option_is_refused_in_words(shopper: NewShopper) -> None:
    answer = shopper().press(409, flow="telepathy")
    assert answer["code"] == "payment_declined"
    assert answer["detail"] == "The payment option 'flow' takes hosted or client."


@pytest.mark.parametrize(
    ("currency", "price", "units"),
    [("EUR", 2200, 2690), ("USD", 1999, 2489), ("JPY", 3000, 3490), ("KWD", 5120, 5610)],
)
def test_f17_f18_amounts_are_right_to_the_minor_unit_at_stripe(
    shopper: NewShopper, told: Told, currency: str, price: int, units: int
) -> None:
    ada = shopper(price=price, currency=currency)
    ada.press()
    ada.pay()
    told()
    assert [(book["currency"], book["captured"]) for book in ada.books] == [
        (currency.lower(), units)
    ]
    assert ada.ledger == [("captured", units, currency)]
    assert ada.states == ("open", "paid")


@pytest.mark.parametrize(("currency", "units"), [("UGX", 599_000), ("ISK", 599_000)])
def test_f17_f18_currencies_that_stripe_counts_otherwise(
    shopper: NewShopper, told: Told, currency: str, units: int
) -> None:
    ada = shopper(price=5500, currency=currency)
    ada.press()
    ada.pay()
    told()
    assert [book["captured"] for book in ada.books] == [units]
    assert ada.ledger == [("captured", 5990, currency)]
    assert ada.states == ("open", "paid")


def test_what_stripe_cannot_count_is_not_on_offer(provider: StripeProvider) -> None:
    odd_sum = dataclasses.replace(OFFER, total=Money(5123, "KWD"))
    assert list(provider.methods(odd_sum)) == []
    round_sum = dataclasses.replace(OFFER, total=Money(5120, "KWD"))
    assert [item.id for item in provider.methods(round_sum)] == ["stripe:checkout"]


# --- bank debits ---


def test_f26_a_bank_debit_takes_days_and_holds_its_stock(shopper: NewShopper, told: Told) -> None:
    ada = shopper()
    ada.press()
    ada.pay(method="sepa_debit")
    told()
    assert ada.states == ("awaiting_payment", "unpaid")
    assert ada.attempt.state == "processing"
    assert ada.attempt.deadline is not None
    assert (ada.attempt.deadline - ada.attempt.created_at).days >= 20
    (intent,) = ada.fake.controls.books()
    ada.fake.controls.answer_debit(intent, succeeds=True)
    told()
    assert ada.states == ("open", "paid")
    assert ada.attempt.paid_with == "SEPA Direct Debit ending in 3000"
    assert_books()


def test_f26_a_bank_debit_that_bounces_cancels_the_order(shopper: NewShopper, told: Told) -> None:
    ada = shopper()
    ada.press()
    ada.pay(method="sepa_debit")
    told()
    (intent,) = ada.fake.controls.books()
    ada.fake.controls.answer_debit(intent, succeeds=False)
    told()
    assert ada.states == ("canceled", "unpaid")
    assert ada.attempt.state == "failed"
    assert_books()


# --- saved cards ---


@pytest.fixture
def customer(as_customer: SignIn) -> FlaskClient:
    """Somebody with an account."""
    return as_customer()


def paid_and_saved(shopper: NewShopper, browser: FlaskClient, told: Told, card: str) -> Shopper:
    """A customer who agreed, on Stripe's page, to have the card kept."""
    ada = shopper(browser)
    ada.press()
    ada.pay(card, save=True)
    told()
    assert ada.states == ("open", "paid")
    return ada


def cards_of(browser: FlaskClient) -> list[dict[str, Any]]:
    """As the customer sees them."""
    answer = browser.get("/api/v1/plugins/stripe_payments/cards")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def test_a_card_that_may_be_kept_pays_the_next_order_at_once(
    shopper: NewShopper, customer: FlaskClient, told: Told
) -> None:
    paid_and_saved(shopper, customer, told, "4242424242424242")
    (card,) = cards_of(customer)
    assert (card["label"], card["expired"]) == ("Visa ending in 4242", False)
    ada = shopper(customer)
    offered = {item["id"]: item["label"] for item in ada.methods()}
    assert offered[card["method"]] == "Visa ending in 4242"
    ada.choose(card["method"]).press()
    assert ada.states == ("open", "paid")
    assert ada.ledger == [("captured", 2690, "EUR")]


def test_nothing_is_kept_of_who_did_not_agree(
    shopper: NewShopper, customer: FlaskClient, told: Told
) -> None:
    ada = shopper(customer)
    ada.press()
    ada.pay()
    told()
    assert cards_of(customer) == []
    assert [item["id"] for item in shopper(customer).methods()] == [
        "stripe:checkout",
        "scripted:card",
    ]


@pytest.mark.parametrize(("passed", "states"), [(True, ("open", "paid")), (False, None)])
def test_a_saved_card_may_need_the_bank(
    shopper: NewShopper,
    customer: FlaskClient,
    told: Told,
    passed: bool,
    states: tuple[str, str] | None,
) -> None:
    first = shopper(customer)
    first.press()
    first.pay(ALWAYS_ASKS, save=True, authenticate=True)
    told()
    (card,) = cards_of(customer)
    ada = shopper(customer).choose(card["method"])
    action = ada.press()["next_action"]
    assert action["kind"] == "redirect"
    assert ada.attempt.reference is not None
    ada.fake.controls.authenticate(ada.attempt.reference, passed=passed)
    told()
    if states is not None:
        assert ada.states == states
        return
    assert (ada.order["state"], ada.attempt.state) == ("pending", "failed")
    assert ada.attempt.error.startswith("Your bank could not confirm that it is you.")
    assert [book["status"] for book in ada.books] == ["canceled"]


def test_a_saved_card_that_is_declined_is_tried_once_and_closed(
    shopper: NewShopper, customer: FlaskClient, told: Told
) -> None:
    first = shopper(customer)
    first.press()
    account = dashboard(first)
    (known,) = account.customers.list().data
    account.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": known.id})
    first.pay()
    told()
    (card,) = cards_of(customer)
    ada = shopper(customer).choose(card["method"])
    assert ada.press(409)["code"] == "payment_declined"
    (book,) = [item for item in ada.fake.controls.books().values() if not item["captured"]]
    assert book["status"] == "canceled"
    again = ada.choose()
    again.press()
    again.pay()
    told()
    assert again.states == ("open", "paid")


def test_a_saved_card_of_somebody_else_is_none(
    shopper: NewShopper, customer: FlaskClient, as_customer: SignIn, told: Told
) -> None:
    paid_and_saved(shopper, customer, told, "4242424242424242")
    (card,) = cards_of(customer)
    stranger = as_customer()
    assert cards_of(stranger) == []
    path = f"/api/v1/plugins/stripe_payments/cards/{card['id']}"
    assert stranger.delete(path).status_code == 404
    eve = shopper(stranger)
    with pytest.raises(AssertionError, match="payment"):
        eve.choose(card["method"])
    assert len(cards_of(customer)) == 1


def test_a_removed_card_is_gone_at_stripe_as_well(
    shopper: NewShopper, customer: FlaskClient, fake: FakeStripe, told: Told
) -> None:
    paid_and_saved(shopper, customer, told, "4242424242424242")
    (card,) = cards_of(customer)
    path = f"/api/v1/plugins/stripe_payments/cards/{card['id']}"
    assert customer.delete(path).status_code == 204
    assert cards_of(customer) == []
    assert customer.delete(path).status_code == 404
    assert any(call["path"].endswith("/detach") for call in fake.controls.calls())


def test_a_card_is_not_removed_while_stripe_is_silent(
    shopper: NewShopper, customer: FlaskClient, fake: FakeStripe, told: Told
) -> None:
    paid_and_saved(shopper, customer, told, "4242424242424242")
    (card,) = cards_of(customer)
    fake.controls.fail("before", path="*/detach")
    answer = customer.delete(f"/api/v1/plugins/stripe_payments/cards/{card['id']}")
    assert (answer.status_code, answer.json["code"]) == (503, "stripe_is_silent")
    assert len(cards_of(customer)) == 1


def test_the_same_card_twice_is_one(shopper: NewShopper, customer: FlaskClient, told: Told) -> None:
    paid_and_saved(shopper, customer, told, "4242424242424242")
    paid_and_saved(shopper, customer, told, "4242424242424242")
    paid_and_saved(shopper, customer, told, "5555555555554444")
    assert [card["label"] for card in cards_of(customer)] == [
        "Mastercard ending in 4444",
        "Visa ending in 4242",
    ]


def test_what_was_removed_at_stripe_is_refused_once_and_forgotten(
    shopper: NewShopper, customer: FlaskClient, told: Told
) -> None:
    first = paid_and_saved(shopper, customer, told, "4242424242424242")
    (card,) = cards_of(customer)
    account = dashboard(first)
    (known,) = account.customers.list().data
    (method,) = account.customers.payment_methods.list(known.id).data
    account.payment_methods.detach(method.id)
    ada = shopper(customer).choose(card["method"])
    assert ada.press(409)["code"] == "payment_declined"
    assert cards_of(customer) == []
    account.customers.delete(known.id)
    assert ada.choose().press(409)["code"] == "payment_declined"
    ada.press()
    ada.pay()
    told()
    assert ada.states == ("open", "paid")


def test_a_customer_who_pays_twice_at_once_is_known_to_stripe_by_one_name(
    shopper: NewShopper, customer: FlaskClient, ctx: Context
) -> None:
    ada = shopper(customer)
    ada.press()
    with ctx.read() as db:
        (known,) = db.scalars(select(StripeCustomer))
    account = connection(ctx.settings)
    assert account is not None
    owner = cards.Owner(customer_id=known.customer_id, email="ada@example.com", realm=account.realm)
    before = cards.stripe_customer
    answers = iter([None])
    with pytest.MonkeyPatch.context() as patch:  # it looked before the other one was written down
        patch.setattr(cards, "stripe_customer", lambda *asked: next(answers, before(*asked)))
        found = cards.customer_for(ctx, Api(ctx, account), owner, key="of-another-payment")
    assert found == known.stripe_id


def test_guests_have_no_saved_cards(shop: Shop) -> None:
    assert shop.client().get("/api/v1/plugins/stripe_payments/cards").status_code == 401


# --- what is on offer ---


def test_without_an_account_nothing_is_on_offer(
    shopper: NewShopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = shopper()
    monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS")
    assert [item["id"] for item in ada.methods()] == ["scripted:card"]


@pytest.mark.parametrize(
    ("stand_in", "settings", "said"),
    [
        (True, {}, "A demo: no real money moves. Pay with the card 4242 4242 4242 4242."),
        (False, {"test": {"secret_key": "sk_test_fake"}}, "Test mode: no real money moves."),
        (
            False,
            {"mode": "live", "live": {"secret_key": "sk_live_real"}, "label": "Cards"},
            "You pay on Stripe's secure page.",
        ),
    ],
)
def test_no_shopper_takes_a_trial_for_the_real_thing(
    provider: StripeProvider, stand_in: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not stand_in:
        monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS")
    (method,) = provider.methods(OFFER)
    assert method.description == said


@pytest.mark.parametrize("settings", [{}, {"label": "Pay"}], ids=["ours", "the merchant's"])
def test_shoppers_choose_in_their_language_unless_the_merchant_has_words(
    shopper: NewShopper, customer: FlaskClient, told: Told, provider: StripeProvider, settings: Any
) -> None:
    paid_and_saved(shopper, customer, told, "4242424242424242")
    known = customer.get("/api/v1/account").json["id"]
    offer = dataclasses.replace(OFFER, locale="de", customer_id=UUID(known))
    card, page = provider.methods(offer)
    assert card.label == "Visa mit den Endziffern 4242"
    assert page.label == settings.get("label", "Karte, Wallet und mehr")
    assert page.description.startswith("Eine Demo: Es fließt kein echtes Geld.")
