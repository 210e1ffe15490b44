"""Orders that are paid by hand, in a shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from shopwright.commerce.checkout import Completion, complete
from shopwright.commerce.custom_fields import custom_values_of, set_custom_values
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.commands import capture, refund
from shopwright.commerce.payments.sweepers import reap_payments
from shopwright.commerce.pricing import Money
from shopwright.testing import ScriptedProvider, Shop, open_shop, trading_plugin
from shopwright_manual_payments.plugin import ManualPayments

SETTINGS = {
    "bank_transfer": {"iban": "DE89370400440532013000", "account_holder": "Alder & Wren"},
    "cash_on_delivery": {"enabled": True},
}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    trading = trading_plugin(ScriptedProvider())
    with open_shop(
        tmp_path, ManualPayments, trading, settings={"manual_payments": SETTINGS}
    ) as shop:
        yield shop


def place(shop: Shop, method: str) -> Completion:
    """An order of 2 x 22.00 and 4.90 for sending it."""
    cart = shop.cart({shop.product(): 2}, method=f"manual:{method}")
    return complete(cart, expected_total=None, return_url="https://shop.example/")


def states(done: Completion) -> tuple[str, str]:
    order = order_detail(done.order_id).order
    return order.state, order.payment_state


def test_a_transfer_is_awaited_under_the_orders_number(shop: Shop) -> None:
    done = place(shop, "bank_transfer")
    assert states(done) == ("awaiting_payment", "unpaid")
    assert done.number is not None
    assert done.next_action is not None
    assert f"Reference: {done.number}" in done.next_action.text
    assert (done.next_action.details or {})["reference"] == str(done.number)


def test_money_that_comes_in_two_parts_opens_the_order_with_the_second(shop: Shop) -> None:
    done = place(shop, "bank_transfer")
    capture(done.order_id, 2000)
    assert states(done) == ("awaiting_payment", "partly_paid")
    capture(done.order_id)
    assert states(done) == ("open", "paid")


def test_where_the_money_was_booked_is_kept_with_the_order(shop: Shop) -> None:
    done = place(shop, "bank_transfer")
    set_custom_values("order", done.order_id, {"manual_payments.statement": "2026/47"})
    assert custom_values_of("order", done.order_id) == {"manual_payments.statement": "2026/47"}


def test_cash_on_delivery_opens_at_once_and_is_paid_at_the_door(shop: Shop) -> None:
    done = place(shop, "cash_on_delivery")
    assert states(done) == ("open", "authorized")
    capture(done.order_id)
    assert states(done) == ("open", "paid")


def test_part_of_it_goes_back(shop: Shop) -> None:
    done = place(shop, "bank_transfer")
    capture(done.order_id)
    assert refund(done.order_id, amount=1000).state == "succeeded"
    assert states(done) == ("open", "partly_refunded")


def test_canceling_gives_all_of_it_back(shop: Shop) -> None:
    done = place(shop, "bank_transfer")
    capture(done.order_id)
    assert cancel(done.order_id, reason="changed their mind").refunding == Money(4890, "EUR")
    assert states(done) == ("canceled", "refunded")


def test_canceling_takes_a_promise_back(shop: Shop) -> None:
    done = place(shop, "cash_on_delivery")
    cancel(done.order_id, reason="changed their mind")
    assert states(done) == ("canceled", "unpaid")


def test_a_transfer_that_never_comes_is_canceled_after_the_days_of_grace(shop: Shop) -> None:
    done = place(shop, "bank_transfer")
    with time_machine.travel(order_detail(done.order_id).order.created_at + timedelta(days=9)):
        reap_payments()
        assert states(done) == ("awaiting_payment", "unpaid")
    with time_machine.travel(order_detail(done.order_id).order.created_at + timedelta(days=11)):
        reap_payments()
        assert states(done) == ("canceled", "unpaid")


def test_half_a_payment_goes_back_when_the_other_half_never_comes(shop: Shop) -> None:
    done = place(shop, "bank_transfer")
    capture(done.order_id, 2000)
    with time_machine.travel(order_detail(done.order_id).order.created_at + timedelta(days=11)):
        reap_payments()
        shop.deliver()
        assert states(done) == ("canceled", "refunded")
