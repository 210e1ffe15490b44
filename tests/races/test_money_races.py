"""Two or three people, or programs, do things to one order's money at the same time.

Each race is run many times, in orders that the seed decides (`SEED=7 pytest ...` for others). After
each: every error was a typed one, the shop's books agree with each other (I1-I8) and with the
provider's, and nobody is owed or owes anything more than one of them at a time could have caused.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.checkout import complete
from shopwright.commerce.checkout.types import Completion
from shopwright.commerce.inventory.commands import receive
from shopwright.commerce.inventory.models import StockHold
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.fulfillments import cancel_fulfillment, fulfill
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.commands import (
    capture,
    process_refund,
    refund,
    request_refund,
)
from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry
from shopwright.commerce.payments.settling import settle
from shopwright.commerce.payments.sweepers import complete_payments, reap_payments
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxEvent
from shopwright.testing.invariants import assert_books
from shopwright.testing.shop import Shop
from sqlalchemy import func, select, update

from tests.races.conftest import Arena
from tests.races.schedules import Outcome, SteppingProvider, race, repeat

pytestmark = pytest.mark.storm
URL = "https://shop.example/"


@pytest.fixture
def shop(arena: Arena) -> Shop:
    return arena.shop


@pytest.fixture
def place(shop: Shop, provider: SteppingProvider) -> Callable[[str], Completion]:
    """An order of 2 units for 20.00 in all, whose payment came to the given outcome."""
    mug = shop.product(price=755, stock=1000)

    def order(outcome: str) -> Completion:
        provider.outcome = outcome  # type: ignore[assignment]
        return complete(shop.cart({mug: 2}), expected_total=2000, return_url=URL)

    return order


Place = Callable[[str], Completion]


def _attempt(order_id: UUID) -> UUID:
    return order_detail(order_id).attempts[-1].id


def _order(order_id: UUID) -> Order:
    return order_detail(order_id).order


def _codes(outcomes: list[Outcome]) -> list[str]:
    return sorted(outcome.code for outcome in outcomes)


def _events(order_id: UUID) -> Counter[str]:
    """How often each event about the order was told."""
    about = OutboxEvent.payload["order_id"].as_string() == str(order_id)
    with read() as db:
        return Counter(db.scalars(select(OutboxEvent.name).where(about)))


def _everything_agrees(shop: Shop, provider: SteppingProvider) -> None:
    """Work off what is owed, then compare all books."""
    shop.deliver()
    assert_books()
    with read() as db:
        captured, refunded = db.execute(
            select(func.sum(Order.captured_total), func.sum(Order.refunded_total))
        ).one()
        entries = {
            kind: int(amount)
            for kind, amount in db.execute(
                select(PaymentEntry.kind, func.sum(PaymentEntry.amount)).group_by(PaymentEntry.kind)
            )
        }
    theirs: Counter[str] = Counter()
    for account in provider.accounts.values():
        for fact in account.facts.values():
            theirs[fact.kind] += fact.amount.amount
    assert entries == dict(theirs)
    assert captured - refunded == provider.charged()


def test_settling_twice_at_once_books_once(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("open").order_id
        attempt = _attempt(order_id)
        provider.succeed(attempt)
        sources = ("webhook", "return", "completer")
        outcomes = race(
            shop, rng, *[lambda source=source: settle(attempt, source=source) for source in sources]
        )
        assert _codes(outcomes) == ["ok"] * 3
        order, told = _order(order_id), _events(order_id)
        assert (order.state, order.payment_state) == ("open", "paid")
        assert (told["order_placed"], told["order_paid"], told["payment_captured"]) == (1, 1, 1)
        _everything_agrees(shop, provider)

    repeat(play)


@pytest.mark.parametrize("paid", ["before", "meanwhile"])
def test_who_cancels_while_the_payment_succeeds_gets_the_money_back(
    shop: Shop, provider: SteppingProvider, place: Place, paid: str
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("open").order_id
        attempt = _attempt(order_id)
        if paid == "before":
            provider.succeed(attempt)

        def pay_and_return() -> None:
            if paid == "meanwhile":
                provider.succeed(attempt)
            settle(attempt, source="return")

        outcomes = race(shop, rng, pay_and_return, lambda: cancel(order_id, reason="too late"))
        assert _codes(outcomes) == ["ok", "ok"]
        _everything_agrees(shop, provider)
        order = _order(order_id)
        assert (order.state, order.payment_state) == ("canceled", "refunded")
        assert _events(order_id)["order_canceled"] == 1

    repeat(play)


@pytest.mark.parametrize(("amounts", "left"), [((1200, 1200), 800), ((700, 700, 700), 600)])
def test_refunds_at_once_never_exceed_what_was_paid(
    shop: Shop, provider: SteppingProvider, place: Place, amounts: tuple[int, ...], left: int
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("paid").order_id
        outcomes = race(
            shop,
            rng,
            *[lambda amount=amount: refund(order_id, amount=amount) for amount in amounts],
        )
        assert _codes(outcomes) == ["ok"] * (len(amounts) - 1) + ["refund_too_large"]
        order = _order(order_id)
        assert order.captured_total - order.refunded_total == left
        _everything_agrees(shop, provider)

    repeat(play)


def test_a_refund_and_its_webhooks_book_it_once(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("paid").order_id
        attempt = _attempt(order_id)
        outcomes = race(
            shop,
            rng,
            lambda: refund(order_id, amount=600),
            lambda: settle(attempt, source="webhook"),
            lambda: settle(attempt, source="webhook"),
        )
        assert _codes(outcomes) == ["ok"] * 3
        _everything_agrees(shop, provider)
        order = _order(order_id)
        assert (order.refunded_total, order.refund_committed) == (600, 600)
        assert _events(order_id)["refund_issued"] == 1

    repeat(play)


def test_a_refund_that_the_button_the_worker_and_the_completer_process_is_made_once(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("paid").order_id
        refund_id = request_refund(order_id, amount=600)
        outcomes = race(shop, rng, *[lambda: process_refund(refund_id)] * 3)
        assert {outcome.value.state for outcome in outcomes} == {"succeeded"}
        _everything_agrees(shop, provider)
        assert _order(order_id).refunded_total == 600
        assert _events(order_id)["refund_issued"] == 1

    repeat(play)


def test_a_refund_of_ours_and_one_made_at_the_provider_both_count(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("paid").order_id
        attempt = _attempt(order_id)

        def at_the_provider() -> None:
            provider.refund_by_hand(attempt, 900)
            settle(attempt, source="webhook")

        race(shop, rng, lambda: refund(order_id, amount=900), at_the_provider)
        _everything_agrees(shop, provider)
        assert _order(order_id).refunded_total == 1800

    repeat(play)


def test_an_order_is_sent_or_canceled_never_both(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("paid").order_id
        sent, canceled = race(
            shop, rng, lambda: fulfill(order_id), lambda: cancel(order_id, reason="changed my mind")
        )
        assert (sent.code, canceled.code) in {
            ("ok", "transition_refused"),
            ("cannot_fulfill", "ok"),
        }
        _everything_agrees(shop, provider)
        order = _order(order_id)
        assert (order.state, order.payment_state, order.fulfillment_state) == (
            ("completed", "paid", "fulfilled")
            if sent.code == "ok"
            else ("canceled", "refunded", "none")
        )

    repeat(play)


def test_what_is_sent_while_its_authorization_is_canceled_is_shown_to_a_person(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("authorized").order_id
        sent, canceled = race(
            shop, rng, lambda: fulfill(order_id), lambda: cancel(order_id, reason="changed my mind")
        )
        assert canceled.code == "ok"
        assert sent.code in ("ok", "cannot_fulfill")
        _everything_agrees(shop, provider)
        order = _order(order_id)
        assert (order.state, order.payment_state) == ("canceled", "unpaid")
        assert order.review == (sent.code == "ok")

    repeat(play)


def test_an_order_is_sent_once(shop: Shop, provider: SteppingProvider, place: Place) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("paid").order_id
        outcomes = race(shop, rng, *[lambda: fulfill(order_id)] * 3)
        assert _codes(outcomes) == ["cannot_fulfill", "cannot_fulfill", "ok"]
        _everything_agrees(shop, provider)

    repeat(play)


def test_a_parcel_is_taken_back_once(shop: Shop, provider: SteppingProvider, place: Place) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("paid").order_id
        parcel = fulfill(order_id)
        outcomes = race(shop, rng, *[lambda: cancel_fulfillment(order_id, parcel)] * 2)
        assert _codes(outcomes) == ["cannot_fulfill", "ok"]
        fulfill(order_id)
        _everything_agrees(shop, provider)

    repeat(play)


def test_capturing_everything_twice_takes_it_once(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("authorized").order_id
        outcomes = race(shop, rng, *[lambda: capture(order_id)] * 3)
        assert set(_codes(outcomes)) <= {"ok", "nothing_to_capture"}
        assert "ok" in _codes(outcomes)
        order = _order(order_id)
        assert (order.captured_total, order.payment_state) == (2000, "paid")
        assert _events(order_id)["order_paid"] == 1
        _everything_agrees(shop, provider)

    repeat(play)


def test_captures_at_once_never_exceed_the_order(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("authorized").order_id
        outcomes = race(shop, rng, lambda: capture(order_id, 1200), lambda: capture(order_id, 900))
        assert _codes(outcomes) == ["nothing_to_capture", "ok"]
        assert _order(order_id).captured_total in (1200, 900)
        _everything_agrees(shop, provider)

    repeat(play)


def test_money_captured_while_the_order_is_canceled_goes_back(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("authorized").order_id
        taken, canceled = race(
            shop, rng, lambda: capture(order_id), lambda: cancel(order_id, reason="sold twice")
        )
        assert canceled.code == "ok"
        assert taken.code in ("ok", "nothing_to_capture", "payment_declined")
        _everything_agrees(shop, provider)
        order = _order(order_id)
        assert order.state == "canceled"
        assert order.captured_total == order.refunded_total

    repeat(play)


def test_canceling_gives_back_what_a_refund_at_the_same_time_does_not(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("paid").order_id
        given, canceled = race(
            shop,
            rng,
            lambda: refund(order_id, amount=600),
            lambda: cancel(order_id, reason="broken"),
        )
        assert canceled.code == "ok"
        assert given.code in ("ok", "refund_too_large")
        _everything_agrees(shop, provider)
        order = _order(order_id)
        assert (order.state, order.refunded_total) == ("canceled", 2000)

    repeat(play)


@pytest.mark.parametrize("outcome", ["open", "paid", "authorized"])
def test_an_order_is_canceled_once(
    shop: Shop, provider: SteppingProvider, place: Place, outcome: str
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place(outcome).order_id
        outcomes = race(shop, rng, *[lambda: cancel(order_id, reason="twice")] * 2)
        assert set(_codes(outcomes)) <= {"ok", "transition_refused"}
        assert "ok" in _codes(outcomes)
        _everything_agrees(shop, provider)
        order = _order(order_id)
        assert (order.state, order.captured_total - order.refunded_total) == ("canceled", 0)
        assert _events(order_id)["order_canceled"] == 1

    repeat(play)


def test_a_payment_past_its_deadline_is_settled_or_closed_never_both(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        order_id = place("open").order_id
        attempt = _attempt(order_id)
        with transaction() as db:
            late = now() - timedelta(seconds=1)
            db.execute(
                update(PaymentAttempt).where(PaymentAttempt.id == attempt).values(deadline=late)
            )

        def pay_and_return() -> None:
            provider.succeed_unless_closed(attempt)
            settle(attempt, source="return")

        outcomes = race(shop, rng, pay_and_return, reap_payments)
        assert _codes(outcomes) == ["ok", "ok"]
        _everything_agrees(shop, provider)
        order = _order(order_id)
        charged = provider.accounts[attempt].sum_of("captured")
        assert order.state == ("open" if charged else "pending")

    repeat(play)


def test_a_start_whose_answer_was_lost_is_finished_once_by_whoever_comes(
    shop: Shop, provider: SteppingProvider, place: Place
) -> None:
    def play(rng: random.Random) -> None:
        provider.fault = "drop_answer"
        done = place("paid")
        provider.fault = "none"
        assert done.checking_payment
        with transaction() as db:
            long_ago = now() - timedelta(minutes=3)
            db.execute(update(PaymentAttempt).values(touched_at=long_ago))
        cart_id = _order(done.order_id).cart_id
        outcomes = race(
            shop,
            rng,
            complete_payments,
            lambda: complete(cart_id, expected_total=None, return_url=URL),
            lambda: settle(_attempt(done.order_id), source="webhook"),
        )
        assert _codes(outcomes) == ["ok"] * 3
        _everything_agrees(shop, provider)
        assert (_order(done.order_id).state, _events(done.order_id)["order_paid"]) == ("open", 1)

    repeat(play)


def test_paid_after_its_stock_was_lost_competes_with_other_buyers_for_it(
    shop: Shop, provider: SteppingProvider
) -> None:
    lamp = shop.product("Lamp", price=1000, stock=None)

    def play(rng: random.Random) -> None:
        receive(lamp, install_defaults().location_ids[0], 1)
        other = shop.cart({lamp: 1})
        provider.outcome = "open"
        first = complete(shop.cart({lamp: 1}), expected_total=None, return_url=URL).order_id
        attempt = _attempt(first)
        with transaction() as db:
            due = now() - timedelta(seconds=1)
            mine = StockHold.order_id == first
            db.execute(update(StockHold).where(mine).values(expires_at=due))
        provider.succeed(attempt)
        provider.outcome = "paid"
        settled, bought = race(
            shop,
            rng,
            lambda: settle(attempt, source="webhook"),
            lambda: complete(other, expected_total=None, return_url=URL),
            reap_holds,
        )[:2]
        _everything_agrees(shop, provider)
        assert settled.code == "ok"
        if bought.code == "ok":
            order = _order(first)
            assert (order.state, order.cancel_reason) == ("canceled", "stock_shortfall")
            assert order.refunded_total == order.captured_total > 0
        else:
            assert (bought.code, _order(first).state) == ("out_of_stock", "open")

    repeat(play)
