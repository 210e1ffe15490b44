"""Scenarios that other shops have met, where money meets the rest of the shop.

All of them, F1 to F36, are tests against the fake Stripe as well: see `plugins/stripe_payments/tests`.
"""

from __future__ import annotations

from typing import Any

import pytest
from shopwright.commerce.cart import (
    add_line,
    create_cart,
    set_contact,
    set_payment_method,
    set_shipping_option,
)
from shopwright.commerce.channels import ChannelPatch, default_channel, update_channel
from shopwright.commerce.payments import (
    ledger,
    payments_of,
    settle,
)
from shopwright.commerce.pricing import Money
from shopwright.testing import ADDRESS, ScriptedProvider, Shop, assert_books
from sqlalchemy.exc import OperationalError

from tests.commerce.payments.looking import attempt_of, begin, order_of, pay, states, told


def test_f9_events_out_of_order_end_where_the_provider_is(
    shop: Shop, provider: ScriptedProvider
) -> None:
    """An event is a hint to look: however many come, in whatever order, the same is found."""
    done = begin(shop, provider, "open")
    provider.succeed(attempt_of(done).id)
    provider.refund_by_hand(attempt_of(done).id, 500)
    for event in ("refunded", "succeeded", "created", "processing"):
        settle(attempt_of(done).id, source=event)
    order = order_of(done)
    assert (order.captured_total, order.refunded_total) == (4890, 500)
    assert (told("order_placed"), told("order_paid"), told("refund_issued")) == (1, 0, 1)
    assert_books()


def test_f10_the_late_failure_of_an_old_attempt_closes_that_attempt_only(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "open")
    old = attempt_of(done).id
    provider.accounts[old].state = "failed"
    settle(old, source="webhook")
    provider.outcome = "paid"
    again = pay(order_of(done).cart_id)
    assert (again.order_id, states(done)) == (done.order_id, ("open", "paid"))
    provider.accounts[old].state = "voided"
    settle(old, source="webhook")
    assert states(done) == ("open", "paid")
    assert [row.state for row in payments_of(done.order_id).attempts] == ["failed", "paid"]
    assert_books()


@pytest.mark.parametrize(
    ("currency", "price", "charged"),
    [("JPY", 1500, 3490), ("KWD", 12345, 25180), ("ISK", 900, 2290), ("UGX", 5000, 10490)],
)
def test_f17_f18_the_minor_units_of_the_order_are_what_is_charged_and_compared(
    shop: Shop, provider: ScriptedProvider, currency: str, price: int, charged: int
) -> None:
    """`charged` is literal: a check that repeats the charge's error would not find it."""
    mug = shop.product(price=price, currency=currency)
    channel = default_channel()
    update_channel(channel.id, ChannelPatch(currencies=("EUR", currency)))
    cart_id = create_cart(channel_id=channel.id, currency=currency).cart_id
    add_line(cart_id, mug, 2)
    set_contact(cart_id, email="ada@example.com", shipping_address=ADDRESS)
    set_shipping_option(cart_id, "test_post:letter")
    set_payment_method(cart_id, "scripted:card")
    done = pay(cart_id)
    (request,) = provider.requests
    assert request.attempt.amount == Money(charged, currency)
    assert states(done) == ("open", "paid")
    assert not order_of(done).review


def test_f34_a_serialization_failure_is_tried_again_and_books_once(
    shop: Shop, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = begin(shop, provider, "open")
    provider.succeed(attempt_of(done).id)
    append, failures = ledger.append, iter([True, True, False])

    def sometimes(*args: Any, **kwargs: Any) -> Any:
        if next(failures):
            raise _serialization_failure()
        return append(*args, **kwargs)

    monkeypatch.setattr(ledger, "append", sometimes)
    settle(attempt_of(done).id, source="webhook")
    assert states(done) == ("open", "paid")
    assert len(payments_of(done.order_id).entries) == 1
    assert list(failures) == []


def _serialization_failure() -> OperationalError:
    cause = Exception("could not serialize access")
    cause.sqlstate = "40001"  # type: ignore[attr-defined]
    return OperationalError("COMMIT", {}, cause)
