"""Money that goes back: once, never too much, by whoever asked, and by the ledger's sums."""

from __future__ import annotations

from typing import Any

import pytest
from shopwright.commerce.inventory.models import StockLevel
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.fulfillments import fulfill
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.orders.refund_lines import RefundLine
from shopwright.commerce.payments import asking, payments_of, settle
from shopwright.commerce.payments.commands import capture, process_refund, refund, request_refund
from shopwright.commerce.payments.errors import PaymentPending, RefundTooLarge
from shopwright.commerce.payments.refunds import left_to_refund
from shopwright.commerce.payments.sweepers import complete_payments
from shopwright.platform.audit import AuditEntry
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxEvent
from shopwright.testing import ScriptedProvider, Shop, assert_books
from sqlalchemy import select

from tests.commerce.payments.looking import (
    attempt_of,
    begin,
    order_of,
    pay_again,
    states,
    told,
)


def test_f16_counting_a_payment_twice_refunds_nothing(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    for source in ("return", "webhook", "completer", "staff"):
        settle(attempt_of(done).id, source=source)
    shop.deliver()
    assert (states(done), payments_of(done.order_id).refunds) == (("open", "paid"), ())
    assert (told("order_paid"), provider.charged()) == (1, done.total.amount)


def test_f19_a_refund_and_its_own_webhook_book_once(shop: Shop, provider: ScriptedProvider) -> None:
    done = begin(shop, provider, "paid")
    refund(done.order_id, amount=500)
    for _ in range(2):
        settle(attempt_of(done).id, source="webhook")
    assert (order_of(done).refunded_total, told("refund_issued")) == (500, 1)
    assert provider.charged() == done.total.amount - 500


def test_f20_two_equal_refunds_are_two_and_a_third_is_too_large(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    assert refund(done.order_id, amount=2000).state == "succeeded"
    assert refund(done.order_id, amount=2000).state == "succeeded"
    with pytest.raises(RefundTooLarge) as refused:
        refund(done.order_id, amount=2000)
    assert refused.value.extra["left"] == 890
    assert provider.charged() == 890
    assert_books()


def test_f21_refunding_one_of_two_charges_leaves_the_order_paid_and_open(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    second = pay_again(provider, done)
    settle(second, source="webhook")
    shop.deliver()
    refunds = payments_of(done.order_id).refunds
    assert [(item.attempt_id, item.state) for item in refunds] == [(second, "succeeded")]
    order = order_of(done)
    assert (order.state, order.payment_state) == ("open", "paid")
    assert (order.captured_total, order.refunded_total) == (9780, 4890)
    assert provider.charged() == 4890
    assert told("order_canceled") == 0
    assert_books()


def test_who_cancels_does_not_wait_for_the_refunds_after_a_slow_answer(
    shop: Shop, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = begin(shop, provider, "authorized")
    capture(done.order_id, 500)
    monkeypatch.setattr(asking, "monotonic", lambda: 5.0 * len(provider.calls))
    canceled = cancel(done.order_id, reason="no")
    assert provider.calls == ["start", "capture", "void"]
    assert (states(done)[0], canceled.refunding.amount) == ("canceled", 500)
    shop.deliver()
    assert provider.calls[3:] == ["refund"]
    assert provider.charged() == 0
    assert_books()


def test_f33_a_refund_waits_for_staff_where_another_shops_payment_is_found(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    done = begin(shop, provider, "paid")
    provider.fault = "drop_answer"
    with pytest.raises(PaymentPending):
        refund(done.order_id, amount=500)
    provider.fault, provider.foreign = "none", "a payment of another account"
    with time_machine_later(hours=24):
        complete_payments()
        provider.foreign = ""
        complete_payments()
    assert provider.calls == ["start", "refund", "fetch", "fetch"]
    assert [item.state for item in payments_of(done.order_id).refunds] == ["succeeded"]
    assert provider.charged() == done.total.amount - 500


def test_f24_a_refund_whose_key_is_spoiled_is_made_once_with_the_next(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    done = begin(shop, provider, "paid")
    provider.fault = "stored_error"
    with pytest.raises(PaymentPending):
        refund(done.order_id, amount=500)
    provider.fault = "none"
    for minutes in (3, 6):
        with time_machine_later(minutes=minutes):
            complete_payments()
    assert provider.calls == ["start", "refund", "refund", "fetch", "refund"]
    (made,) = payments_of(done.order_id).refunds
    assert (made.state, order_of(done).refunded_total) == ("succeeded", 500)
    assert provider.charged() == done.total.amount - 500


def test_f24_nothing_is_asked_anew_while_the_last_call_may_be_under_way(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    done = begin(shop, provider, "paid")
    provider.fault = "stored_error"
    with pytest.raises(PaymentPending):
        refund(done.order_id, amount=500)
    (row,) = payments_of(done.order_id).refunds
    provider.fault = "none"
    with pytest.raises(PaymentPending):
        process_refund(row.id)
    with time_machine_later(seconds=60), pytest.raises(PaymentPending):
        process_refund(row.id)
    assert provider.calls == ["start", "refund", "refund"], "too early to look behind the key"
    with time_machine_later(minutes=3):
        assert process_refund(row.id).state == "succeeded"
    assert provider.calls[3:] == ["fetch", "refund"]


def test_f24_a_refund_whose_answers_were_lost_for_a_day_is_found_not_made_again(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    done = begin(shop, provider, "paid")
    provider.fault = "drop_answer"
    with pytest.raises(PaymentPending):
        refund(done.order_id, amount=500)
    provider.fault = "none"
    with time_machine_later(hours=24):
        complete_payments()
    assert provider.calls == ["start", "refund", "fetch"]
    (made,) = payments_of(done.order_id).refunds
    assert (made.state, provider.charged()) == ("succeeded", done.total.amount - 500)


@pytest.mark.parametrize(
    ("fault", "calls"),
    [
        ("stored_error", ["start", "capture", "capture", "fetch", "capture"]),
        ("drop_answer", ["start", "capture", "capture"]),
    ],
)
def test_f24_a_capture_is_made_once_whatever_became_of_its_answers(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any, fault: Any, calls: list[str]
) -> None:
    done = begin(shop, provider, "authorized")
    provider.fault = fault
    with pytest.raises(PaymentPending):
        capture(done.order_id)
    provider.fault = "none"
    for minutes in (3, 6):
        with time_machine_later(minutes=minutes):
            complete_payments()
    assert provider.calls == calls
    assert states(done) == ("open", "paid")
    assert provider.charged() == done.total.amount


def test_a_refund_that_the_bank_sends_back_counts_no_more_and_somebody_is_told(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    refund(done.order_id, amount=500)
    provider.fail_refund(attempt_of(done).id)
    for _ in range(2):
        settle(attempt_of(done).id, source="webhook")
    order = order_of(done)
    assert (order.payment_state, order.refunded_total, order.refund_committed) == ("paid", 0, 0)
    assert told("refund_failed") == 1
    (row,) = payments_of(done.order_id).refunds
    assert row.state == "failed"
    assert_books()


def test_a_canceled_order_gives_everything_back_by_itself(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    provider.fault = "drop_request"
    cancel(done.order_id, reason="sold out")
    provider.fault = "none"
    shop.deliver()
    assert states(done) == ("canceled", "refunded")
    assert provider.charged() == 0
    assert order_detail(done.order_id).order.cancel_reason == "sold out"


def test_who_refunds_is_in_the_audit_log_with_the_amount(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    refund(done.order_id, amount=2000)
    with read() as db:
        [entry] = db.scalars(select(AuditEntry).where(AuditEntry.action == "payment.refund"))
    assert entry.subject == f"order:{done.order_id}"
    assert (entry.data["amount"], entry.data["currency"]) == (2000, "EUR")


def test_what_is_left_of_a_payment_counts_what_was_given_back_lost_and_promised(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    attempt_id = attempt_of(done).id
    refund(done.order_id, amount=1000)
    provider.dispute(attempt_id, 500)
    provider.end_dispute(attempt_id, won=False)
    settle(attempt_id, source="webhook")
    request_refund(done.order_id, amount=300)
    with read() as db:
        assert left_to_refund(db, done.order_id) == {attempt_id: 4890 - 1000 - 500 - 300}
    with pytest.raises(RefundTooLarge) as refused:
        request_refund(done.order_id, amount=3091)
    assert refused.value.extra == {"left": 3090, "asked": 3091}


def test_money_that_is_promised_and_money_that_came_are_told_with_their_amounts(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "authorized")
    assert (told("payment_authorized"), told("payment_captured")) == (1, 0)
    capture(done.order_id)
    assert (told("payment_authorized"), told("payment_captured")) == (1, 1)
    with read() as db:
        captured = select(OutboxEvent.payload).where(OutboxEvent.name == "payment_captured")
        payload = db.scalars(captured).one()
    assert payload["order_id"] == str(done.order_id)
    assert payload["amount"]["amount"] == done.total.amount


def test_refunded_units_are_on_the_shelf_again_only_where_staff_say_so(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid", stock=10)
    fulfill(done.order_id)
    one = (RefundLine(line_id=order_detail(done.order_id).lines[0].id, quantity=1),)
    refund(done.order_id, lines=one)
    assert _on_hand() == 8
    refund(done.order_id, lines=one, restock=True)
    assert _on_hand() == 9
    assert_books()


def _on_hand() -> int:
    with read() as db:
        return sum(db.scalars(select(StockLevel.on_hand)))
