"""What staff do with money, and what happens to it at Stripe meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.payments.sweepers import complete_payments
from shopwright.testing import assert_books

from .conftest import NewShopper, Shopper, dashboard

Told = Callable[[], None]
MANUAL: dict[str, object] = {"capture": "manual"}


def paid(shopper: NewShopper, told: Told, **how: Any) -> Shopper:
    """A guest who paid."""
    ada = shopper()
    ada.press()
    ada.pay(**how)
    told()
    return ada


def ask(staff: FlaskClient, ada: Shopper, what: str, status: int = 201, **body: Any) -> Any:
    """Capture or refund, as staff."""
    answer = staff.post(f"/api/v1/admin/orders/{ada.order_id}/{what}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json


def intent_of(ada: Shopper) -> str:
    """Its id at Stripe."""
    return next(
        name
        for name, book in ada.fake.controls.books().items()
        if book["metadata"]["order_id"] == str(ada.order_id)
    )


# --- capture ---


@pytest.mark.parametrize("settings", [MANUAL])
def test_promised_money_is_captured_by_staff(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = paid(shopper, told)
    assert ada.states == ("open", "authorized")
    assert ada.attempt.capture_before is not None
    assert (ada.attempt.capture_before - ada.attempt.created_at).days >= 6
    ask(staff, ada, "captures")
    told()
    assert ada.states == ("open", "paid")
    assert ada.ledger == [("authorized", 2690, "EUR"), ("captured", 2690, "EUR")]
    assert_books()


@pytest.mark.parametrize("settings", [MANUAL])
def test_what_is_not_captured_is_let_go(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = paid(shopper, told)
    ask(staff, ada, "captures", amount=2000)
    told()
    assert ada.ledger == [
        ("authorized", 2690, "EUR"),
        ("captured", 2000, "EUR"),
        ("voided", 690, "EUR"),
    ]
    assert [(book["captured"], book["capturable"]) for book in ada.books] == [(2000, 0)]
    ask(staff, ada, "refunds", amount=2000)
    assert ada.ledger[-1] == ("refunded", 2000, "EUR")


@pytest.mark.parametrize("settings", [MANUAL])
def test_a_capture_in_stripes_dashboard_is_booked(shopper: NewShopper, told: Told) -> None:
    ada = paid(shopper, told)
    dashboard(ada).payment_intents.capture(intent_of(ada))
    told()
    assert ada.states == ("open", "paid")
    assert_books()


@pytest.mark.parametrize("settings", [MANUAL])
def test_an_authorization_that_lapsed_is_told_instead_of_captured(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = paid(shopper, told)
    dashboard(ada).payment_intents.cancel(intent_of(ada))
    ask(staff, ada, "captures")
    assert ada.ledger == [("authorized", 2690, "EUR"), ("voided", 2690, "EUR")]
    assert ada.attempt.state == "voided"


# --- refunds ---


def test_all_of_it_goes_back(shopper: NewShopper, told: Told, staff: FlaskClient) -> None:
    ada = paid(shopper, told)
    ask(staff, ada, "refunds")
    told()
    assert ada.order["payment_state"] == "refunded"
    assert ada.ledger == [("captured", 2690, "EUR"), ("refunded", 2690, "EUR")]
    assert [book["refunded"] for book in ada.books] == [2690]
    assert_books()


def test_f19_a_refund_and_its_own_webhook_are_one(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = paid(shopper, told)
    ask(staff, ada, "refunds", amount=500)
    told()
    told()
    assert ada.ledger == [("captured", 2690, "EUR"), ("refunded", 500, "EUR")]
    (row,) = ada.payments.refunds
    assert (row.state, row.amount.amount) == ("succeeded", 500)


def test_f20_two_equal_refunds_are_two_and_none_goes_too_far(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = paid(shopper, told)
    ask(staff, ada, "refunds", amount=1000)
    ask(staff, ada, "refunds", amount=1000)
    ask(staff, ada, "refunds", status=422, amount=1000)
    ask(staff, ada, "refunds", amount=690)
    told()
    assert [book["refunded"] for book in ada.books] == [2690]
    assert ada.ledger[1:] == [
        ("refunded", 1000, "EUR"),
        ("refunded", 1000, "EUR"),
        ("refunded", 690, "EUR"),
    ]
    assert_books()


def test_a_refund_in_stripes_dashboard_is_booked(shopper: NewShopper, told: Told) -> None:
    ada = paid(shopper, told)
    dashboard(ada).refunds.create({"payment_intent": intent_of(ada), "amount": 700})
    told()
    assert ada.ledger == [("captured", 2690, "EUR"), ("refunded", 700, "EUR")]
    assert ada.order["payment_state"] == "partly_refunded"
    assert_books()


def test_a_refund_that_fails_later_is_taken_back(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = paid(shopper, told)
    ask(staff, ada, "refunds", amount=500)
    (refund,) = ada.books[0]["refunds"]
    ada.fake.controls.finish_refund(refund, "failed")
    told()
    assert ada.ledger == [
        ("captured", 2690, "EUR"),
        ("refunded", 500, "EUR"),
        ("refund_failed", 500, "EUR"),
    ]
    assert ada.order["payment_state"] == "paid"
    assert [row.state for row in ada.payments.refunds] == ["failed"]
    assert_books()


def test_a_refund_on_its_way_is_booked_when_it_arrives(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = paid(shopper, told, card="4000000000007726")
    ask(staff, ada, "refunds", amount=500)
    told()
    assert ada.ledger == [("captured", 2690, "EUR")]
    assert [row.state for row in ada.payments.refunds] == ["pending"]
    (refund,) = ada.books[0]["refunds"]
    ada.fake.controls.finish_refund(refund, "succeeded")
    told()
    assert ada.ledger[-1] == ("refunded", 500, "EUR")
    assert [row.state for row in ada.payments.refunds] == ["succeeded"]


def test_a_refund_on_its_way_that_fails_was_never_booked(
    shopper: NewShopper, told: Told, staff: FlaskClient, later: Callable[..., Any]
) -> None:
    ada = paid(shopper, told, card="4000000000007726")
    ask(staff, ada, "refunds", amount=500)
    (refund,) = ada.books[0]["refunds"]
    ada.fake.controls.finish_refund(refund, "failed")
    told()
    with later(minutes=3):
        complete_payments()
    (row,) = ada.payments.refunds
    assert (row.state, row.error) == (
        "failed",
        "The refund failed at Stripe (expired_or_canceled_card).",
    )
    assert ada.ledger == [("captured", 2690, "EUR")]
    ask(staff, ada, "refunds", amount=2690)
    assert_books()


def test_f22_a_refund_whose_answer_is_lost_is_made_once(
    shopper: NewShopper, told: Told, staff: FlaskClient, later: Callable[..., Any]
) -> None:
    ada = paid(shopper, told)
    ada.fake.controls.fail("after_drop_response", method="POST", path="/v1/refunds")
    ask(staff, ada, "refunds", status=503, amount=500)
    assert [row.state for row in ada.payments.refunds] == ["pending"]
    assert [book["refunded"] for book in ada.books] == [500]
    with later(minutes=3):
        complete_payments()
    assert [row.state for row in ada.payments.refunds] == ["succeeded"]
    assert [book["refunded"] for book in ada.books] == [500]
    assert_books()


def test_f24_a_500_that_stripe_remembers_does_not_keep_a_refund_from_being_made(
    shopper: NewShopper, told: Told, staff: FlaskClient, later: Callable[..., Any]
) -> None:
    ada = paid(shopper, told)
    ada.fake.controls.fail("cached_500", method="POST", path="/v1/refunds")
    ask(staff, ada, "refunds", status=503, amount=500)
    for minutes in (3, 6, 9):
        with later(minutes=minutes):
            complete_payments()
    assert [row.state for row in ada.payments.refunds] == ["succeeded"]
    assert [book["refunded"] for book in ada.books] == [500]


def test_f24_a_500_that_hides_a_refund_that_was_made_makes_no_second_one(
    shopper: NewShopper, told: Told, staff: FlaskClient, later: Callable[..., Any]
) -> None:
    ada = paid(shopper, told)
    ada.fake.controls.fail("cached_500", method="POST", path="/v1/refunds", executes=True)
    ask(staff, ada, "refunds", status=503, amount=500)
    for minutes in (3, 6):
        with later(minutes=minutes):
            complete_payments()
    assert [row.state for row in ada.payments.refunds] == ["succeeded"]
    assert [book["refunded"] for book in ada.books] == [500]


def test_a_refund_that_stripe_cannot_count_is_refused_at_once(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = shopper(price=5120, currency="KWD")
    ada.press()
    ada.pay()
    told()
    ask(staff, ada, "refunds", amount=1234)
    (row,) = ada.payments.refunds
    assert (row.state, row.error) == (
        "failed",
        "1.234 KWD cannot be paid: Stripe takes KWD in steps of 10.",
    )
    assert [book["refunded"] for book in ada.books] == [0]


# --- void ---


def test_who_gives_up_can_change_the_cart_and_pay_anew(shopper: NewShopper, told: Told) -> None:
    ada = shopper()
    ada.press()
    first = ada.attempt
    ada.give_up()
    assert ada.attempt.state == "voided"
    with pytest.raises(Exception, match="expired"):
        ada.fake.controls.pay(str(first.reference))
    ada.press()
    assert ada.attempt.id != first.id
    ada.pay()
    told()
    assert ada.states == ("open", "paid")
    assert [book["captured"] for book in ada.books] == [2690]
    assert_books()


def test_it_is_too_late_to_give_up_what_is_paid(shopper: NewShopper) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    answer = ada.browser.delete(f"/api/v1/carts/{ada.cart}/payment", headers=ada.headers)
    assert answer.status_code in (200, 409), answer.text
    assert ada.attempt.state == "paid"
    assert ada.states == ("open", "paid")
    assert_books()


@pytest.mark.parametrize("settings", [MANUAL])
def test_canceling_an_order_lets_its_promised_money_go(
    shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = paid(shopper, told)
    answer = staff.post(f"/api/v1/admin/orders/{ada.order_id}/cancel", json={"reason": "no mugs"})
    assert answer.status_code in (200, 201), answer.text
    told()
    assert ada.order["state"] == "canceled"
    assert ada.ledger == [("authorized", 2690, "EUR"), ("voided", 2690, "EUR")]
    assert [(book["status"], book["captured"]) for book in ada.books] == [("canceled", 0)]
    assert_books()


# --- disputes ---


@pytest.mark.parametrize(
    ("outcome", "kind", "state"),
    [("won", "dispute_won", "paid"), ("lost", "dispute_lost", "charged_back")],
)
def test_a_dispute_is_booked_from_its_opening_to_its_end(
    shopper: NewShopper, told: Told, outcome: Any, kind: str, state: str
) -> None:
    ada = paid(shopper, told)
    (charge,) = ada.books[0]["charges"]
    dispute = ada.fake.controls.dispute(charge)
    told()
    assert ada.order["payment_state"] == "disputed"
    assert ada.ledger[-1] == ("disputed", 2690, "EUR")
    ada.fake.controls.decide_dispute(dispute["id"], outcome)
    told()
    assert ada.ledger[-1] == (kind, 2690, "EUR")
    assert ada.order["payment_state"] == state


def test_a_banks_question_is_no_dispute(shopper: NewShopper, told: Told) -> None:
    ada = paid(shopper, told)
    ada.fake.controls.dispute(ada.books[0]["charges"][0], reason="inquiry")
    told()
    assert ada.ledger == [("captured", 2690, "EUR")]
