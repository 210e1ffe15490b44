"""What was captured can be given back, whatever became of the rest of its payment."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.checkout import complete
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.fulfillments import FulfillLine, fulfill
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.commands import capture, refund
from shopwright.commerce.payments.errors import RefundTooLarge
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.settling import settle
from shopwright.commerce.pricing import Money
from shopwright.platform.db import transaction
from shopwright.platform.ids import uuid7
from shopwright.testing.invariants import assert_books
from shopwright.testing.payments import Account, ScriptedProvider
from shopwright.testing.shop import Shop
from sqlalchemy import select

URL = "https://shop.example/"


def test_a_part_that_was_captured_before_the_rest_was_voided(
    shop: Shop, provider: ScriptedProvider
) -> None:
    """Partly captured and partly sent, then canceled: a person decides what comes back."""
    provider.outcome = "authorized"
    mug = shop.product(price=1000)
    order_id = complete(shop.cart({mug: 2}), expected_total=None, return_url=URL).order_id
    capture(order_id, 1500)
    line_id = order_detail(order_id).lines[0].id
    fulfill(order_id, (FulfillLine(line_id=line_id, quantity=1),))
    cancel(order_id, reason="the other one broke")
    assert provider.charged() == 1500

    refund(order_id, amount=500)
    assert provider.charged() == 1000
    with pytest.raises(RefundTooLarge):
        refund(order_id, amount=1001)
    assert order_detail(order_id).order.refunded_total == 500
    assert_books()


def test_what_was_given_back_at_the_provider_is_not_given_back_again(
    shop: Shop, provider: ScriptedProvider
) -> None:
    order_id = _paid(shop)
    attempt_id = order_detail(order_id).attempts[0].id
    provider.refund_by_hand(attempt_id, 600)
    settle(attempt_id, source="webhook")
    cancel(order_id, reason="sold out")
    order = order_detail(order_id).order
    assert (order.state, order.payment_state, order.refunded_total) == (
        "canceled",
        "refunded",
        2490,
    )
    assert provider.charged() == 0
    assert_books()


def test_of_two_payments_the_one_that_has_something_left_is_refunded(
    shop: Shop, provider: ScriptedProvider
) -> None:
    """The second payment of a paid order goes back by itself; the first is what can be refunded."""
    order_id = _paid(shop)
    second = _pay_again(provider, order_id)
    settle(second, source="webhook")
    shop.deliver()
    assert provider.charged() == 2490

    refund(order_id, amount=500)
    assert provider.charged() == 1990
    assert [row.state for row in order_detail(order_id).refunds] == ["succeeded", "succeeded"]
    assert_books()


def _paid(shop: Shop) -> UUID:
    cart_id = shop.cart({shop.product(price=1000): 2})
    return complete(cart_id, expected_total=2490, return_url=URL).order_id


def _pay_again(provider: ScriptedProvider, order_id: UUID) -> UUID:
    """Another attempt that was forgotten, and is paid after all."""
    attempt_id = uuid7()
    with transaction() as db:
        first = db.scalars(select(PaymentAttempt)).one()
        db.add(
            PaymentAttempt(
                id=attempt_id,
                order_id=order_id,
                provider=first.provider,
                method=first.method,
                key="another",
                amount=first.amount,
                currency=first.currency,
                fingerprint="another",
                state="open",
            )
        )
        total = Money(first.amount, "EUR")
    provider.accounts[attempt_id] = Account(attempt_id, order_id, total, "open")
    provider.succeed(attempt_id)
    return attempt_id
