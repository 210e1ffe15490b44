"""Settling: every way that money and an order can meet."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.checkout import complete
from shopwright.commerce.checkout.types import Completion
from shopwright.commerce.inventory.commands import adjust
from shopwright.commerce.inventory.models import StockHold, StockLevel
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.errors import (
    AttemptNotFound,
    PaymentDeclined,
    ProviderMissing,
)
from shopwright.commerce.payments.methods import provider_named
from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry, Refund
from shopwright.commerce.payments.settling import settle
from shopwright.commerce.payments.sweepers import complete_payments, reap_payments
from shopwright.commerce.pricing import Money
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.ids import uuid7
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop
from sqlalchemy import select, update

URL = "https://shop.example/"


def _attempt(order_id: UUID) -> PaymentAttempt:
    with read() as db:
        return db.scalars(
            select(PaymentAttempt)
            .where(PaymentAttempt.order_id == order_id)
            .order_by(PaymentAttempt.id.desc())
        ).first()  # type: ignore[return-value]


def _order(order_id: UUID) -> Order:
    return order_detail(order_id).order


def _held() -> int:
    with read() as db:
        return sum(db.scalars(select(StockLevel.held)))


def _events(name: str) -> int:
    with read() as db:
        return len(db.scalars(select(OutboxEvent.id).where(OutboxEvent.name == name)).all())


def _begin(shop: Shop, provider: ScriptedProvider, outcome: str, stock: int = 10) -> Completion:
    provider.outcome = outcome  # type: ignore[assignment]
    cart_id = shop.cart({shop.product(stock=stock): 2})
    return complete(cart_id, expected_total=None, return_url=URL)


def test_f1_settling_twice_gives_the_same_books(shop: Shop, provider: ScriptedProvider) -> None:
    done = _begin(shop, provider, "open")
    attempt = _attempt(done.order_id)
    provider.succeed(attempt.id)
    first = settle(attempt.id, source="webhook")
    assert settle(attempt.id, source="return") == first
    with read() as db:
        assert len(db.scalars(select(PaymentEntry)).all()) == 1
    assert (_events("order_placed"), _events("order_paid")) == (1, 1)


def test_f3_the_completer_finishes_a_payment_nobody_told_us_about(
    shop: Shop, provider: ScriptedProvider, time_machine_later
) -> None:
    done = _begin(shop, provider, "open")
    provider.succeed(_attempt(done.order_id).id)
    with time_machine_later(minutes=3):
        complete_payments()
    assert _order(done.order_id).state == "open"


def test_f5_stock_is_released_only_after_the_provider_closed_the_payment(
    shop: Shop, provider: ScriptedProvider, time_machine_later
) -> None:
    done = _begin(shop, provider, "open")
    with time_machine_later(minutes=31):
        provider.fault = "drop_request"
        reap_payments()
        assert _held() == 2
        provider.fault = "none"
        reap_payments()
        assert _attempt(done.order_id).state == "voided"
        with read() as db:
            assert db.scalars(select(StockHold.expires_at)).one() is not None


def test_f5_too_late_to_close_is_settled_as_paid(
    shop: Shop, provider: ScriptedProvider, time_machine_later
) -> None:
    done = _begin(shop, provider, "open")
    provider.succeed(_attempt(done.order_id).id)
    with time_machine_later(minutes=31):
        reap_payments()
    assert _order(done.order_id).state == "open"
    assert _held() == 2


def _expire(shop: Shop, provider: ScriptedProvider, later) -> Completion:
    """An order whose payment is still live at the provider, and whose hold the reaper took."""
    done = _begin(shop, provider, "open", stock=2)
    with transaction() as db:
        db.execute(update(StockHold).values(state="expired"))
        db.execute(update(StockLevel).values(held=0))
    return done


def test_f5_paid_after_the_hold_was_lost_holds_again(
    shop: Shop, provider: ScriptedProvider, time_machine_later
) -> None:
    done = _expire(shop, provider, time_machine_later)
    provider.succeed(_attempt(done.order_id).id)
    settle(_attempt(done.order_id).id, source="webhook")
    assert _order(done.order_id).state == "open"
    assert _held() == 2


def test_f7_paid_with_stock_gone_is_canceled_and_refunded_by_itself(
    shop: Shop, provider: ScriptedProvider, time_machine_later
) -> None:
    done = _expire(shop, provider, time_machine_later)
    with read() as db:
        level = db.scalars(select(StockLevel)).one()
    adjust(level.variant_id, level.location_id, -1, cause="damaged")
    provider.succeed(_attempt(done.order_id).id)
    settle(_attempt(done.order_id).id, source="webhook")
    shop.deliver()

    order = _order(done.order_id)
    assert (order.state, order.cancel_reason) == ("canceled", "stock_shortfall")
    assert order.payment_state == "refunded"
    assert provider.charged() == 0
    assert _events("stock_shortfall") == 1
    assert _events("order_canceled") == 1
    assert _held() == 0


def test_f6_paid_after_it_was_canceled_by_a_person_goes_back(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _begin(shop, provider, "open")
    attempt = _attempt(done.order_id)
    cancel(done.order_id, reason="changed my mind")
    assert _order(done.order_id).state == "canceled"
    # the provider took the money all the same
    provider.succeed(attempt.id)
    settle(attempt.id, source="webhook")
    shop.deliver()
    order = _order(done.order_id)
    assert (order.state, order.payment_state) == ("canceled", "refunded")
    assert provider.charged() == 0


def test_f6_paid_after_it_was_abandoned_opens_when_stock_is_there(
    shop: Shop, provider: ScriptedProvider, time_machine_later
) -> None:
    done = _begin(shop, provider, "open")
    attempt = _attempt(done.order_id)
    with time_machine_later(minutes=31):
        reap_payments()
    with time_machine_later(hours=25):
        reap_payments()
    assert (_order(done.order_id).state, _held()) == ("canceled", 0)
    provider.succeed(attempt.id)
    settle(attempt.id, source="reconciler")
    order = _order(done.order_id)
    assert (order.state, order.payment_state, _held()) == ("open", "paid", 2)
    assert order.number is not None
    assert _events("order_placed") == 1


def test_f13_an_amount_that_is_not_the_orders_flags_it_and_moves_nothing(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _begin(shop, provider, "open")
    attempt = _attempt(done.order_id)
    provider.accounts[attempt.id].total = Money(100, "EUR")
    provider.succeed(attempt.id)
    settle(attempt.id, source="webhook")
    order = _order(done.order_id)
    assert (order.state, order.review, order.captured_total) == ("pending", True, 100)


def test_f26_a_payment_that_takes_days_keeps_its_stock_and_opens_when_paid(
    shop: Shop, provider: ScriptedProvider, time_machine_later
) -> None:
    done = _begin(shop, provider, "processing")
    assert (done.state, done.number, _events("order_placed")) == ("awaiting_payment", 1001, 1)
    assert (_events("order_paid"), _held()) == (0, 2)
    provider.succeed(_attempt(done.order_id).id)
    with time_machine_later(minutes=5):
        complete_payments()
    assert _order(done.order_id).state == "open"
    assert (_events("order_placed"), _events("order_paid")) == (1, 1)


def test_a_second_payment_of_a_paid_order_is_refunded_and_the_order_stays_paid(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _begin(shop, provider, "paid")
    attempt_id = UUID(int=7)
    with transaction() as db:
        first = db.scalars(select(PaymentAttempt)).one()
        db.add(
            PaymentAttempt(
                id=attempt_id,
                order_id=first.order_id,
                provider=first.provider,
                method=first.method,
                key="another",
                amount=first.amount,
                currency=first.currency,
                fingerprint="another",
                state="open",
            )
        )
    from shopwright.testing.payments import Account

    total = Money(done.total.amount, "EUR")
    provider.accounts[attempt_id] = Account(attempt_id, done.order_id, total, "open")
    provider.succeed(attempt_id)
    settle(attempt_id, source="webhook")
    shop.deliver()
    order = _order(done.order_id)
    assert order.state == "open"
    assert provider.charged() == done.total.amount
    with read() as db:
        assert db.scalars(select(Refund.attempt_id)).all() == [attempt_id]


def test_f9_an_old_picture_after_a_new_one_changes_nothing(
    shop: Shop, provider: ScriptedProvider
) -> None:
    from shopwright.commerce.payments.settling import book
    from shopwright.commerce.payments.types import Seen

    done = _begin(shop, provider, "paid")
    attempt = _attempt(done.order_id)
    for state in ("creating", "open", "processing", "failed", "voided"):
        book(
            Seen(attempt_id=attempt.id, order_id=done.order_id, state=state),  # type: ignore[arg-type]
            source="late",
        )
    assert (_order(done.order_id).state, _attempt(done.order_id).state) == ("open", "paid")


@pytest.mark.parametrize("fault", ["drop_request", "drop_answer"])
def test_f22_a_refund_whose_answer_is_lost_is_made_once(
    shop: Shop, provider: ScriptedProvider, time_machine_later, fault: str
) -> None:
    from shopwright.commerce.payments.commands import refund
    from shopwright.commerce.payments.errors import PaymentPending

    done = _begin(shop, provider, "paid")
    provider.fault = fault  # type: ignore[assignment]
    with pytest.raises(PaymentPending):
        refund(done.order_id, amount=500, reason="late")
    provider.fault = "none"
    with time_machine_later(minutes=3):
        complete_payments()
    order = _order(done.order_id)
    assert (order.refunded_total, order.refund_committed) == (500, 500)
    assert provider.charged() == done.total.amount - 500


def test_a_payment_goes_on_through_its_states_one_by_one(
    shop: Shop, provider: ScriptedProvider
) -> None:
    from shopwright.commerce.payments.settling import book
    from shopwright.commerce.payments.types import Seen

    done = _begin(shop, provider, "open")
    attempt = _attempt(done.order_id)
    seen = Seen(attempt_id=attempt.id, order_id=done.order_id, state="processing")
    book(seen, source="webhook")
    assert _attempt(done.order_id).state == "processing"
    assert (_order(done.order_id).state, _events("order_placed")) == ("awaiting_payment", 1)


def test_why_a_payment_failed_is_kept_and_told(shop: Shop, provider: ScriptedProvider) -> None:
    with pytest.raises(PaymentDeclined) as declined:
        _begin(shop, provider, "declined")
    with read() as db:
        attempt = db.scalars(select(PaymentAttempt)).one()
        failed = db.scalars(select(OutboxEvent).where(OutboxEvent.name == "payment_failed")).one()
    assert attempt.error == failed.payload["reason"] == str(declined.value)


def test_a_payment_that_is_not_there_is_a_typed_error(shop: Shop) -> None:
    with pytest.raises(AttemptNotFound, match="There is no such payment"):
        settle(uuid7(), source="webhook")
    with pytest.raises(ProviderMissing, match="'gone' is not there; enable the plugin"):
        provider_named("gone")


@pytest.mark.parametrize("outcome", ["paid", "authorized"])
def test_the_timeline_says_why_an_order_opened(
    shop: Shop, provider: ScriptedProvider, outcome: str
) -> None:
    done = _begin(shop, provider, outcome)
    moves = [item for item in order_detail(done.order_id).timeline if item.kind == "moved"]
    assert [item.message for item in moves] == [f"pending → open: {outcome}"]
