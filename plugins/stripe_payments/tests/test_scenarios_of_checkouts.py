"""Scenarios before the money: two tabs, changed minds, changed prices, codes that are used up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright import Plugin
from shopwright.testing import Shop, assert_books
from shopwright_promotions.plugin import Promotions
from shopwright_stripe_payments.fake import FakeStripe

from .conftest import NewShopper, Shopper, dashboard
from .telling import at_once, event_of, post

Told = Callable[[], None]
PROMOTIONS = "/api/v1/plugins/promotions"


@pytest.fixture
def others() -> dict[type[Plugin], dict[str, object]]:
    """The shop has codes."""
    return {Promotions: {}}


def change_quantity(ada: Shopper, quantity: int) -> Any:
    """In the cart, while it is being paid for or not."""
    path = f"/api/v1/carts/{ada.cart}/lines/{ada.line['id']}"
    return ada.browser.patch(path, json={"quantity": quantity}, headers=ada.headers)


def test_f11_two_tabs_that_press_pay_at_once_lead_to_one_session(
    shopper: NewShopper, shop: Shop, told: Told
) -> None:
    ada = shopper()
    tab = dataclasses.replace(ada, browser=shop.client())
    at_once(shop, ada.press, tab.press)
    assert ada.press()["next_action"] == tab.press()["next_action"] is not None
    assert ada.order_id == tab.order_id
    assert len(dashboard(ada).checkout.sessions.list().data) == 1
    ada.pay()
    told()
    assert ada.ledger == [("captured", 2690, "EUR")]
    assert_books()


def test_f12_a_cart_that_changes_while_it_is_paid_for_closes_the_payment_first(
    shopper: NewShopper, told: Told
) -> None:
    ada = shopper()
    ada.press()
    first = ada.attempt
    assert change_quantity(ada, 2).status_code == 200
    closed = dashboard(ada).checkout.sessions.retrieve(str(first.reference))
    assert (ada.attempt.state, closed.status) == ("voided", "expired")
    ada.press()
    ada.pay()
    told()
    assert ada.ledger == [("captured", 4890, "EUR")]
    assert_books()


def test_f12_while_stripe_is_silent_a_cart_that_is_paid_for_can_only_be_read(
    shopper: NewShopper, fake: FakeStripe
) -> None:
    ada = shopper()
    ada.press()
    fake.controls.fail("before", count=0)
    refused = change_quantity(ada, 2)
    assert (refused.status_code, refused.json["code"]) == (503, "payment_unknown")
    assert ada.line["quantity"] == 1


def test_f12_what_was_paid_before_the_cart_changed_is_what_was_bought(shopper: NewShopper) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    assert change_quantity(ada, 2).json["code"] == "cart_closed"
    assert (ada.states, ada.ledger) == (("open", "paid"), [("captured", 2690, "EUR")])


def test_f14_a_price_that_changes_meanwhile_changes_neither_the_charge_nor_the_order(
    shopper: NewShopper, staff: FlaskClient, told: Told
) -> None:
    ada = shopper()
    ada.press()
    price = {"variant_id": ada.line["variant_id"], "currency": "EUR", "amount": 9900}
    assert staff.put("/api/v1/admin/prices", json={"prices": [price]}).status_code == 200
    ada.pay()
    told()
    assert (ada.states, ada.order["total"]["amount"]) == (("open", "paid"), 2690)
    assert ada.ledger == [("captured", 2690, "EUR")]
    assert_books()


def test_f14_who_presses_pay_again_after_a_price_changed_pays_the_new_one(
    shopper: NewShopper, staff: FlaskClient, told: Told
) -> None:
    ada = shopper()
    ada.press()
    price = {"variant_id": ada.line["variant_id"], "currency": "EUR", "amount": 9900}
    assert staff.put("/api/v1/admin/prices", json={"prices": [price]}).status_code == 200
    ada.press()
    assert [item.state for item in ada.payments.attempts] == ["voided", "open"]
    ada.pay()
    told()
    assert ada.ledger == [("captured", 10390, "EUR")]
    assert_books()


# --- codes ---


def make_code(staff: FlaskClient) -> str:
    """Ten percent off, for one order; the promotion's id."""
    ten = {"name": "Ten", "action": {"kind": "percent_off", "percent": "10"}}
    once = {**ten, "codes": ["TEN"], "limit_total": 1}
    answer = staff.post(f"{PROMOTIONS}/promotions", json=once)
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def enter_code(ada: Shopper) -> Shopper:
    """Type it."""
    path = f"/api/v1/carts/{ada.cart}/codes"
    answer = ada.browser.put(path, json={"codes": ["TEN"]}, headers=ada.headers)
    assert answer.json["totals"]["discount"]["amount"] == 220
    return ada


def uses_of(staff: FlaskClient, promotion: str) -> int:
    """How often it was used, where all books agree."""
    assert staff.get(f"{PROMOTIONS}/books").json == []
    return int(staff.get(f"{PROMOTIONS}/promotions/{promotion}").json["used"])


def test_f15_a_code_for_one_order_that_two_use_at_once_is_used_once_and_given_back(
    shopper: NewShopper, shop: Shop, staff: FlaskClient, told: Told
) -> None:
    promotion = make_code(staff)
    buyers = [enter_code(shopper()) for _ in range(2)]

    def press(buyer: Shopper) -> int:
        body = {"expected_total": 2470}
        path = f"/api/v1/carts/{buyer.cart}/complete"
        answer = buyer.browser.post(path, json=body, headers=buyer.headers)
        buyer.completion = answer.json
        return answer.status_code

    statuses = at_once(shop, *[lambda buyer=buyer: press(buyer) for buyer in buyers])
    assert sorted(statuses) == [201, 409]
    winner, loser = buyers if statuses[0] == 201 else reversed(buyers)
    assert loser.completion["code"] in ("promotion_used_up", "total_changed")
    winner.pay()
    told()
    assert winner.ledger == [("captured", 2470, "EUR")]
    assert uses_of(staff, promotion) == 1
    canceled = staff.post(f"/api/v1/admin/orders/{winner.order_id}/cancel", json={"reason": "no"})
    assert canceled.status_code == 200
    shop.deliver()
    assert uses_of(staff, promotion) == 0
    assert_books()


def test_f16_a_code_that_is_counted_again_and_again_refunds_nothing(
    shopper: NewShopper, shop: Shop, staff: FlaskClient, told: Told
) -> None:
    promotion = make_code(staff)
    ada = enter_code(shopper())
    ada.press()
    ada.press()
    ada.pay()
    told()
    for kind in ("checkout.session.completed", "payment_intent.succeeded"):
        assert post(shop, event_of(ada, kind)).status_code == 204
        ada.come_back()
        shop.deliver()
    assert ada.press()["payment_state"] == "paid"
    assert (ada.states, ada.payments.refunds) == (("open", "paid"), ())
    assert uses_of(staff, promotion) == 1
    assert [(book["captured"], book["refunded"]) for book in ada.books] == [(2470, 0)]
    assert_books()


# --- numbers ---


def test_f32_who_gives_up_burns_no_number(shopper: NewShopper, told: Told) -> None:
    numbers = []
    for _ in range(2):
        idle = shopper()
        idle.press()
        assert idle.order["number"] is None
        idle.give_up()
        ada = shopper()
        ada.press()
        ada.pay()
        told()
        numbers.append(ada.order["number"])
    assert numbers == [1001, 1002]
