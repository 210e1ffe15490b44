"""Scenarios after the money came: two charges of one order, authorizations that end, disputes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright import StaffNotified
from shopwright.commerce.payments.lapses import watch_authorizations
from shopwright.commerce.payments.sweepers import reap_payments
from shopwright.testing import Outbox, Shop, assert_books
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.fake import FakeStripe

from .conftest import NewShopper, Shopper, dashboard

Told = Callable[[], None]
Later = Callable[..., Any]
MANUAL: dict[str, object] = {"capture": "manual"}
ORDERS = "/api/v1/admin/orders"


def paid(shopper: NewShopper, told: Told) -> Shopper:
    """A guest who paid, or promised to."""
    ada = shopper()
    ada.press()
    ada.pay()
    told()
    return ada


def seen_by(staff: FlaskClient, ada: Shopper) -> dict[str, Any]:
    """The order, as staff read it."""
    found: dict[str, Any] = staff.get(f"{ORDERS}/{ada.order_id}").json
    return found


def notices(outbox: Outbox) -> list[str]:
    """What staff were told, by title."""
    return [item.title for item in outbox.events(StaffNotified)]


# --- two charges ---


@pytest.fixture
def charged_twice(
    shopper: NewShopper, fake: FakeStripe, told: Told, later: Later
) -> Iterator[Shopper]:
    """An order that was paid in a session that had been given up for lost, and in the next one."""
    ada = shopper()
    fake.controls.fail("after_drop_response", method="POST", path="/v1/checkout/sessions")
    ada.press()
    with pytest.MonkeyPatch.context() as patch, later(minutes=31):
        patch.setattr(Api, "sessions", lambda *asked: iter(()))  # Stripe's lists lag behind
        reap_payments()
    ada.press()
    for session in dashboard(ada).checkout.sessions.list().data:
        fake.controls.pay(session.id)
    told()
    yield ada
    assert_books()


def test_f21_the_refund_of_one_of_two_charges_leaves_the_order_paid_and_open(
    charged_twice: Shopper, shop: Shop, told: Told
) -> None:
    """The second charge goes back by itself; what counts is the sum, not the last event."""
    ada = charged_twice
    shop.deliver()
    told()
    assert sorted((book["captured"], book["refunded"]) for book in ada.books) == [
        (2690, 0),
        (2690, 2690),
    ]
    assert sorted(kind for kind, _, _ in ada.ledger) == ["captured", "captured", "refunded"]
    assert (ada.order["state"], ada.order["paid"]["amount"]) == ("open", 5380)
    assert (ada.order["refunded"]["amount"], ada.order["payment_state"]) == (2690, "paid")


# --- authorizations ---


@pytest.mark.parametrize("settings", [MANUAL])
def test_f27_an_authorization_that_lapses_is_warned_of_and_then_frees_the_stock(
    shopper: NewShopper, told: Told, fake: FakeStripe, later: Later, outbox: Outbox
) -> None:
    ada = paid(shopper, told)
    with later(days=4):
        watch_authorizations()
        assert notices(outbox) == []
    with later(days=5, minutes=1):
        watch_authorizations()
        watch_authorizations()
    (warning,) = notices(outbox)
    assert warning.startswith(f"Capture the payment of order {ada.order['number']} before ")
    fake.controls.advance(7 * 24 * 3600 + 1)
    with later(days=7, minutes=1):
        watch_authorizations()
    assert ada.states == ("canceled", "unpaid")
    assert ada.ledger == [("authorized", 2690, "EUR"), ("voided", 2690, "EUR")]
    assert f"The authorization of order {ada.order['number']} ended" in notices(outbox)
    assert_books()


@pytest.mark.parametrize("settings", [MANUAL])
def test_f28_a_partial_capture_in_stripes_dashboard_is_booked_as_it_was_and_flagged(
    shopper: NewShopper, told: Told, staff: FlaskClient, outbox: Outbox
) -> None:
    ada = paid(shopper, told)
    (intent,) = ada.fake.controls.books()
    dashboard(ada).payment_intents.capture(intent, {"amount_to_capture": 2000})
    told()
    assert ada.states == ("open", "partly_paid")
    assert ada.ledger[1:] == [("captured", 2000, "EUR"), ("voided", 690, "EUR")]
    order = seen_by(staff, ada)
    assert order["review"] is True
    assert [item["kind"] for item in order["timeline"]].count("review") == 1
    assert "order_paid" not in outbox.names()
    assert_books()


# --- disputes ---


def test_f29_a_dispute_stops_fulfillment_until_it_is_won(
    shopper: NewShopper, told: Told, staff: FlaskClient, outbox: Outbox
) -> None:
    ada = paid(shopper, told)
    dispute = ada.fake.controls.dispute(ada.books[0]["charges"][0])
    told()
    told()
    assert (ada.order["payment_state"], ada.ledger[1:]) == (
        "disputed",
        [("disputed", 2690, "EUR")],
    )
    assert outbox.names().count("payment_disputed") == 1
    assert notices(outbox) == [f"The payment of order {ada.order['number']} is disputed"]
    assert [book["refunded"] for book in ada.books] == [0]
    path = f"{ORDERS}/{ada.order_id}/fulfillments"
    refused = staff.post(path, json={})
    assert (refused.status_code, "disputed" in refused.json["detail"]) == (409, True)
    ada.fake.controls.decide_dispute(dispute["id"], "won")
    told()
    assert ada.order["payment_state"] == "paid"
    assert staff.post(path, json={}).status_code == 201
    assert_books()


def test_f29_what_a_lost_dispute_took_is_never_sent_nor_refunded_again(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = paid(shopper, told)
    dispute = ada.fake.controls.dispute(ada.books[0]["charges"][0])
    ada.fake.controls.decide_dispute(dispute["id"], "lost")
    told()
    assert ada.order["payment_state"] == "charged_back"
    for what, status in (("fulfillments", 409), ("refunds", 422)):
        assert staff.post(f"{ORDERS}/{ada.order_id}/{what}", json={}).status_code == status
    reason = {"override_reason": "they withdrew it by phone"}
    assert staff.post(f"{ORDERS}/{ada.order_id}/fulfillments", json=reason).status_code == 201
    assert_books()
