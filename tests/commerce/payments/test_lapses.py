"""Authorizations end: in time, too late, and in part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from shopwright.commerce.orders.fulfillments import FulfillLine, fulfill
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments import PaymentRefused, settle
from shopwright.commerce.payments.commands import capture
from shopwright.commerce.payments.errors import PaymentDeclined
from shopwright.commerce.payments.lapses import watch_authorizations
from shopwright.platform.clock import now
from shopwright.testing import ScriptedProvider, Shop, assert_books

from tests.commerce.payments.looking import (
    attempt_of,
    begin,
    held,
    notices,
    order_of,
    states,
    told,
)


def test_f27_the_merchant_is_warned_once_and_in_time(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    provider.capture_before = now() + timedelta(days=7)
    done = begin(shop, provider, "authorized")
    watch_authorizations()
    assert notices() == []
    with time_machine_later(days=5, minutes=1):
        watch_authorizations()
        watch_authorizations()
    (title,) = notices()
    assert title.startswith(f"Capture the payment of order {done.number} before ")
    kinds = [entry.kind for entry in order_detail(done.order_id).timeline]
    assert kinds.count("capture_deadline") == 1
    assert states(done) == ("open", "authorized")


def test_f27_an_authorization_that_lapsed_leaves_the_order_unpaid_and_its_stock_free(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    provider.capture_before = now() + timedelta(days=7)
    done = begin(shop, provider, "authorized")
    provider.lapse(attempt_of(done).id)
    with time_machine_later(days=7, minutes=1):
        watch_authorizations()
    order = order_of(done)
    assert (order.state, order.payment_state, order.cancel_reason) == (
        "canceled",
        "unpaid",
        "authorization_lapsed",
    )
    assert (held(), told("order_canceled")) == (0, 1)
    assert f"The authorization of order {done.number} ended" in notices()
    assert_books()


def test_f27_what_the_provider_still_holds_is_not_given_up_by_our_clock(
    shop: Shop, provider: ScriptedProvider, time_machine_later: Any
) -> None:
    provider.capture_before = now() + timedelta(days=7)
    done = begin(shop, provider, "authorized")
    with time_machine_later(days=8):
        watch_authorizations()
    assert (states(done), held()) == (("open", "authorized"), 2)


def test_f27_of_an_order_that_was_sent_in_part_a_person_decides(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "authorized")
    line = order_detail(done.order_id).lines[0]
    fulfill(done.order_id, (FulfillLine(line_id=line.id, quantity=1),))
    provider.lapse(attempt_of(done).id)
    settle(attempt_of(done).id, source="webhook")
    order = order_of(done)
    assert (order.state, order.payment_state, order.review) == ("open", "unpaid", True)
    assert held() == 0
    assert_books()


def test_f28_a_partial_capture_at_the_provider_is_booked_as_it_was_and_flagged(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "authorized")
    provider.capture_by_hand(attempt_of(done).id, 3000)
    for _ in range(2):
        settle(attempt_of(done).id, source="webhook")
    order = order_of(done)
    assert (order.state, order.payment_state) == ("open", "partly_paid")
    assert (order.captured_total, order.review, attempt_of(done).state) == (3000, True, "paid")
    provider.refund_by_hand(
        attempt_of(done).id, 500
    )  # something else happened: no news of the capture
    settle(attempt_of(done).id, source="webhook")
    flags = [entry for entry in order_detail(done.order_id).timeline if entry.kind == "review"]
    assert len(flags) == 1
    assert told("order_paid") == 0
    assert_books()


def test_f28_what_staff_captured_in_part_is_no_surprise(
    shop: Shop, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at providers that give up the rest with the first capture."""
    done = begin(shop, provider, "authorized")
    attempt_id = attempt_of(done).id

    def capture_once(self: ScriptedProvider, attempt: Any, amount: Any, *, key: str) -> Any:
        self.capture_by_hand(attempt_id, amount.amount)
        return self.fetch(attempt)

    monkeypatch.setattr(ScriptedProvider, "capture", capture_once)
    capture(done.order_id, 3000)
    order = order_of(done)
    assert (order.captured_total, order.review) == (3000, False)


def test_a_capture_that_is_refused_ends_neither_payment_nor_order(
    shop: Shop, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = begin(shop, provider, "authorized")

    def refuse(self: ScriptedProvider, attempt: Any, amount: Any, *, key: str) -> Any:
        raise PaymentRefused("The bank asks to try again tomorrow.")

    with monkeypatch.context() as patch:
        patch.setattr(ScriptedProvider, "capture", refuse)
        with pytest.raises(PaymentDeclined, match="tomorrow"):
            capture(done.order_id)
    assert (states(done), held()) == (("open", "authorized"), 2)
    capture(done.order_id)
    assert states(done) == ("open", "paid")
