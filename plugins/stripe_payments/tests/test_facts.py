"""What Stripe's objects mean in the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from shopwright.commerce.payments import PaymentForeign, Risk, Seen
from shopwright.commerce.pricing import Money
from shopwright_stripe_payments import facts
from shopwright_stripe_payments.facts import Picture, is_declined
from shopwright_stripe_payments.look import check_ours

from .pictures import (
    ATTEMPT,
    CREATED,
    METADATA,
    NOW,
    ORDER,
    READING,
    REFUND,
    SHOP,
    attempt,
    charge,
    direct,
    dispute,
    hosted,
    intent,
    refund,
)


def seen(picture: Picture, **changed: Any) -> Seen:
    """What is seen in a picture."""
    return facts.seen(attempt(**changed), picture, READING)


def booked(found: Seen) -> list[tuple[str, int, str]]:
    """The references, amounts and currencies of the facts."""
    return [(item.reference, item.amount.amount, item.amount.currency) for item in found.facts]


def test_a_paid_session_is_one_captured_charge() -> None:
    found = seen(hosted())
    assert (found.state, found.reference) == ("paid", "cs_test_1")
    assert (found.attempt_id, found.order_id) == (ATTEMPT, ORDER)
    assert booked(found) == [("captured:ch_1", 2690, "EUR")]
    assert found.facts[0].occurred_at == datetime.fromtimestamp(CREATED, UTC)
    assert found.paid_with == "Visa ending in 4242"
    assert found.risk == Risk(level="normal", score=12)
    assert found.next_action is None


def test_amounts_are_what_stripe_reports_in_the_shops_units() -> None:
    taken = charge(amount=123_400, amount_captured=123_400, currency="isk")
    found = seen(hosted(payment_intent=intent(amount=123_400, currency="isk", latest_charge=taken)))
    assert booked(found) == [("captured:ch_1", 1234, "ISK")]


def test_an_open_session_leads_to_stripes_page() -> None:
    url = "https://checkout.stripe.com/c/pay/cs_test_1"
    found = seen(hosted(status="open", payment_status="unpaid", url=url, payment_intent=None))
    assert (found.state, booked(found)) == ("open", [])
    assert found.next_action is not None
    assert (found.next_action.kind, found.next_action.url) == ("redirect", url)


def test_a_declined_card_on_stripes_page_leaves_the_payment_open() -> None:
    tried = intent(
        status="requires_payment_method",
        last_payment_error={"code": "card_declined", "decline_code": "insufficient_funds"},
        latest_charge=charge(paid=False, captured=False, status="failed"),
    )
    found = seen(
        hosted(status="open", payment_status="unpaid", url="https://x", payment_intent=tried)
    )
    assert (found.state, booked(found), found.error) == ("open", [], "")


def test_an_expired_session_is_voided_whatever_was_tried() -> None:
    assert seen(hosted(status="expired", payment_intent=None)).state == "voided"
    tried = intent(
        status="canceled", last_payment_error={"code": "card_declined"}, latest_charge=None
    )
    assert seen(hosted(status="expired", payment_intent=tried)).state == "voided"


def promised(**changed: Any) -> dict[str, Any]:
    """An intent that waits to be captured."""
    held = charge(
        captured=False,
        amount_captured=0,
        payment_method_details={
            "type": "card",
            "card": {"brand": "visa", "last4": "4242", "capture_before": CREATED + 7 * 86_400},
        },
    )
    values = {"capture_method": "manual", "status": "requires_capture", "latest_charge": held}
    return intent(**(values | changed))


def test_money_that_waits_to_be_captured_is_authorized_until_it_lapses() -> None:
    found = seen(hosted(payment_status="unpaid", payment_intent=promised()))
    assert (found.state, booked(found)) == ("authorized", [("authorized:ch_1", 2690, "EUR")])
    assert found.capture_before == datetime.fromtimestamp(CREATED + 7 * 86_400, UTC)


def test_a_captured_promise_is_both_facts() -> None:
    found = seen(hosted(payment_intent=promised(status="succeeded", latest_charge=charge())))
    assert found.state == "paid"
    assert booked(found) == [("authorized:ch_1", 2690, "EUR"), ("captured:ch_1", 2690, "EUR")]


def test_what_is_not_captured_is_let_go_and_is_no_refund() -> None:
    part = charge(amount_captured=2000, amount_refunded=690)
    release = refund(id="re_9", amount=690, balance_transaction=None, metadata={})
    found = seen(
        hosted(payment_intent=promised(status="succeeded", latest_charge=part), refunds=(release,))
    )
    assert found.state == "paid"
    assert booked(found) == [
        ("authorized:ch_1", 2690, "EUR"),
        ("captured:ch_1", 2000, "EUR"),
        ("voided:ch_1", 690, "EUR"),
    ]


def test_an_authorization_that_lapsed_is_voided() -> None:
    gone = charge(captured=False, amount_captured=0, refunded=True)
    release = refund(id="re_9", reason="expired_uncaptured_charge", metadata={})
    found = seen(
        hosted(
            payment_intent=promised(
                status="canceled", cancellation_reason="automatic", latest_charge=gone
            ),
            refunds=(release,),
        )
    )
    assert found.state == "voided"
    assert booked(found) == [("authorized:ch_1", 2690, "EUR"), ("voided:ch_1", 2690, "EUR")]


def test_f26_a_bank_debit_is_processing_for_days() -> None:
    waiting = intent(
        status="processing", latest_charge=charge(paid=False, status="pending", captured=False)
    )
    found = seen(hosted(payment_status="unpaid", payment_intent=waiting))
    assert (found.state, booked(found), found.paid_with) == ("processing", [], "")
    assert found.deadline == datetime.fromtimestamp(CREATED, UTC) + timedelta(days=21)


def test_what_cannot_be_stopped_at_its_deadline_is_asked_about_once_a_day() -> None:
    waiting = intent(status="processing", created=CREATED - 40 * 86_400, latest_charge=None)
    found = seen(hosted(payment_status="unpaid", payment_intent=waiting))
    assert found.deadline == NOW + timedelta(days=1)


def test_a_voucher_is_processing_and_can_be_looked_at_again() -> None:
    drawn = intent(
        status="requires_action",
        latest_charge=None,
        next_action={
            "type": "multibanco_display_details",
            "multibanco_display_details": {"hosted_voucher_url": "https://pay.stripe.com/voucher"},
        },
    )
    found = seen(hosted(payment_status="unpaid", payment_intent=drawn))
    assert found.state == "processing"
    assert found.next_action is not None
    assert found.next_action.url == "https://pay.stripe.com/voucher"


def test_a_bank_debit_that_bounced_has_failed() -> None:
    bounced = intent(
        status="requires_payment_method",
        last_payment_error={"code": "payment_intent_payment_attempt_failed"},
        latest_charge=charge(paid=False, status="failed", captured=False),
    )
    found = seen(hosted(payment_status="unpaid", payment_intent=bounced), state="processing")
    assert (found.state, booked(found)) == ("failed", [])
    assert found.error == "The payment did not go through. Please choose another way to pay."


def test_an_app_goes_on_with_stripes_library() -> None:
    found = seen(direct(status="requires_payment_method", latest_charge=None), reference="pi_1")
    assert (found.state, found.reference) == ("open", "pi_1")
    assert found.next_action is not None
    assert found.next_action.kind == "client"
    assert found.next_action.details == {
        "client_secret": "pi_1_secret_x",
        "publishable_key": "pk_test_shop",
    }


def test_a_saved_card_may_need_the_bank() -> None:
    asked = {"type": "redirect_to_url", "redirect_to_url": {"url": "https://hooks.stripe.com/3ds"}}
    found = seen(
        direct(status="requires_action", next_action=asked, latest_charge=None), method="saved_1"
    )
    assert found.state == "open"
    assert found.next_action is not None
    assert (found.next_action.kind, found.next_action.url) == (
        "redirect",
        "https://hooks.stripe.com/3ds",
    )


@pytest.mark.parametrize(
    ("method", "state", "declined"),
    [("saved_1", "open", True), ("checkout", "open", False), ("checkout", "processing", True)],
)
def test_only_what_has_one_try_is_over_when_it_fails(
    method: str, state: str, declined: bool
) -> None:
    tried = direct(
        status="requires_payment_method",
        last_payment_error={"code": "card_declined", "decline_code": "lost_card"},
        latest_charge=None,
    )
    view = attempt(method=method, state=state)
    assert is_declined(view, tried) is declined
    assert seen(tried, method=method, state=state).state == ("failed" if declined else "open")


def test_a_thief_is_not_told_that_the_card_is_reported_stolen() -> None:
    closed = direct(
        status="canceled",
        last_payment_error={"code": "card_declined", "decline_code": "stolen_card"},
        latest_charge=None,
    )
    found = seen(closed, method="saved_1")
    assert found.state == "failed"
    assert found.error == ("The card was declined. Please use another card, or another way to pay.")


def test_refunds_are_facts_with_the_shops_own_id() -> None:
    by_hand = refund(id="re_2", amount=500, metadata={})
    found = seen(hosted(refunds=(refund(), by_hand)))
    assert booked(found) == [
        ("captured:ch_1", 2690, "EUR"),
        ("refunded:re_1", 1000, "EUR"),
        ("refunded:re_2", 500, "EUR"),
    ]
    assert [item.refund_id for item in found.facts] == [None, REFUND, None]
    assert found.state == "paid"


def test_a_refund_that_is_pending_is_no_fact_yet() -> None:
    assert booked(seen(hosted(refunds=(refund(status="pending"),)))) == [
        ("captured:ch_1", 2690, "EUR")
    ]


def test_a_refund_that_fails_after_it_succeeded_is_taken_back() -> None:
    failed = hosted(refunds=(refund(status="failed", failure_reason="expired_or_canceled_card"),))
    assert booked(seen(failed, booked=frozenset({"refunded:re_1"}))) == [
        ("captured:ch_1", 2690, "EUR"),
        ("refunded:re_1", 1000, "EUR"),
        ("refund_failed:re_1", 1000, "EUR"),
    ]


def test_a_refund_that_never_succeeded_was_never_booked() -> None:
    failed = hosted(refunds=(refund(status="failed"),))
    assert booked(seen(failed)) == [("captured:ch_1", 2690, "EUR")]


@pytest.mark.parametrize(
    ("status", "references"),
    [
        ("needs_response", ["disputed:du_1"]),
        ("under_review", ["disputed:du_1"]),
        ("won", ["disputed:du_1", "dispute_won:du_1"]),
        ("lost", ["disputed:du_1", "dispute_lost:du_1"]),
        ("warning_needs_response", []),
        ("prevented", []),
    ],
)
def test_disputes_are_facts(status: str, references: list[str]) -> None:
    found = seen(hosted(disputes=(dispute(status=status),)))
    assert [item.reference for item in found.facts][1:] == references


def test_a_lost_dispute_stays_lost_while_it_is_appealed() -> None:
    appealed = hosted(disputes=(dispute(status="appeal_under_review"),))
    found = seen(appealed, booked=frozenset({"disputed:du_1", "dispute_lost:du_1"}))
    assert [item.reference for item in found.facts][1:] == ["disputed:du_1", "dispute_lost:du_1"]


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (
            {"type": "card", "card": {"brand": "mastercard", "last4": "4444"}},
            "Mastercard ending in 4444",
        ),
        (
            {
                "type": "card",
                "card": {"brand": "visa", "last4": "4242", "wallet": {"type": "apple_pay"}},
            },
            "Apple Pay (Visa ending in 4242)",
        ),
        (
            {"type": "sepa_debit", "sepa_debit": {"last4": "3000"}},
            "SEPA Direct Debit ending in 3000",
        ),
        ({"type": "ideal", "ideal": {"bank": "ing"}}, "iDEAL"),
        ({"type": "new_thing", "new_thing": {}}, "New Thing"),
        (None, ""),
    ],
)
def test_how_somebody_paid_in_words(details: dict[str, Any] | None, words: str) -> None:
    paid = charge(payment_method_details=details)
    assert seen(hosted(payment_intent=intent(latest_charge=paid))).paid_with == words


def test_what_radar_finds_odd_is_told_with_its_reasons() -> None:
    outcome = {
        "type": "manual_review",
        "risk_level": "elevated",
        "risk_score": 70,
        "reason": "elevated_risk_level",
        "seller_message": "Stripe evaluated this payment as having elevated risk.",
    }
    found = seen(hosted(payment_intent=intent(latest_charge=charge(outcome=outcome))))
    assert found.risk == Risk(
        level="elevated",
        score=70,
        reasons=(
            "elevated_risk_level",
            "Stripe evaluated this payment as having elevated risk.",
        ),
    )


def test_what_was_not_assessed_has_no_risk() -> None:
    outcome = {"type": "authorized", "risk_level": "not_assessed"}
    assert seen(hosted(payment_intent=intent(latest_charge=charge(outcome=outcome)))).risk is None


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"livemode": True}, "live mode"),
        ({"metadata": {**METADATA, "shop_id": "shop-2"}}, "shop_id says shop-2"),
        ({"metadata": {**METADATA, "order_id": "other"}}, "order_id says other"),
        ({"metadata": {**METADATA, "attempt_id": "other"}}, "attempt_id says other"),
        ({"metadata": {}}, "shop_id says nothing"),
        ({"payment_intent": intent(livemode=True)}, "pi_1 of live mode"),
        ({"payment_intent": intent(metadata={})}, "pi_1, whose shop_id"),
    ],
)
def test_f33_what_is_anothers_is_refused(changed: dict[str, Any], found: str) -> None:
    with pytest.raises(PaymentForeign, match=found):
        check_ours(hosted(**changed), attempt(), shop_id=SHOP, livemode=False)


def test_what_is_ours_is_believed() -> None:
    check_ours(hosted(), attempt(), shop_id=SHOP, livemode=False)


def test_money_is_what_stripe_says_not_what_we_asked_for() -> None:
    odd = charge(amount=1, amount_captured=1)
    found = seen(hosted(payment_intent=intent(latest_charge=odd)), amount=Money(2690, "EUR"))
    assert booked(found) == [("captured:ch_1", 1, "EUR")]
