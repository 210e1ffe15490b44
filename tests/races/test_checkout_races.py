"""One cart, pressed from many sides at once; and many carts that want the same things.

See `schedules`: each race is run in several orders that the seed decides.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from shopwright.commerce.cart import (
    add_line,
    cart_view,
    change_line,
    create_cart,
    merge_into_customer,
)
from shopwright.commerce.cart.commands import delete_stale_carts
from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.channels import default_channel
from shopwright.commerce.checkout import Completion, cancel_payment, complete
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.inventory.models import StockHold, StockLevel
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.commerce.payments.models import LIVE_STATES, PaymentAttempt
from shopwright.commerce.payments.sweepers import reap_payments
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.errors import ShopError
from shopwright.platform.ids import uuid7
from shopwright.testing.invariants import assert_books
from shopwright.testing.shop import Shop
from sqlalchemy import exists, func, or_, select, update

from tests.races.conftest import Arena
from tests.races.schedules import ROUNDS, SteppingProvider, race, repeat

pytestmark = pytest.mark.storm
URL = "https://shop.example/"


@pytest.fixture
def shop(arena: Arena) -> Shop:
    return arena.shop


def _complete(cart_id: UUID) -> Completion:
    return complete(cart_id, expected_total=None, return_url=URL)


def _orders(cart_id: UUID) -> int:
    with read() as db:
        return db.scalar(select(func.count()).where(Order.cart_id == cart_id)) or 0


def _carts_that_differ_from_what_is_paid() -> list[UUID]:
    """Carts that were changed although a payment for them is open or done."""

    live = exists().where(
        PaymentAttempt.order_id == Order.id, PaymentAttempt.state.in_(LIVE_STATES)
    )
    bound = select(Order.id, Order.cart_id).where(or_(Order.number.is_not(None), live))
    wanted = select(CartLine.cart_id, CartLine.variant_id, CartLine.quantity)
    agreed = select(Order.cart_id, OrderLine.variant_id, OrderLine.quantity).join(
        Order, Order.id == OrderLine.order_id
    )
    with read() as db:
        carts = set(db.scalars(bound.with_only_columns(Order.cart_id)))
        both = [
            {tuple(row) for row in db.execute(statement) if row[0] in carts}
            for statement in (wanted, agreed)
        ]
    return sorted({line[0] for line in both[0] ^ both[1]})


def _all_is_well(shop: Shop) -> None:
    shop.deliver()
    assert_books()
    assert _carts_that_differ_from_what_is_paid() == []


@pytest.mark.parametrize("outcome", ["paid", "authorized", "processing", "open"])
def test_the_same_cart_completed_from_many_sides_is_one_order_with_equal_answers(
    shop: Shop, provider: SteppingProvider, outcome: str
) -> None:
    mug = shop.product(stock=1000)
    provider.outcome = outcome  # type: ignore[assignment]
    known = len(provider.accounts)

    def play(rng: random.Random) -> None:
        cart_id = shop.cart({mug: 1})
        outcomes = race(shop, rng, *[lambda: _complete(cart_id)] * 4)
        assert [outcome.code for outcome in outcomes] == ["ok"] * 4
        assert len({repr(outcome.value) for outcome in outcomes}) == 1
        assert _orders(cart_id) == 1
        _all_is_well(shop)

    repeat(play)
    assert len(provider.accounts) - known == ROUNDS


def test_eight_threads_that_complete_one_cart_get_eight_equal_answers(
    shop: Shop, provider: SteppingProvider
) -> None:
    """The same without a director: as fast as the machine lets them."""
    mug, before = shop.product(stock=1000), provider.charged()
    for _ in range(5):
        cart_id = shop.cart({mug: 1})
        answers = _at_once(shop, [partial(lambda key: repr(_complete(key)), cart_id)] * 8)
        assert len(set(answers)) == 1, answers
        assert "number=" in answers[0]
        assert _orders(cart_id) == 1
    assert provider.charged() - before == 5 * (2200 + 490)
    _all_is_well(shop)


def _at_once(shop: Shop, calls: list[Callable[[], str]]) -> list[str]:
    """Let all go at one moment, each in a thread. A typed error is answered by its code."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], str]) -> str:
        with shop.app.app_context():
            start.wait()
            try:
                return call()
            except ShopError as error:
                return error.code

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_carts_that_want_the_same_two_things_in_opposite_order_never_deadlock(
    shop: Shop, provider: SteppingProvider
) -> None:
    """Nothing but being sold out may keep a buyer from buying, and the two sell out exactly."""
    rounds, buyers = 6, 10
    for _ in range(rounds):
        mug, vase = shop.product("Mug", stock=7), shop.product("Vase", stock=7)
        orders = ({mug: 1, vase: 1}, {vase: 1, mug: 1})
        carts = [shop.cart(orders[number % 2]) for number in range(buyers)]
        answers = _at_once(
            shop, [partial(lambda key: _complete(key).state, cart_id) for cart_id in carts]
        )
        assert Counter(answers) == {"open": 7, "out_of_stock": 3}
        with read() as db:
            levels = select(StockLevel.on_hand, StockLevel.held).where(
                StockLevel.variant_id.in_([mug, vase])
            )
            assert [tuple(row) for row in db.execute(levels)] == [(7, 7), (7, 7)]
    _all_is_well(shop)


def test_crosswise_carts_in_every_order_of_their_statements(
    shop: Shop, provider: SteppingProvider
) -> None:
    def play(rng: random.Random) -> None:
        mug, vase = shop.product("Mug", stock=2), shop.product("Vase", stock=2)
        carts = [
            shop.cart({mug: 1, vase: 1}),
            shop.cart({vase: 1, mug: 1}),
            shop.cart({mug: 1, vase: 1}),
        ]
        outcomes = race(shop, rng, *[partial(_complete, cart_id) for cart_id in carts])
        assert sorted(outcome.code for outcome in outcomes) == ["ok", "ok", "out_of_stock"]
        _all_is_well(shop)

    repeat(play)


@pytest.mark.parametrize("outcome", ["paid", "open", "declined"])
def test_a_cart_does_not_change_while_it_is_being_paid_for(
    shop: Shop, provider: SteppingProvider, outcome: str
) -> None:
    mug, vase = shop.product("Mug", stock=1000), shop.product("Vase", stock=1000)
    provider.outcome = outcome  # type: ignore[assignment]

    def play(rng: random.Random) -> None:
        cart_id = shop.cart({mug: 1})
        line_id = cart_view(cart_id).draft.lines[0].id
        bought, *edits = race(
            shop,
            rng,
            lambda: _complete(cart_id),
            lambda: add_line(cart_id, vase, 1),
            lambda: change_line(cart_id, line_id, 3),
        )
        assert bought.code == ("payment_declined" if outcome == "declined" else "ok")
        refused = "cart_closed" if outcome == "paid" else "payment_under_way"
        assert {edit.code for edit in edits} <= {"ok", "payment_under_way", refused}
        _all_is_well(shop)

    repeat(play, 2 * ROUNDS)


def test_the_total_that_the_shopper_saw_is_the_total_that_is_charged(
    shop: Shop, provider: SteppingProvider
) -> None:
    mug = shop.product(price=1000, stock=1000)

    def play(rng: random.Random) -> None:
        cart_id = shop.cart({mug: 1})
        before = provider.charged()
        bought, _ = race(
            shop,
            rng,
            lambda: complete(cart_id, expected_total=1490, return_url=URL),
            lambda: add_line(cart_id, mug, 1),
        )
        assert bought.code in ("ok", "total_changed")
        assert provider.charged() - before == (1490 if bought.code == "ok" else 0)
        _all_is_well(shop)

    repeat(play)


def test_canceling_the_payment_and_paying_again_leave_one_payment_at_most(
    shop: Shop, provider: SteppingProvider
) -> None:
    mug = shop.product(stock=1000)

    def play(rng: random.Random) -> None:
        provider.outcome = "open"
        cart_id = shop.cart({mug: 1})
        _complete(cart_id)
        provider.outcome = "paid"

        def edit_and_pay() -> None:
            add_line(cart_id, mug, 1)
            _complete(cart_id)

        outcomes = race(
            shop, rng, lambda: cancel_payment(cart_id), edit_and_pay, lambda: _complete(cart_id)
        )
        typed = {"ok", "payment_under_way", "cart_closed", "checkout_busy", "payment_declined"}
        assert {outcome.code for outcome in outcomes} <= typed
        _all_is_well(shop)
        assert _orders(cart_id) == 1

    repeat(play, 2 * ROUNDS)
    with read() as db:
        assert db.scalar(select(func.sum(Order.captured_total))) == provider.charged()


def test_a_hold_that_runs_out_goes_to_its_owner_or_to_another_buyer(
    shop: Shop, provider: SteppingProvider
) -> None:
    def play(rng: random.Random) -> None:
        lamp = shop.product("Lamp", stock=1)
        first, second = shop.cart({lamp: 1}), shop.cart({lamp: 1})
        provider.outcome = "open"
        _complete(first)
        cancel_payment(first)
        with transaction() as db:
            due = now() - timedelta(seconds=1)
            mine = StockHold.cart_id == first
            db.execute(update(StockHold).where(mine).values(expires_at=due))
        provider.outcome = "paid"
        outcomes = race(shop, rng, lambda: _complete(first), lambda: _complete(second), reap_holds)
        assert sorted(outcome.code for outcome in outcomes) == ["ok", "ok", "out_of_stock"]
        _all_is_well(shop)

    repeat(play)


def test_an_abandoned_order_is_canceled_or_paid_for_after_all(
    shop: Shop, provider: SteppingProvider
) -> None:
    mug = shop.product(stock=1000)

    def play(rng: random.Random) -> None:
        provider.outcome = "open"
        cart_id = shop.cart({mug: 1})
        order_id = _complete(cart_id).order_id
        cancel_payment(cart_id)
        with transaction() as db:
            long_ago = now() - timedelta(hours=25)
            db.execute(update(Order).where(Order.id == order_id).values(created_at=long_ago))
        provider.outcome = "paid"
        outcomes = race(shop, rng, lambda: _complete(cart_id), reap_payments)
        assert [outcome.code for outcome in outcomes] == ["ok", "ok"]
        _all_is_well(shop)
        with read() as db:
            assert db.scalar(select(Order.state).where(Order.id == order_id)) == "open"

    repeat(play)


def test_a_stale_cart_is_deleted_or_bought_never_both(
    shop: Shop, provider: SteppingProvider
) -> None:
    mug = shop.product(stock=1000)

    def play(rng: random.Random) -> None:
        cart_id = shop.cart({mug: 1})
        with transaction() as db:
            long_ago = now() - timedelta(days=61)
            db.execute(update(Cart).where(Cart.id == cart_id).values(updated_at=long_ago))
        bought, _ = race(shop, rng, lambda: _complete(cart_id), delete_stale_carts)
        assert bought.code in ("ok", "cart_not_found")
        assert _orders(cart_id) == (1 if bought.code == "ok" else 0)
        _all_is_well(shop)

    repeat(play, 2 * ROUNDS)


def test_signing_in_twice_at_once_leaves_one_cart_with_everything_in_it(
    shop: Shop, provider: SteppingProvider
) -> None:
    mug, vase = shop.product("Mug", stock=1000), shop.product("Vase", stock=1000)
    channel = default_channel().id

    def play(rng: random.Random) -> None:
        ada = create_customer(NewCustomer(email=f"{uuid7().hex}@example.com"))
        phone, laptop = shop.cart({mug: 1}), shop.cart({mug: 2, vase: 1})
        outcomes = race(
            shop,
            rng,
            *[partial(merge_into_customer, ada, cart, channel) for cart in (phone, laptop, phone)],
            lambda: create_cart(channel_id=channel, customer_id=ada),
        )
        assert [outcome.code for outcome in outcomes] == ["ok"] * 4
        own = merge_into_customer(ada, None, channel)
        assert {outcome.value for outcome in outcomes[:3]} == {own}
        assert own is not None
        lines = {line.variant_id: line.quantity for line in cart_view(own).draft.lines}
        assert lines == {mug: 2, vase: 1}

    repeat(play)


def test_signing_in_while_paying_takes_nothing_from_the_payment(
    shop: Shop, provider: SteppingProvider
) -> None:
    mug, vase = shop.product("Mug", stock=1000), shop.product("Vase", stock=1000)
    channel = default_channel().id

    def play(rng: random.Random) -> None:
        provider.outcome = rng.choice(["open", "paid"])
        ada = create_customer(NewCustomer(email=f"{uuid7().hex}@example.com"))
        own = create_cart(channel_id=channel, customer_id=ada).cart_id
        add_line(own, vase, 1)
        guest = shop.cart({mug: 1})
        bought, merged = race(
            shop,
            rng,
            lambda: _complete(guest),
            lambda: merge_into_customer(ada, guest, channel),
        )
        assert merged.code in ("ok", "payment_under_way")
        assert bought.code in ("ok", "checkout_incomplete", "cart_closed")
        _all_is_well(shop)

    repeat(play)
