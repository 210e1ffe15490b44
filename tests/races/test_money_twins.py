"""The twins of the races about money: the same races, with one guard taken out, must go wrong.

A race that passes proves something only if it fails without what it is about. Each twin is a patch
in its test: it reads in `read()` what the shop reads under a lock, and writes what it made of that.
On PostgreSQL the constraint that would catch it is dropped too; on SQLite it may end there.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace
from uuid import UUID

import pytest
from shopwright.commerce.cart import add_line, locks
from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.checkout import complete
from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments import ledger, settling
from shopwright.commerce.payments.errors import RefundTooLarge
from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry, Refund
from shopwright.commerce.payments.settling import settle
from shopwright.commerce.payments.types import Fact
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.invariants import check
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.shop import Shop
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.races.schedules import SEED, SteppingProvider, race, step

pytestmark = pytest.mark.storm
URL = "https://shop.example/"
ROUNDS = 12


@pytest.fixture
def provider() -> SteppingProvider:
    return SteppingProvider()


@pytest.fixture
def registry(provider: SteppingProvider) -> Registry:
    return registry_of(trading_plugin(provider))


def _goes_wrong(play: Callable[[random.Random], bool]) -> bool:
    """Whether one of a few rounds does."""
    return any(play(random.Random(f"{SEED}-{number}")) for number in range(ROUNDS))


def _without_constraint(name: str, table: str) -> None:
    """On PostgreSQL, where that is possible."""
    if not runtime().database.is_sqlite:
        with transaction() as db:
            db.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))


def _refund_without_a_guard(order_id: UUID, amount: int) -> None:
    """Look, then write what was seen plus the amount."""
    with read() as db:
        order = db.get_one(Order, order_id)
        attempt = db.scalars(
            select(PaymentAttempt).where(PaymentAttempt.order_id == order_id)
        ).one()
        seen = order.refund_committed
    if seen + amount > order.captured_total:
        raise RefundTooLarge("too much")
    with transaction() as db:
        committed = update(Order).where(Order.id == order_id)
        db.execute(committed.values(refund_committed=seen + amount))
        db.add(
            Refund(
                id=uuid7(),
                order_id=order_id,
                attempt_id=attempt.id,
                provider=attempt.provider,
                amount=amount,
                currency=order.currency,
                key=uuid7().hex,
                requested_by="twin",
            )
        )


def test_refunds_that_look_before_they_write_exceed_what_was_paid(shop: Shop) -> None:
    mug = shop.product(price=755, stock=1000)
    _without_constraint("ck_orders_refunds_within_captured", "orders")

    def play(rng: random.Random) -> bool:
        done = complete(shop.cart({mug: 2}), expected_total=2000, return_url=URL)
        outcomes = race(shop, rng, *[lambda: _refund_without_a_guard(done.order_id, 1200)] * 2)
        assert {outcome.code for outcome in outcomes} <= {"ok", "refund_too_large"}
        return any(violation.rule == "I5" for violation in check())

    assert _goes_wrong(play)


def test_an_edit_that_asks_before_it_locks_changes_a_cart_that_is_being_paid_for(
    shop: Shop, provider: SteppingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    mug, vase = shop.product("Mug", stock=1000), shop.product("Vase", stock=1000)
    provider.outcome = "open"
    asked = locks._look
    unasked = SimpleNamespace(
        customer_group="", for_sale=True, amount=None, line_count=1, line_id=None, quantity=None
    )

    def ask_first(cart_id: UUID) -> None:
        with read() as db:
            locks.require_editable(db, db.get_one(Cart, cart_id))
        step()
        monkeypatch.setattr(locks, "_look", lambda *_, **__: unasked)
        add_line(cart_id, vase, 1)

    def play(rng: random.Random) -> bool:
        monkeypatch.setattr(locks, "_look", asked)
        cart_id = shop.cart({mug: 1})
        race(
            shop,
            rng,
            lambda: complete(cart_id, expected_total=None, return_url=URL),
            lambda: ask_first(cart_id),
        )
        with read() as db:
            in_cart = db.scalar(select(func.count()).where(CartLine.cart_id == cart_id))
            ordered = select(func.count()).select_from(OrderLine).join(Order)
            return in_cart != db.scalar(ordered.where(Order.cart_id == cart_id))

    assert _goes_wrong(play)


def test_settling_that_looks_before_it_books_books_twice(
    shop: Shop, provider: SteppingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without locks, and with a look instead of the UNIQUE reference."""
    mug = shop.product(stock=1000)
    provider.outcome = "open"
    _without_constraint("uq_payment_entries_provider_reference", "payment_entries")

    known: ContextVar[set[str]] = ContextVar("known")

    def add_what_was_not_seen(
        db: Session, attempt: PaymentAttempt, facts: tuple[Fact, ...], *, source: str
    ) -> list[Fact]:
        new = [fact for fact in facts if fact.reference not in known.get()]
        for fact in new:
            db.add(
                PaymentEntry(
                    id=uuid7(),
                    order_id=attempt.order_id,
                    attempt_id=attempt.id,
                    provider=attempt.provider,
                    kind=fact.kind,
                    reference=fact.reference,
                    amount=fact.amount.amount,
                    currency=fact.amount.currency,
                    source=source,
                    occurred_at=fact.occurred_at,
                )
            )
        db.flush()
        return new

    def without_locks(db: Session, attempt_id: UUID) -> tuple[Order, PaymentAttempt]:
        attempt = db.get_one(PaymentAttempt, attempt_id)
        return db.get_one(Order, attempt.order_id), attempt

    def look_and_book(attempt_id: UUID) -> None:
        with read() as db:
            known.set(set(db.scalars(select(PaymentEntry.reference))))
        settle(attempt_id, source="twin")

    monkeypatch.setattr(settling, "_lock", without_locks)
    monkeypatch.setattr(ledger, "append", add_what_was_not_seen)

    def play(rng: random.Random) -> bool:
        known.set(set())
        done = complete(shop.cart({mug: 1}), expected_total=None, return_url=URL)
        attempt_id = order_detail(done.order_id).attempts[0].id
        provider.succeed(attempt_id)
        outcomes = race(shop, rng, *[lambda: look_and_book(attempt_id)] * 2)
        if any(isinstance(outcome.error, IntegrityError) for outcome in outcomes):
            return True
        with read() as db:
            booked = db.scalar(
                select(func.sum(PaymentEntry.amount)).where(PaymentEntry.order_id == done.order_id)
            )
        return booked != done.total.amount

    assert _goes_wrong(play)
