"""Scenarios between a payment and its order: who hears of it when, and what becomes of the stock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright import Plugin
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.commerce.payments import AttemptView
from shopwright.commerce.payments.sweepers import complete_payments, reap_payments
from shopwright.testing import Inbox, Outbox, Shop, assert_books, mail_server
from shopwright_email_notify.plugin import EmailNotify
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.fake import FakeStripe
from shopwright_stripe_payments.provider import StripeProvider

from .conftest import EVENTS, SECRET, NewShopper, Shopper, dashboard, serving
from .telling import at_once, event_of, post

Told = Callable[[], None]
Later = Callable[..., Any]
SESSIONS = "/v1/checkout/sessions"
MERCHANT, ADA = "shop@example.com", "ada@example.com"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """Everybody's mail."""
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def others(inbox: Inbox) -> dict[type[Plugin], dict[str, object]]:
    """The shop tells its shoppers and its merchant by mail."""
    server = {"host": "127.0.0.1", "port": inbox.port, "security": "none"}
    return {EmailNotify: {**server, "from_address": MERCHANT, "copies_to": (MERCHANT,)}}


def subjects(inbox: Inbox, address: str) -> list[str]:
    """Of the mails that somebody got."""
    return [str(mail["Subject"]) for mail in inbox.to(address)]


def rival_of(ada: Shopper) -> Shopper:
    """Somebody else who is about to pay for the same."""
    return (
        Shopper(ada.shop, ada.fake, ada.shop.client()).fill(UUID(ada.line["variant_id"])).choose()
    )


# --- who hears of it, and when ---


def test_f1_a_webhook_and_the_return_page_at_once_are_one_order(
    shopper: NewShopper, shop: Shop, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    assert post(shop, event_of(ada, "checkout.session.completed")).status_code == 204
    both_have_looked, fetch = threading.Barrier(2), StripeProvider.fetch

    def look(self: StripeProvider, attempt: AttemptView) -> Any:
        seen = fetch(self, attempt)
        both_have_looked.wait(20)
        return seen

    monkeypatch.setattr(StripeProvider, "fetch", look)
    returned, _ = at_once(shop, ada.come_back, shop.deliver)
    assert (returned["state"], returned["payment_state"]) == ("open", "paid")
    assert ada.ledger == [("captured", 2690, "EUR")]
    assert [outbox.names().count(name) for name in ("order_placed", "order_paid")] == [1, 1]
    assert_books()


@pytest.mark.parametrize("lost", ["none is sent", "a wrong address", "a wrong secret"])
def test_f3_f4_who_paid_and_closed_the_tab_gets_the_order_without_any_webhook(
    shopper: NewShopper,
    fake: FakeStripe,
    shop: Shop,
    staff: FlaskClient,
    later: Later,
    inbox: Inbox,
    lost: str,
) -> None:
    ada = shopper()
    ada.press()
    with serving(shop) as url:
        if lost != "none is sent":
            path, secret = ("/elsewhere", SECRET) if "address" in lost else (EVENTS, "whsec_old")
            fake.controls.subscribe(f"{url}{path}", secret=secret)
        ada.pay()
        _all_are_refused(fake)
    with later(minutes=2.5):
        complete_payments()
        shop.deliver()
    assert ada.states == ("open", "paid")
    assert subjects(inbox, ADA) == ["Your order 1001"]
    with later(minutes=10):  # and staff see that Stripe is not heard
        asked = staff.get("/api/v1/admin/plugin-health/checks?plugin=stripe_payments").json
    (check,) = [item for item in asked["items"] if item["name"] == "webhooks"]
    assert (check["ok"], check["message"].startswith("Stripe's last event did not come")) == (
        False,
        True,
    )


def _all_are_refused(fake: FakeStripe) -> None:
    deadline = time.monotonic() + 20
    while any(item["attempts"] == 0 for item in fake.controls.deliveries()):
        assert time.monotonic() < deadline, "the webhooks are not sent"
        time.sleep(0.01)


# --- stock ---


def test_f5_stock_is_nobody_elses_until_stripe_has_closed_the_payment(
    shopper: NewShopper, fake: FakeStripe, later: Later
) -> None:
    ada = shopper(stock=1)
    eve = rival_of(ada)
    ada.press()
    with later(minutes=20):  # more than an idle cart has
        reap_holds()
        assert eve.press(409)["code"] == "out_of_stock"
    with later(minutes=31):
        fake.controls.fail("before", path="*/expire")
        reap_payments()
        assert ada.attempt.state == "open"
        assert eve.press(409)["code"] == "out_of_stock"
        reap_payments()
        assert ada.attempt.state == "voided"
    with later(minutes=47):
        reap_holds()
        eve.press()
    assert_books()


def test_f5_what_is_paid_while_its_time_runs_out_keeps_its_stock(
    shopper: NewShopper, later: Later
) -> None:
    ada = shopper(stock=1)
    eve = rival_of(ada)
    ada.press()
    ada.pay()
    with later(minutes=47):
        reap_payments()
        reap_holds()
        assert eve.press(409)["code"] == "out_of_stock"
    assert ada.states == ("open", "paid")
    assert_books()


def test_f6_a_debit_that_comes_after_staff_canceled_the_order_goes_back(
    shopper: NewShopper, told: Told, staff: FlaskClient, shop: Shop, inbox: Inbox
) -> None:
    ada = shopper()
    ada.press()
    ada.pay(method="sepa_debit")
    told()
    canceled = staff.post(f"/api/v1/admin/orders/{ada.order_id}/cancel", json={"reason": "no"})
    assert canceled.status_code == 200, canceled.text
    (intent,) = ada.fake.controls.books()
    ada.fake.controls.answer_debit(intent, succeeds=True)
    told()
    assert ada.states == ("canceled", "refunded")
    assert [(book["captured"], book["refunded"]) for book in ada.books] == [(2690, 2690)]
    shop.deliver()
    for address in (ADA, MERCHANT):
        assert subjects(inbox, address)[-2:] == [
            "Order 1001 was canceled",
            "A refund for order 1001",
        ]
    assert_books()


@pytest.mark.parametrize("is_sold", [False, True], ids=["in stock", "sold meanwhile"])
def test_f6_f7_what_is_paid_after_its_order_expired_is_opened_again_or_goes_back(
    shopper: NewShopper,
    fake: FakeStripe,
    shop: Shop,
    later: Later,
    told: Told,
    inbox: Inbox,
    is_sold: bool,
) -> None:
    """The answer with the session was lost, and Stripe's list of sessions lags behind."""
    ada = shopper(stock=1)
    eve = rival_of(ada)
    fake.controls.fail("after_drop_response", method="POST", path=SESSIONS)
    assert ada.press()["checking_payment"] is True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Api, "sessions", lambda *asked: iter(()))
        for hours in (0.6, 25):
            with later(hours=hours):
                reap_payments()
    assert (ada.order["state"], ada.attempt.state) == ("canceled", "voided")
    if is_sold:
        eve.press()
        eve.pay()
    (session,) = [
        item
        for item in dashboard(ada).checkout.sessions.list().data
        if item.metadata["order_id"] == str(ada.order_id)
    ]
    fake.controls.pay(session.id)
    told()
    shop.deliver()
    if is_sold:
        assert (eve.states, ada.states) == (("open", "paid"), ("canceled", "refunded"))
        assert [(book["captured"], book["refunded"]) for book in ada.books] == [(2690, 2690)]
        for address in (ADA, MERCHANT):
            assert sorted(subjects(inbox, address)) == [
                "A refund for your order",
                "Your order 1001",
            ]
    else:
        assert (ada.states, ada.ledger) == (("open", "paid"), [("captured", 2690, "EUR")])
        assert subjects(inbox, ADA) == ["Your order 1001"]
    assert_books()


def test_f7_what_is_paid_while_staff_find_its_stock_missing_is_canceled_and_goes_back(
    shopper: NewShopper, told: Told, staff: FlaskClient, shop: Shop, outbox: Outbox, inbox: Inbox
) -> None:
    ada = shopper(stock=1)
    ada.press()
    found = {
        "variant_id": ada.line["variant_id"],
        "location_id": str(install_defaults().location_ids[0]),
        "on_hand": 0,
        "accept": True,
    }
    assert staff.post("/api/v1/admin/stock/counts", json=found).status_code == 201
    ada.pay()
    told()
    shop.deliver()
    order = staff.get(f"/api/v1/admin/orders/{ada.order_id}").json
    assert (order["state"], order["cancel_reason"]) == ("canceled", "stock_shortfall")
    assert order["payment_state"] == "refunded"
    assert [(book["captured"], book["refunded"]) for book in ada.books] == [(2690, 2690)]
    assert outbox.names().count("stock_shortfall") == 1
    for address in (ADA, MERCHANT):
        assert subjects(inbox, address) == ["Your order was canceled", "A refund for your order"]
    assert_books()
