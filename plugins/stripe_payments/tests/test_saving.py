"""Customers save cards in their account without paying, and remove them, by plain forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe
from flask.testing import FlaskClient
from shopwright import Context, Plugin, TooMany
from shopwright.commerce.channels import install_defaults
from shopwright.testing import Shop, SignIn
from shopwright_storefront.plugin import Storefront
from shopwright_stripe_payments import changes, pages
from shopwright_stripe_payments.connection import connection
from shopwright_stripe_payments.fake import FakeStripe
from shopwright_stripe_payments.saving import is_offered
from shopwright_stripe_payments.settings import Settings
from shopwright_stripe_payments.words import words
from werkzeug.test import TestResponse

from .conftest import STAND_IN, NewShopper

Told = Callable[[], None]
ADD = "/x/stripe_payments/cards"
ASKS_THE_BANK = "4000002760003184"


@pytest.fixture
def others() -> dict[type[Plugin], dict[str, object]]:
    """The pages of an account."""
    return {Storefront: {"theme": "base"}}


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that runs tests may be busy; what comes late is left out of pages."""
    monkeypatch.setattr("shopwright.platform.plugins.slots.SLOT_SECONDS", 5.0)


@pytest.fixture
def ada(as_customer: SignIn) -> FlaskClient:
    """Her browser, in a shop that sells."""
    install_defaults()
    return as_customer()


def account(browser: FlaskClient, path: str = "/account") -> str:
    """What she reads there."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def send(browser: FlaskClient, path: str = ADD, **fields: str) -> TestResponse:
    """Press a button of the account's page."""
    token = re.search(r'name="token" value="([^"]+)"', account(browser))
    assert token is not None
    form = {"token": token[1], "back": "/account", "locale": "en"} | fields
    return browser.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"})


def stripes_page(browser: FlaskClient) -> str:
    """On to it: the session's id."""
    answer = send(browser)
    assert answer.status_code == 200, answer.text
    found = re.search(r'href="([^"]+/c/pay/([^"]+))"', answer.text)
    assert found is not None
    assert f'content="0; url={found[1]}"' in answer.text
    assert "form-action" not in answer.headers["Content-Security-Policy"]
    return found[2]


def come_back(browser: FlaskClient, done: dict[str, Any]) -> str:
    """From Stripe's page to the account."""
    url = done["success_url"].replace("{CHECKOUT_SESSION_ID}", done["id"])
    parts = urlsplit(url)
    answer = browser.get(f"{parts.path}?{parts.query}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    return account(browser)


def listed(browser: FlaskClient) -> list[str]:
    """Her cards, for programs."""
    answer = browser.get("/api/v1/plugins/stripe_payments/cards")
    return [card["label"] for card in answer.json["items"]]


def test_a_card_is_saved_without_paying_and_pays_the_next_order(
    ada: FlaskClient, fake: FakeStripe, shopper: NewShopper
) -> None:
    shown = account(ada)
    assert "You have no saved card." in shown
    assert "you agree that Stripe keeps it" in shown
    done = fake.controls.pay(stripes_page(ada))
    assert (done["status"], done["payment_status"]) == ("complete", "no_payment_required")
    shown = come_back(ada, done)
    assert "Your card is saved." in shown
    assert "Visa ending in 4242" in shown
    assert fake.controls.books() == {}
    buyer = shopper(ada)
    saved = next(item for item in buyer.methods() if item["label"] == "Visa ending in 4242")
    buyer.choose(saved["id"]).press()
    assert buyer.states == ("open", "paid")


def test_who_does_not_come_back_has_the_card_by_the_webhook(
    ada: FlaskClient, fake: FakeStripe, told: Told
) -> None:
    fake.controls.pay(stripes_page(ada))
    told()
    assert listed(ada) == ["Visa ending in 4242"]


def test_a_webhook_that_never_came_is_made_up_for_by_asking(
    ada: FlaskClient, fake: FakeStripe, shop: Shop, ctx: Context
) -> None:
    fake.controls.pay(stripes_page(ada))
    used = connection(ctx.settings)
    assert used is not None
    assert list(changes.changed_since(ctx, used, ctx.now().replace(year=2020))) == []
    shop.deliver()
    assert listed(ada) == ["Visa ending in 4242"]


@pytest.mark.parametrize("passed", [True, False])
def test_the_bank_may_be_asked_first(ada: FlaskClient, fake: FakeStripe, passed: bool) -> None:
    done = fake.controls.pay(stripes_page(ada), ASKS_THE_BANK, authenticate=passed)
    shown = come_back(ada, done)
    assert ("Your card is saved." in shown, len(listed(ada))) == (passed, int(passed))
    assert ("No card was saved." in shown) is not passed


def test_a_saved_card_is_removed_here_and_at_stripe(
    ada: FlaskClient, fake: FakeStripe, as_customer: SignIn
) -> None:
    come_back(ada, fake.controls.pay(stripes_page(ada)))
    found = re.search(rf"{ADD}/[0-9a-f-]+/remove", account(ada))
    assert found is not None
    answer = send(as_customer(), found[0])
    assert (answer.status_code, len(listed(ada))) == (303, 1)
    answer = send(ada, found[0])
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    shown = account(ada)
    assert "The card was removed." in shown
    assert "You have no saved card." in shown
    assert any(call["path"].endswith("/detach") for call in fake.controls.calls())


def test_the_session_of_somebody_else_saves_nothing(
    ada: FlaskClient, fake: FakeStripe, as_customer: SignIn
) -> None:
    done = fake.controls.pay(stripes_page(ada))
    eve = as_customer()
    assert "No card was saved." in come_back(eve, done)
    assert (listed(eve), listed(ada)) == ([], [])
    for guessed in ("cs_test_guessed", "", "../customers"):
        assert "No card was saved." in come_back(eve, done | {"id": guessed})


def test_nobody_tries_one_card_after_the_other(
    ada: FlaskClient, fake: FakeStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def refuse(scope: str, rates: str) -> None:
        asked.append(rates)
        raise TooMany("Too many requests.", retry_after=60)

    monkeypatch.setattr(pages, "check_rate", refuse)
    assert send(ada).status_code == 303
    assert "You tried this very often." in account(ada)
    assert asked == [pages.ADDING]
    assert fake.controls.calls() == []


def test_forms_need_their_token_and_a_customer(shop: Shop, ada: FlaskClient) -> None:
    answer = ada.post(ADD, data={"back": "/account"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    assert "This page was open for too long." in account(ada)
    assert ada.post(ADD, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    guest = shop.client()
    for path in (ADD, f"{ADD}/saved"):
        method = "GET" if path.endswith("saved") else "POST"
        assert guest.open(path, method=method).headers["Location"] == "/"


def test_nobody_is_led_to_another_site(ada: FlaskClient) -> None:
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example"):
        answer = ada.get(f"{ADD}/saved", query_string={"back": elsewhere, "session": "cs_x"})
        assert answer.headers["Location"] == "/"


def test_while_stripe_is_silent_nothing_is_lost(
    ada: FlaskClient, fake: FakeStripe, told: Told
) -> None:
    fake.controls.fail("before", path="*/sessions")
    assert send(ada).status_code == 303
    assert "Stripe does not answer right now. Please try again" in account(ada)
    done = fake.controls.pay(stripes_page(ada))
    fake.controls.fail("before", path="*/sessions/*")
    assert "it is shown here soon" in come_back(ada, done)
    told()
    assert listed(ada) == ["Visa ending in 4242"]


def test_a_customer_who_was_removed_at_stripe_is_made_known_anew(
    ada: FlaskClient, fake: FakeStripe
) -> None:
    come_back(ada, fake.controls.pay(stripes_page(ada)))
    api = stripe.StripeClient(fake.secret_key, base_addresses={"api": fake.url}).v1
    (known,) = api.customers.list().data
    api.customers.delete(known.id)
    come_back(ada, fake.controls.pay(stripes_page(ada), "5555555555554444"))
    assert listed(ada) == ["Mastercard ending in 4444"]


def test_an_app_saves_a_card_with_stripes_library(
    ada: FlaskClient, fake: FakeStripe, told: Told
) -> None:
    answer = ada.post("/api/v1/plugins/stripe_payments/cards")
    assert answer.status_code == 201, answer.text
    key = answer.json["publishable_key"]
    library = stripe.StripeClient(key, base_addresses={"api": fake.url}).v1
    params: Any = {
        "client_secret": answer.json["client_secret"],
        "payment_method": "pm_card_visa",
        "return_url": "https://app.example/",
    }
    assert library.setup_intents.confirm(answer.json["id"], params).status == "succeeded"
    told()
    assert listed(ada) == ["Visa ending in 4242"]


def test_the_checkout_says_what_happens_to_a_card(ada: FlaskClient, shopper: NewShopper) -> None:
    said = "A saved card is charged when you press the button."
    shopper(ada)
    assert said in account(ada, "/checkout")
    guest = shopper()
    guest.browser.set_cookie("shopwright_cart", guest.headers["X-Cart-Token"])
    shown = account(guest.browser, "/checkout")
    assert "Card, wallet and more" in shown
    assert said not in shown


def test_in_a_preview_no_card_is_added_or_removed(
    ada: FlaskClient, fake: FakeStripe, staff: FlaskClient
) -> None:
    come_back(ada, fake.controls.pay(stripes_page(ada)))
    made = staff.post("/api/v1/plugins/storefront/themes/base/previews", json={"to": "/account"})
    ada.get(made.json["url"].removeprefix("http://localhost"))
    shown = account(ada)
    assert "Visa ending in 4242" in shown
    assert "In a preview no card is added or removed." in shown
    assert f'action="{ADD}' not in shown


def test_customers_read_their_own_language() -> None:
    assert words("de_AT")["heading"] == "Gespeicherte Karten"
    assert words("xx") == words("en")
    assert words("de").keys() == words("en").keys()


def test_cards_are_kept_where_they_are_a_way_to_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_offered(Settings())
    monkeypatch.setenv(STAND_IN, "http://127.0.0.1:1")
    assert is_offered(Settings())
    assert is_offered(Settings(methods=("paypal", "card")))
    assert not is_offered(Settings(methods=("paypal",)))


@pytest.mark.parametrize("settings", [{"save_cards": False}])
def test_a_shop_that_keeps_no_cards_asks_for_none(ada: FlaskClient) -> None:
    assert "Saved cards" not in account(ada)
    answer = ada.post("/api/v1/plugins/stripe_payments/cards")
    assert (answer.status_code, answer.json["code"]) == (409, "cards_not_kept")
