"""A shopper's bank wants the money back."""

from __future__ import annotations

import pytest
from shopwright.commerce.orders.errors import CannotFulfill
from shopwright.commerce.orders.fulfillments import fulfill
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments import ProviderStanding, settle, standing_of
from shopwright.commerce.payments.commands import refund
from shopwright.commerce.payments.errors import RefundTooLarge
from shopwright.testing import ScriptedProvider, Shop, assert_books

from tests.commerce.payments.looking import attempt_of, begin, notices, order_of, states, told


def test_f29_a_dispute_stops_fulfillment_until_it_is_won(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    attempt_id = attempt_of(done).id
    provider.dispute(attempt_id)
    for _ in range(2):
        settle(attempt_id, source="webhook")
    assert states(done) == ("open", "disputed")
    assert (told("payment_disputed"), provider.charged()) == (1, done.total.amount)
    assert notices() == [f"The payment of order {done.number} is disputed"]
    with pytest.raises(CannotFulfill, match="disputed"):
        fulfill(done.order_id)

    provider.end_dispute(attempt_id, won=True)
    settle(attempt_id, source="webhook")
    assert states(done) == ("open", "paid")
    assert told("dispute_closed") == 1
    fulfill(done.order_id)
    assert states(done) == ("completed", "paid")
    assert_books()


def test_what_is_open_is_counted_by_provider(shop: Shop, provider: ScriptedProvider) -> None:
    done, other = (begin(shop, provider, "paid") for _ in range(2))
    assert standing_of("scripted") == ProviderStanding(disputed_orders=0, differences=0)
    provider.dispute(attempt_of(done).id)
    settle(attempt_of(done).id, source="webhook")
    provider.foreign = "a payment of another account"
    settle(attempt_of(other).id, source="webhook")
    assert standing_of("scripted") == ProviderStanding(disputed_orders=1, differences=1)
    assert standing_of("another") == ProviderStanding(disputed_orders=0, differences=0)


def test_f29_staff_may_send_a_disputed_order_with_a_reason_that_is_kept(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    provider.dispute(attempt_of(done).id)
    settle(attempt_of(done).id, source="webhook")
    fulfill(done.order_id, override_reason="the shopper withdrew it by phone")
    timeline = order_detail(done.order_id).timeline
    assert "the shopper withdrew it by phone" in " ".join(entry.message for entry in timeline)


def test_f29_a_dispute_that_is_lost_takes_the_money_for_good(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    attempt_id = attempt_of(done).id
    provider.dispute(attempt_id)
    provider.end_dispute(attempt_id, won=False)
    settle(attempt_id, source="webhook")
    order = order_of(done)
    assert (order.state, order.payment_state) == ("open", "charged_back")
    assert (order.captured_total, order.refunded_total, order.lost_total) == (4890, 0, 4890)
    assert provider.charged() == 0
    assert told("dispute_closed") == 1
    with pytest.raises(CannotFulfill, match="lost"):
        fulfill(done.order_id)
    with pytest.raises(RefundTooLarge):
        refund(done.order_id, amount=1)
    kinds = [entry.kind for entry in order_detail(done.order_id).timeline]
    assert "payment_disputed" in kinds
    assert "payment_dispute_lost" in kinds
    assert_books()


def test_what_is_left_of_a_partly_lost_payment_can_be_refunded(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    attempt = attempt_of(done)
    provider.refund_by_hand(attempt.id, 890)
    provider.dispute(attempt.id, 1000)
    provider.end_dispute(attempt.id, won=False)
    settle(attempt.id, source="webhook")
    assert order_of(done).payment_state == "partly_refunded"
    with pytest.raises(RefundTooLarge):
        refund(done.order_id, amount=3001)
    refund(done.order_id, amount=3000)
    assert order_of(done).payment_state == "charged_back"
    assert provider.charged() == 0


def test_an_old_picture_does_not_open_a_decided_dispute_again(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = begin(shop, provider, "paid")
    attempt_id = attempt_of(done).id
    provider.dispute(attempt_id)
    settle(attempt_id, source="webhook")
    provider.end_dispute(attempt_id, won=True)
    settle(attempt_id, source="webhook")
    won = provider.accounts[attempt_id].facts.pop(f"dispute_won:{attempt_id}")
    settle(attempt_id, source="late webhook")
    assert states(done) == ("open", "paid")
    assert (won.kind, told("payment_disputed")) == ("dispute_won", 1)
