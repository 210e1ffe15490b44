"""Invoices: which orders get one, and that their numbers have no gaps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from shopwright.commerce.orders import issue_invoice, order_view
from shopwright.commerce.orders.commands import cancel, override_state
from shopwright.commerce.orders.errors import InvoiceRefused, OrderNotFound
from shopwright.commerce.orders.fulfillments import fulfill
from shopwright.commerce.orders.queries import order_detail
from shopwright.platform.db import transaction
from shopwright.testing.invariants import assert_books
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop

SEVERAL = 6


def awaiting(shop: Shop, provider: ScriptedProvider) -> UUID:
    """An order whose money has still to come."""
    provider.outcome = "processing"
    return shop.place_order().order_id


def number_of(order_id: UUID) -> int | None:
    return order_view(order_id).invoice_number


def test_what_is_paid_is_invoiced_in_its_turn(shop: Shop) -> None:
    first, second = shop.place_order().order_id, shop.place_order().order_id
    assert number_of(first) is None  # a job does it, so that no payment waits for a number
    shop.deliver()
    assert (number_of(first), number_of(second)) == (1, 2)
    assert order_view(first).invoiced_at is not None
    assert [e.message for e in order_detail(first).timeline if e.kind == "invoiced"] == [
        "Invoice 1 was issued."
    ]
    assert_books()


def test_what_leaves_before_it_is_paid_is_invoiced_then(
    shop: Shop, provider: ScriptedProvider
) -> None:
    order_id = awaiting(shop, provider)
    shop.deliver()
    assert number_of(order_id) is None
    override_state(order_id, "open", reason="pays on delivery")
    fulfill(order_id, override_reason="pays on delivery")
    shop.deliver()
    assert number_of(order_id) == 1


def test_staff_issue_it_earlier_and_it_stays(shop: Shop, provider: ScriptedProvider) -> None:
    order_id = awaiting(shop, provider)
    assert [issue_invoice(order_id), issue_invoice(order_id)] == [1, 1]
    issued = order_view(order_id).invoiced_at
    cancel(order_id, reason="not paid")
    assert (number_of(order_id), order_view(order_id).invoiced_at) == (1, issued)
    assert_books()


def test_what_is_canceled_or_unknown_has_none(shop: Shop) -> None:
    order_id = shop.place_order().order_id
    cancel(order_id, reason="changed my mind")
    with pytest.raises(InvoiceRefused, match="canceled"):
        issue_invoice(order_id)
    with pytest.raises(OrderNotFound):
        issue_invoice(UUID(int=7))
    shop.deliver()
    assert number_of(order_id) is None


def test_a_number_that_was_drawn_in_vain_is_drawn_again(shop: Shop) -> None:
    first, second = shop.place_order().order_id, shop.place_order().order_id

    def fail() -> None:
        with transaction():
            issue_invoice(first)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (issue_invoice(second), issue_invoice(first)) == (1, 2)


def test_those_who_want_one_at_once_get_different_ones_without_a_gap(shop: Shop) -> None:
    variant = shop.product(stock=SEVERAL)
    orders = [shop.place_order({variant: 1}).order_id for _ in range(SEVERAL)]
    start = Barrier(SEVERAL)

    def issue(order_id: UUID) -> int:
        with shop.app.app_context():
            start.wait()
            return issue_invoice(order_id)

    with ThreadPoolExecutor(SEVERAL) as pool:
        numbers = list(pool.map(issue, orders))
    assert sorted(numbers) == list(range(1, SEVERAL + 1))
    assert_books()
