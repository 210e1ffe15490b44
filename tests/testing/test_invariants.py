"""The checker: silent about a healthy shop, and outspoken about each planted fault."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from shopwright.commerce.orders.models import InvoiceNumber, Order, OrderNumber
from shopwright.commerce.orders.states import draw_number
from shopwright.commerce.payments.models import PaymentAttempt, Refund
from shopwright.platform.audit import AuditEntry
from shopwright.platform.audit.models import AuditChain
from shopwright.platform.audit.sealer import seal
from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.ids import uuid7
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.invariants import assert_books, check
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import delete, select, text, update


@pytest.fixture
def provider() -> ScriptedProvider:
    return ScriptedProvider()


@pytest.fixture
def registry(provider: ScriptedProvider) -> Registry:
    return registry_of(trading_plugin(provider))


@pytest.fixture
def room(shop: Shop) -> Callable[[], Stockroom]:
    return Stockroom


@pytest.fixture
def order(shop: Shop) -> UUID:
    """A paid order in a shop whose books agree."""
    order_id = shop.place_order().order_id
    shop.deliver()
    seal()
    assert_books(settled=True)
    return order_id


def rules() -> list[tuple[str, str]]:
    return [(violation.rule, violation.message) for violation in check()]


def change_order(order_id: UUID, **values: object) -> None:
    with transaction() as db:
        db.execute(update(Order).where(Order.id == order_id).values(**values))


def give_number(order_id: UUID) -> None:
    with transaction() as db:
        number = draw_number(db, order_id)
    change_order(order_id, number=number)


@pytest.mark.parametrize(
    ("values", "rule", "message"),
    [
        ({"captured_total": 1}, "I5", "an order's totals are not the sums of its ledger"),
        ({"lost_total": 1}, "I5", "an order's totals are not the sums of its ledger"),
        ({"refund_committed": 1, "refunded_total": 1}, "I5", "an order's totals are not"),
        ({"state": "canceled"}, "I2", "a canceled order still holds stock"),
        ({"number": None}, "I8", "a placed order without a number"),
    ],
)
def test_a_fault_in_an_order_is_named(
    order: UUID, values: dict[str, object], rule: str, message: str
) -> None:
    change_order(order, **values)
    found = rules()
    assert any(found_rule == rule and text_.startswith(message) for found_rule, text_ in found)


def test_an_order_number_that_was_never_drawn_is_named(order: UUID) -> None:
    with transaction() as db:
        db.execute(delete(OrderNumber))
    assert rules() == [("I8", "an order number that was never drawn")]


def test_a_gap_in_invoice_numbers_is_named_and_a_number_that_no_order_has(
    shop: Shop, order: UUID
) -> None:
    other = shop.place_order().order_id
    with transaction() as db:
        db.add(InvoiceNumber(value=7, order_id=other))
    assert rules() == [
        ("I8", "invoice numbers with a gap"),
        ("I8", "an invoice number that was not drawn for its order"),
    ]


def test_the_message_shows_the_rows(order: UUID) -> None:
    change_order(order, captured_total=1)
    with pytest.raises(AssertionError, match="'captured_total': 1"):
        assert_books()


def test_money_in_another_currency_is_named_unless_a_person_is_told(order: UUID) -> None:
    change_order(order, currency="USD")
    assert ("I5", "an entry in another currency than its order's") in rules()
    change_order(order, review=True)
    assert rules() == []


def test_a_refund_that_nobody_counted_is_named(order: UUID) -> None:
    with transaction() as db:
        attempt = db.scalars(select(PaymentAttempt)).one()
        db.add(
            Refund(
                order_id=order,
                attempt_id=attempt.id,
                provider="scripted",
                amount=5,
                currency="EUR",
                key="k",
                requested_by="test",
            )
        )
    assert rules() == [("I5", "refunds do not fit what was captured")]


def test_an_order_needs_money_or_a_reason(shop: Shop, room: Callable[[], Stockroom]) -> None:
    order_id = room().order_row("open")
    give_number(order_id)
    change_order(order_id, total=100)
    assert rules() == [("I3", "an order is placed, and nobody paid or is about to")]
    with transaction() as db:
        db.add(
            AuditEntry(
                actor="staff:1", actor_label="Ada", action="order.open", subject=f"order:{order_id}"
            )
        )
    assert rules() == []


def test_a_free_order_needs_no_money(shop: Shop, room: Callable[[], Stockroom]) -> None:
    order_id = room().order_row("open")
    give_number(order_id)
    assert rules() == []


def test_an_order_that_waits_for_its_payment_is_fine(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.outcome = "processing"
    shop.place_order()
    assert rules() == []


def test_a_hold_that_nothing_will_end_is_named(shop: Shop, room: Callable[[], Stockroom]) -> None:
    stock = room()
    shirt = stock.variant(units=1)
    owner = stock.hold({shirt: 1})
    with transaction() as db:
        db.execute(text("UPDATE stock_holds SET expires_at = NULL"))
    assert rules() == [("I2", "a hold without a payment that no clock ends")]
    with transaction() as db:
        db.execute(text("UPDATE stock_holds SET state = 'allocated'"))
    assert rules() == []
    assert owner.order_id is not None


@pytest.mark.parametrize(
    "values",
    [
        {"state": "done", "finished_at": None},
        {"state": "dead", "last_error": None},
        {"state": "lost"},
    ],
)
def test_a_delivery_that_ended_without_a_trace_is_named(
    order: UUID, values: dict[str, object]
) -> None:
    with transaction() as db:
        delivery = db.scalars(select(OutboxDelivery.id).limit(1)).first()
        assert delivery is not None
        db.execute(update(OutboxDelivery).where(OutboxDelivery.id == delivery).values(**values))
    assert rules() == [("I6", "a delivery ended without a trace")]


def test_what_is_still_owed_is_a_fault_only_once_all_should_be_done(order: UUID) -> None:
    with transaction() as db:
        db.add(OutboxDelivery(id=uuid7(), consumer="job:x", queue="fast", run_at=now()))
    assert rules() == []
    [violation] = check(settled=True)
    assert violation.message == "deliveries are still owed"


def test_an_audit_log_that_was_changed_is_named(order: UUID) -> None:
    with transaction() as db:
        for name in ("tr_audit_chain_no_delete", "tr_audit_chain_append_only"):
            suffix = "" if db.get_bind().dialect.name == "sqlite" else " ON audit_chain"
            db.execute(text(f"DROP TRIGGER IF EXISTS {name}{suffix}"))
        db.execute(delete(AuditChain).where(AuditChain.seq == 1))
    assert rules() == [("I8", "the audit chain is broken")]
