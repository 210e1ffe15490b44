"""A provider that fails again and again is not offered until it answers, and staff hear of it."""

from __future__ import annotations

from typing import Any

import pytest
from shopwright.commerce.cart import cart_draft
from shopwright.commerce.payments import settle
from shopwright.commerce.payments.errors import PaymentPending
from shopwright.commerce.payments.methods import payment_methods_for
from shopwright.platform.hooks import health
from shopwright.testing import ScriptedProvider, Shop

from tests.commerce.payments.looking import attempt_of, begin, notices, states


def _offered(cart_id: Any) -> list[str]:
    return [method.id for method in payment_methods_for(cart_draft(cart_id))]


def test_a_resting_provider_is_hidden_and_staff_are_told_once(
    shop: Shop, provider: ScriptedProvider
) -> None:
    cart_id = shop.cart({shop.product(): 1})
    done = begin(shop, provider, "open")
    provider.fault = "drop_request"
    for _ in range(health.FAILURES + 5):
        assert len(_offered(cart_id)) <= 1, "listing methods works, and does not excuse the calls"
        with pytest.raises(PaymentPending):
            settle(attempt_of(done).id, source="completer")
    shop.deliver()
    assert _offered(cart_id) == []
    assert notices() == ["Payments by scripted rest"]

    provider.fault = "none"
    provider.succeed(attempt_of(done).id)
    settle(attempt_of(done).id, source="completer")
    assert states(done) == ("open", "paid"), "open payments are settled as soon as it answers"
    assert _offered(cart_id) == ["scripted:card"]
