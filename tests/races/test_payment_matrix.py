"""Every two things that can happen to a payment at Stripe, at once, stopped between statements.

Each pair is run from three states, in orders that the seed decides. Whatever comes first, every
error is a typed one, and in the end I1 to I8 hold: by the shop's books, by Stripe's, and by those
that count the uses of a code.

SEED=7 draws other orders; ROUNDS=10 plays each pair more often.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import combinations_with_replacement

import pytest
from shopwright.commerce.checkout import complete, settle_order
from shopwright.commerce.inventory.commands import adjust
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.commerce.orders.commands import cancel, override_state
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments import payments_of, settle
from shopwright.commerce.payments.commands import capture, refund
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.sweepers import reap_payments
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.testing import Databases
from sqlalchemy import update

from tests.races.paying import URL, PayingArena, Placed, open_paying_arena
from tests.races.schedules import SEED, race

pytestmark = pytest.mark.storm
ROUNDS = int(os.environ.get("ROUNDS", "1"))
STATES = ("waiting", "authorized", "paid")


def _expire(placed: Placed) -> None:
    """The clock has run out for it, and the reapers come."""
    with transaction() as db:
        late = now() - timedelta(seconds=1)
        mine = PaymentAttempt.order_id == placed.order_id
        db.execute(update(PaymentAttempt).where(mine).values(deadline=late))
    reap_payments()
    reap_holds()


DEEDS: dict[str, Callable[[Placed], object]] = {
    "settle": lambda placed: settle(placed.attempt_id, source="webhook"),
    "redirect": lambda placed: settle_order(placed.order_id),
    "cancel": lambda placed: cancel(placed.order_id, reason="changed my mind"),
    "refund": lambda placed: refund(placed.order_id, amount=600),
    "capture": lambda placed: capture(placed.order_id),
    "coupon": lambda placed: complete(
        placed.rival, expected_total=placed.rival_total, return_url=URL
    ),
    "stock": lambda placed: adjust(placed.lamp, placed.location, -2),
    "expiry": _expire,
    "override": lambda placed: override_state(placed.order_id, "open", reason="on account"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def arena(
    request: pytest.FixtureRequest,
    shopwright_databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[PayingArena]:
    directory = tmp_path_factory.mktemp("matrix")
    with open_paying_arena(request.param, shopwright_databases, directory) as arena:
        yield arena


@pytest.mark.parametrize(
    ("one", "other"),
    [pytest.param(*pair, id="-".join(pair)) for pair in combinations_with_replacement(DEEDS, 2)],
)
def test_any_two_at_once_keep_the_books(arena: PayingArena, one: str, other: str) -> None:
    for state in STATES:
        for number in range(ROUNDS):
            try:
                _play(arena, one, other, state, random.Random(f"{SEED}-{number}"))
            except BaseException as error:
                error.add_note(f"{state}, round {number} with SEED={SEED}")
                raise


def _play(arena: PayingArena, one: str, other: str, state: str, rng: random.Random) -> None:
    placed = arena.place(state)
    outcomes = race(arena.shop, rng, lambda: DEEDS[one](placed), lambda: DEEDS[other](placed))
    codes = [outcome.code for outcome in outcomes]
    arena.finish(placed)
    assert arena.violations() == [], codes
    _it_is_over(placed, codes)


def _it_is_over(placed: Placed, codes: list[str]) -> None:
    """It has its money, or nobody has: nothing is left half done."""
    with read() as db:
        order = db.get_one(Order, placed.order_id)
    payments = payments_of(placed.order_id)
    assert {attempt.state for attempt in payments.attempts} <= {"authorized", "paid", "voided"}
    assert all(refund.state == "succeeded" for refund in payments.refunds), codes
    if order.state == "canceled":
        assert order.captured_total == order.refunded_total, codes
    if order.state == "pending":
        assert order.captured_total == order.authorized_total == 0, codes
