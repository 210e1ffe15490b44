"""Checkout Sessions and their page, as a browser without JavaScript sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
import stripe
from shopwright_stripe_payments.fake import FakeStripe

CreateSession = Callable[..., Any]
HOUR = 3600


def press(url: str, **fields: str) -> requests.Response:
    """Fill in the form and press the button."""
    entered = {
        "method": "card",
        "email": "shopper@example.com",
        "number": "4242 4242 4242 4242",
        "expiry": "12 / 34",
        "cvc": "123",
    }
    return requests.post(url, data=entered | fields, allow_redirects=False, timeout=10)


def text(answer: requests.Response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))


# --- the API's side ---


def test_a_new_session_is_open_unpaid_and_adds_up(
    create_session: CreateSession, client: stripe.StripeClient
) -> None:
    session = create_session(metadata={"order": "1"}, client_reference_id="order-1")
    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (2500, "eur")
    assert (session.payment_intent, session.livemode) == (None, False)
    assert session.payment_method_types == ["card", "sepa_debit"]
    (line,) = client.v1.checkout.sessions.line_items.list(session.id).data
    assert (line.description, line.quantity, line.amount_total) == ("Mug", 2, 2500)
    expanded = client.v1.checkout.sessions.retrieve(session.id, params={"expand": ["line_items"]})
    assert expanded.line_items is not None
    assert expanded.line_items.data[0].price.unit_amount == 1250  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        (HOUR // 2 - 30, "at least 30 minutes"),
        (HOUR // 2 + 30, ""),
        (24 * HOUR - 30, ""),
        (24 * HOUR + 30, "less than 24 hours"),
    ],
)
def test_a_session_lives_between_half_an_hour_and_a_day(
    create_session: CreateSession, fake: FakeStripe, seconds: int, message: str
) -> None:
    ends = fake.world.now() + seconds
    if not message:
        assert create_session(expires_at=ends).expires_at == ends
    else:
        with pytest.raises(stripe.InvalidRequestError, match=message) as refused:
            create_session(expires_at=ends)
        assert refused.value.param == "expires_at"


def line(**price: Any) -> dict[str, Any]:
    data = {"currency": "eur", "unit_amount": 500, "product_data": {"name": "Mug"}} | price
    return {"quantity": 1, "price_data": data}


@pytest.mark.parametrize(
    "wrong",
    [
        {"success_url": None},
        {"success_url": "shop.example/back"},
        {"line_items": None},
        {"line_items": [line(), line(currency="usd")]},
        {"line_items": [line(unit_amount=49)]},
        {"line_items": [line(unit_amount=None)]},
        {"line_items": [line(product_data={})]},
        {"line_items": [{"price": "price_1", "quantity": 1}]},
        {"mode": None},
        {"mode": "gift"},
        {"customer": "cus_gone"},
        {"customer_email": "a@example.com", "customer": "cus_gone"},
        {"payment_intent_data": {"statement_descriptor_suffix": "*"}},
        {"payment_intent_data": {"capture": "later"}},
        {"payment_method_types": ["card"]},
    ],
)
def test_what_makes_no_sense_is_refused(
    create_session: CreateSession, wrong: dict[str, Any]
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        create_session(**wrong)


def test_an_expired_session_is_closed_for_good(
    create_session: CreateSession, client: stripe.StripeClient
) -> None:
    session = create_session()
    url = session.url
    expired = client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
        client.v1.checkout.sessions.expire(session.id)
    answer = press(url)
    assert (answer.status_code, "expired" in text(answer)) == (410, True)
    assert client.v1.charges.list().data == []


def test_a_session_expires_by_itself(
    create_session: CreateSession, client: stripe.StripeClient, fake: FakeStripe
) -> None:
    session = create_session(expires_at=fake.world.now() + 35 * 60)
    fake.controls.pay(session.id, "4000 0000 0000 0002")
    fake.controls.advance(35 * 60 + 1)
    expired = client.v1.checkout.sessions.retrieve(
        session.id, params={"expand": ["payment_intent"]}
    )
    intent: Any = expired.payment_intent
    assert (expired.status, intent.status) == ("expired", "canceled")
    kinds = [event.type for event in client.v1.events.list().data]
    assert kinds.count("checkout.session.expired") == 1


def test_a_complete_session_cannot_be_expired(
    create_session: CreateSession, client: stripe.StripeClient, fake: FakeStripe
) -> None:
    session = create_session()
    fake.controls.pay(session.id)
    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        client.v1.checkout.sessions.expire(session.id)
    fake.controls.advance(25 * HOUR)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "complete"


def test_sessions_are_listed_by_status_and_intent(
    create_session: CreateSession, client: stripe.StripeClient, fake: FakeStripe
) -> None:
    paid, left = create_session(), create_session()
    intent = fake.controls.pay(paid.id)["payment_intent"]
    listed = client.v1.checkout.sessions.list
    assert [one.id for one in listed(params={"payment_intent": intent}).data] == [paid.id]
    assert [one.id for one in listed(params={"status": "open"}).data] == [left.id]


def test_the_intent_of_a_session_is_the_sessions_business(
    create_session: CreateSession, client: stripe.StripeClient, fake: FakeStripe
) -> None:
    declined = fake.controls.pay(create_session().id, "4000 0000 0000 0002")["payment_intent"]
    with pytest.raises(stripe.InvalidRequestError, match="created by a Checkout Session"):
        client.v1.payment_intents.cancel(declined)
    with pytest.raises(stripe.InvalidRequestError, match="created by a Checkout Session"):
        client.v1.payment_intents.confirm(declined)
    manual = create_session(payment_intent_data={"capture_method": "manual"})
    held = fake.controls.pay(manual.id)["payment_intent"]
    assert client.v1.payment_intents.cancel(held).status == "canceled"


def test_money_that_is_held_leaves_the_session_unpaid(
    create_session: CreateSession, client: stripe.StripeClient, fake: FakeStripe
) -> None:
    session = create_session(
        payment_intent_data={"capture_method": "manual", "metadata": {"order": "1"}}
    )
    done = fake.controls.pay(session.id)
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    intent = client.v1.payment_intents.capture(done["payment_intent"])
    assert (intent.status, intent.metadata["order"]) == ("succeeded", "1")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


@pytest.mark.parametrize("succeeds", [True, False])
def test_a_debit_completes_the_session_before_it_is_paid(
    create_session: CreateSession, client: stripe.StripeClient, fake: FakeStripe, succeeds: bool
) -> None:
    session = create_session()
    done = fake.controls.pay(session.id, method="sepa_debit")
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    fake.controls.answer_debit(done["payment_intent"], succeeds=succeeds)
    after = client.v1.checkout.sessions.retrieve(session.id)
    assert after.payment_status == ("paid" if succeeds else "unpaid")
    kinds = {event.type for event in client.v1.events.list().data}
    outcome = "succeeded" if succeeds else "failed"
    assert {"checkout.session.completed", f"checkout.session.async_payment_{outcome}"} <= kinds


# --- the page ---


def test_the_page_says_what_is_bought_for_how_much_and_that_no_money_moves(
    create_session: CreateSession,
) -> None:
    answer = requests.get(create_session().url, timeout=10)
    shown = text(answer)
    assert answer.status_code == 200
    assert "Test mode." in shown
    assert "No money moves" in shown
    assert "Mug" in shown
    assert shown.count("€25.00") >= 3
    assert "Pay €25.00" in shown
    assert 'href="https://shop.example/cart"' in answer.text
    assert "<script" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("currency", "unit", "shown"),
    [("jpy", 1250, "¥2,500"), ("kwd", 1250, "KWD 2.500"), ("isk", 50000, "ISK 1,000")],
)
def test_the_page_shows_amounts_as_people_read_them(
    create_session: CreateSession, currency: str, unit: int, shown: str
) -> None:
    item = line(currency=currency, unit_amount=unit) | {"quantity": 2}
    answer = requests.get(create_session(line_items=[item]).url, timeout=10)
    assert f"Pay {shown}" in text(answer)


def test_paying_leads_back_to_the_shop(
    create_session: CreateSession, client: stripe.StripeClient
) -> None:
    session = create_session()
    answer = press(session.url)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"https://shop.example/back?session={session.id}"
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details is not None
    assert (paid.customer, paid.customer_details.email) == (None, "shopper@example.com")


def test_pressing_twice_pays_once(create_session: CreateSession, fake: FakeStripe) -> None:
    session = create_session()
    first, second = press(session.url), press(session.url)
    assert first.headers["Location"] == second.headers["Location"]
    (book,) = fake.controls.books().values()
    assert (book["captured"], len(book["charges"])) == (2500, 1)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("4000 0000 0000 0002", "Your card was declined."),
        ("4000 0000 0000 9995", "Your card has insufficient funds."),
        ("4000 0000 0000 0069", "Your card has expired."),
        ("4000 0000 0000 0127", "Your card's security code is incorrect."),
    ],
)
def test_a_declined_card_is_told_and_another_may_be_tried(
    create_session: CreateSession, client: stripe.StripeClient, number: str, message: str
) -> None:
    session = create_session()
    answer = press(session.url, number=number)
    assert (answer.status_code, message in text(answer)) == (402, True)
    again = client.v1.checkout.sessions.retrieve(session.id)
    assert (again.status, again.payment_intent is not None) == ("open", True)
    assert press(session.url).status_code == 303
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.payment_status, paid.payment_intent) == ("paid", again.payment_intent)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("number", "4242 4242 4242 4241", "card number is incorrect"),
        ("number", "", "card number is incorrect"),
        ("number", "5100 0000 0000 0008", "non test card"),
        ("expiry", "13 / 34", "MM / YY"),
        ("expiry", "01 / 20", "in the past"),
        ("cvc", "1", "security code is incomplete"),
        ("email", "nobody", "e-mail address"),
        ("method", "cowries", "Choose how to pay"),
    ],
)
def test_what_is_mistyped_is_told_and_leaves_no_charge(
    create_session: CreateSession,
    client: stripe.StripeClient,
    field: str,
    value: str,
    message: str,
) -> None:
    answer = press(create_session().url, **{field: value})
    assert (answer.status_code, message in text(answer)) == (402, True)
    assert client.v1.payment_intents.list().data == []


def test_typed_text_is_escaped(create_session: CreateSession) -> None:
    answer = press(create_session().url, name='"><script>alert(1)</script>', number="1")
    assert "<script" not in answer.text


@pytest.mark.parametrize("passed", [True, False])
def test_the_bank_is_asked_on_a_page_of_its_own(
    create_session: CreateSession, client: stripe.StripeClient, passed: bool
) -> None:
    session = create_session()
    bank = press(session.url, number="4000 0027 6000 3184").headers["Location"]
    assert "€25.00" in text(requests.get(bank, timeout=10))
    answer = requests.post(
        bank,
        data={"answer": "complete" if passed else "fail"},
        allow_redirects=False,
        timeout=10,
    )
    after = client.v1.checkout.sessions.retrieve(session.id)
    if passed:
        assert answer.headers["Location"].startswith("https://shop.example/back")
        assert after.payment_status == "paid"
    else:
        shown = text(requests.get(answer.headers["Location"], timeout=10))
        assert "failed authentication" in shown
        assert after.status == "open"
    again = requests.get(bank, allow_redirects=False, timeout=10)
    assert again.headers["Location"] == answer.headers["Location"]


def test_without_checkout_the_bank_leads_back_with_the_outcome(
    client: stripe.StripeClient,
) -> None:
    params: Any = {
        "amount": 1000,
        "currency": "usd",
        "confirm": True,
        "payment_method": "pm_card_threeDSecure2Required",
        "return_url": "https://shop.example/back?order=1",
    }
    intent = client.v1.payment_intents.create(params=params)
    page: Any = intent.next_action
    answer = requests.post(
        page.redirect_to_url.url, data={"answer": "complete"}, allow_redirects=False, timeout=10
    )
    back = urlsplit(answer.headers["Location"])
    assert parse_qs(back.query) == {
        "order": ["1"],
        "payment_intent": [intent.id],
        "payment_intent_client_secret": [intent.client_secret],
        "redirect_status": ["succeeded"],
    }


@pytest.mark.parametrize("wallet", ["apple_pay", "google_pay"])
def test_a_wallet_pays_as_a_card_with_its_name(
    create_session: CreateSession, client: stripe.StripeClient, wallet: str
) -> None:
    assert press(create_session().url, method=wallet, number="").status_code == 303
    (charge,) = client.v1.charges.list().data
    card: Any = charge.payment_method_details.card  # type: ignore[union-attr]
    assert (card.wallet.type, card.last4) == (wallet, "4242")


def test_a_debit_needs_an_account_and_its_owner(create_session: CreateSession) -> None:
    url = create_session().url
    debit = {"method": "sepa_debit", "iban": "DE89 3704 0044 0532 0130 00"}
    assert "owner" in text(press(url, **debit))
    assert "IBAN" in text(press(url, **debit | {"name": "A. Shopper", "iban": "DE00"}))
    assert press(url, **debit | {"name": "A. Shopper"}).status_code == 303


def test_a_card_is_kept_only_with_consent_and_shown_the_next_time(
    create_session: CreateSession, client: stripe.StripeClient
) -> None:
    customer = client.v1.customers.create(params={"email": "known@example.com"}).id
    asks = {
        "customer": customer,
        "saved_payment_method_options": {"payment_method_save": "enabled"},
    }
    press(create_session(**asks).url, email="")
    assert client.v1.customers.payment_methods.list(customer).data == []
    press(create_session(**asks).url, email="", save="1")
    (kept,) = client.v1.customers.payment_methods.list(customer).data
    assert kept.allow_redisplay == "always"
    url = create_session(**asks).url
    shown = requests.get(url, timeout=10)
    assert "Visa ending in 4242" in text(shown)
    assert "known@example.com" in text(shown)
    assert press(url, method=kept.id, number="").status_code == 303
    stranger = create_session()
    assert "Choose how to pay" in text(press(stranger.url, method=kept.id))


def test_a_session_makes_a_customer_when_it_is_told_to(
    create_session: CreateSession, client: stripe.StripeClient, fake: FakeStripe
) -> None:
    done = fake.controls.pay(create_session(customer_creation="always").id)
    made = client.v1.customers.retrieve(done["customer"])
    assert made.email == "shopper@example.com"
    kept = create_session(payment_intent_data={"setup_future_usage": "off_session"})
    done = fake.controls.pay(kept.id)
    (method,) = client.v1.customers.payment_methods.list(done["customer"]).data
    assert method.allow_redisplay == "limited"


def test_addresses_that_nobody_was_given_lead_nowhere(
    create_session: CreateSession, fake: FakeStripe
) -> None:
    session = create_session()
    intent = fake.controls.pay(session.id, "4000 0027 6000 3184")["payment_intent"]
    for path in ("pay/cs_test_guessed", f"authenticate/{intent}/guessed", "receipt/ch_guessed"):
        assert requests.get(f"{fake.url}/c/{path}", timeout=10).status_code == 404
    guess = requests.post(
        f"{fake.url}/c/authenticate/{intent}/guessed", data={"answer": "complete"}, timeout=10
    )
    assert guess.status_code == 404
    assert fake.controls.books()[intent]["captured"] == 0


def test_a_receipt_says_what_was_paid_and_went_back(
    create_session: CreateSession, client: stripe.StripeClient, fake: FakeStripe
) -> None:
    intent = fake.controls.pay(create_session().id)["payment_intent"]
    client.v1.refunds.create(params={"payment_intent": intent, "amount": 500})
    (charge,) = client.v1.charges.list().data
    shown = text(requests.get(str(charge.receipt_url), timeout=10))
    assert "€25.00" in shown
    assert "€5.00" in shown


def test_success_urls_keep_their_other_parameters(create_session: CreateSession) -> None:
    query = urlencode({"order": "1"})
    url = f"https://shop.example/back?{query}&session={{CHECKOUT_SESSION_ID}}"
    session = create_session(success_url=url)
    assert press(session.url).headers["Location"].endswith(f"?order=1&session={session.id}")
