"""The life of an order: capture, send, deliver, refund, cancel, override."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.checkout import complete
from shopwright.commerce.checkout.types import Completion
from shopwright.commerce.inventory.models import StockLevel, StockMovement
from shopwright.commerce.orders.commands import add_note, cancel, override_state
from shopwright.commerce.orders.errors import CannotFulfill, NotEnoughUnits, TransitionRefused
from shopwright.commerce.orders.fulfillments import (
    FulfillLine,
    Tracking,
    cancel_fulfillment,
    fulfill,
    mark_delivered,
)
from shopwright.commerce.orders.queries import OrderFilter, list_orders, order_detail
from shopwright.commerce.orders.refund_lines import RefundLine
from shopwright.commerce.orders.types import OrderDetail
from shopwright.commerce.payments.commands import capture, refund
from shopwright.commerce.payments.errors import NothingToCapture, RefundTooLarge
from shopwright.platform.db import read
from shopwright.testing.invariants import check
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop
from sqlalchemy import select

URL = "https://shop.example/"


def _place(shop: Shop, provider: ScriptedProvider, outcome: str, quantity: int = 3) -> Completion:
    provider.outcome = outcome  # type: ignore[assignment]
    cart_id = shop.cart({shop.product(price=1000, stock=10): quantity})
    return complete(cart_id, expected_total=None, return_url=URL)


def _show(order_id: UUID) -> OrderDetail:
    return order_detail(order_id)


def _level() -> tuple[int, int]:
    with read() as db:
        level = db.scalars(select(StockLevel)).one()
        return level.on_hand, level.held


def _books_agree() -> None:
    with read() as db:
        assert check(db) == []


def test_partial_fulfillments_take_stock_and_complete_a_paid_order(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "paid")
    line = _show(done.order_id).lines[0]
    tracking = Tracking(carrier="DHL", number="00340", url="https://dhl.example/00340")
    fulfill(done.order_id, (FulfillLine(line_id=line.id, quantity=1),), tracking=tracking)
    detail = _show(done.order_id)
    assert (detail.order.state, detail.order.fulfillment_state) == ("open", "partial")
    assert _level() == (9, 2)

    fulfill(done.order_id)
    detail = _show(done.order_id)
    assert (detail.order.state, detail.order.fulfillment_state) == ("completed", "fulfilled")
    assert _level() == (7, 0)
    with read() as db:
        moves = db.execute(select(StockMovement.delta, StockMovement.cause)).all()
    assert [tuple(move) for move in moves] == [(10, "received"), (-1, "shipped"), (-2, "shipped")]
    _books_agree()


def test_more_units_than_are_left_are_refused_by_line(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "paid")
    line = _show(done.order_id).lines[0]
    with pytest.raises(NotEnoughUnits) as refused:
        fulfill(done.order_id, (FulfillLine(line_id=line.id, quantity=4),))
    assert refused.value.problems[0].field == "lines.0.quantity"
    fulfill(done.order_id)
    with pytest.raises(CannotFulfill):
        fulfill(done.order_id)


def test_an_unpaid_order_is_sent_only_with_a_reason(shop: Shop, provider: ScriptedProvider) -> None:
    done = _place(shop, provider, "processing")
    with pytest.raises(CannotFulfill):
        fulfill(done.order_id)
    fulfill(done.order_id, override_reason="a regular customer")
    assert _show(done.order_id).order.fulfillment_state == "fulfilled"
    assert _level() == (7, 0)
    capture(done.order_id)
    assert _show(done.order_id).order.state == "completed"
    _books_agree()


def test_cash_on_delivery_is_sent_first_and_captured_later(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "authorized")
    assert (done.state, done.payment_state) == ("open", "authorized")
    parcel = fulfill(done.order_id)
    mark_delivered(done.order_id, parcel)
    assert _show(done.order_id).order.state == "open"
    capture(done.order_id)
    order = _show(done.order_id).order
    assert (order.state, order.payment_state) == ("completed", "paid")
    assert order.fulfillment_state == "delivered"


def test_captures_add_up_and_never_exceed_the_order(shop: Shop, provider: ScriptedProvider) -> None:
    done = _place(shop, provider, "authorized")
    capture(done.order_id, 1000)
    assert _show(done.order_id).order.payment_state == "partly_paid"
    with pytest.raises(NothingToCapture):
        capture(done.order_id, done.total.amount)
    capture(done.order_id)
    assert _show(done.order_id).order.payment_state == "paid"
    assert provider.charged() == done.total.amount
    _books_agree()


def test_a_parcel_that_never_left_puts_its_units_back(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "paid")
    parcel = fulfill(done.order_id)
    assert _show(done.order_id).order.state == "completed"
    cancel_fulfillment(done.order_id, parcel, reason="wrong address")
    order = _show(done.order_id).order
    assert (order.state, order.fulfillment_state) == ("open", "none")
    assert _level() == (10, 3)
    _books_agree()


def test_refunding_a_line_unit_by_unit_gives_back_exactly_its_total(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "paid")
    line = _show(done.order_id).lines[0]
    fulfill(done.order_id)
    for _ in range(3):
        refund(
            done.order_id,
            lines=(RefundLine(line_id=line.id, quantity=1),),
            reason="broken",
            restock=True,
        )
    order = _show(done.order_id).order
    assert order.refunded_total == line.total
    assert order.payment_state == "partly_refunded"
    assert _level() == (10, 0)
    with pytest.raises(NotEnoughUnits):
        refund(done.order_id, lines=(RefundLine(line_id=line.id, quantity=1),))
    _books_agree()


def test_refunds_never_exceed_what_was_captured(shop: Shop, provider: ScriptedProvider) -> None:
    done = _place(shop, provider, "paid")
    with pytest.raises(RefundTooLarge):
        refund(done.order_id, amount=done.total.amount + 1)
    refund(done.order_id)
    assert _show(done.order_id).order.payment_state == "refunded"
    with pytest.raises(RefundTooLarge):
        refund(done.order_id, amount=1)
    assert provider.charged() == 0


def test_canceling_a_paid_order_returns_its_money_and_its_stock(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "paid")
    cancel(done.order_id, reason="out of season")
    order = _show(done.order_id).order
    assert (order.state, order.payment_state) == ("canceled", "refunded")
    assert (order.cancel_reason, _level()) == ("out of season", (10, 0))
    assert provider.charged() == 0
    with pytest.raises(TransitionRefused):
        cancel(done.order_id, reason="again")
    _books_agree()


def test_canceling_an_authorized_order_voids_it_without_a_review(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "authorized")
    cancel(done.order_id, reason="no longer made")
    order = _show(done.order_id).order
    assert (order.state, order.review, order.payment_state) == ("canceled", False, "unpaid")
    assert _level() == (10, 0)


def test_canceling_while_the_payment_succeeds_refunds_it(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "processing")
    attempt = _show(done.order_id).attempts[0]
    provider.succeed(attempt.id)
    cancel(done.order_id, reason="too slow")
    order = _show(done.order_id).order
    assert (order.state, order.payment_state) == ("canceled", "refunded")
    assert provider.charged() == 0
    _books_agree()


def test_staff_override_with_a_reason_that_stays_in_the_timeline(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "processing")
    with pytest.raises(TransitionRefused):
        override_state(done.order_id, "open", reason=" ")
    override_state(done.order_id, "open", reason="paid in the shop")
    detail = _show(done.order_id)
    assert detail.order.state == "open"
    assert any("paid in the shop" in entry.message for entry in detail.timeline)
    _books_agree()


def test_notes_stand_in_the_timeline_and_orders_are_found(
    shop: Shop, provider: ScriptedProvider
) -> None:
    done = _place(shop, provider, "paid")
    add_note(done.order_id, "gift, no invoice")
    assert _show(done.order_id).timeline[-1].message == "gift, no invoice"
    assert done.number is not None
    for text in (str(done.number), f"#{done.number}", "ada@example.com"):
        assert [row.id for row in list_orders(OrderFilter(text=text), limit=5)] == [done.order_id]
    assert list_orders(OrderFilter(text="bob@example.com"), limit=5) == []
