"""The twins of the races at Stripe: the same races, with one guard taken out, must go wrong.

What guards sessions and refunds is a key: stored before Stripe is asked, and told with it. The twins
ask with keys that nobody stored; then two sessions are made of one payment, and two refunds of one
refund. What guards captures, cancelations and overrides is the order's lock: what they write follows from
what they read, and the twins read it before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from shopwright.commerce.checkout import complete
from shopwright.commerce.inventory.holds import allocate
from shopwright.commerce.orders import states
from shopwright.commerce.orders.commands import cancel, override_state
from shopwright.commerce.orders.fulfillments import fulfill
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments import payments_of, settle
from shopwright.commerce.payments.commands import (
    capture,
    process_capture,
    process_refund,
    request_refund,
)
from shopwright.commerce.payments.models import CaptureRequest
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7
from shopwright.testing import Databases
from shopwright_stripe_payments.api import Api
from sqlalchemy import func, select, update

from tests.races.paying import URL, PayingArena, open_paying_arena
from tests.races.schedules import SEED, race, step

pytestmark = pytest.mark.storm
ROUNDS = 20  # a twin stops at the first that goes wrong


@pytest.fixture(params=["sqlite", "postgresql"])
def arena(
    request: pytest.FixtureRequest,
    shopwright_databases: Databases,
    tmp_path: Path,
) -> Iterator[PayingArena]:
    """Each test its own: a twin leaves its books wrong."""
    kind = request.param
    with open_paying_arena(kind, shopwright_databases, tmp_path, capture="automatic") as arena:
        yield arena


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def promised(
    request: pytest.FixtureRequest,
    shopwright_databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[PayingArena]:
    """Where staff capture; what goes wrong here is one order's, so the twins share it."""
    directory = tmp_path_factory.mktemp("promised")
    with open_paying_arena(request.param, shopwright_databases, directory) as arena:
        yield arena


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "twin"])
def test_two_tabs_lead_to_one_session_because_its_key_was_stored(
    arena: PayingArena, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    mug = arena.shop.product(stock=1000)
    if not guarded:
        _ask_with_new_keys(monkeypatch, "create_session")

    def play(rng: random.Random) -> None:
        cart_id = arena.cart(mug)

        def press() -> UUID:
            return complete(cart_id, expected_total=None, return_url=URL).order_id

        order_id = race(arena.shop, rng, press, press)[0].value
        arena.pay()
        settle(payments_of(order_id).attempts[0].id, source="webhook")

    assert _goes_wrong(arena, play) is not guarded


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "twin"])
def test_two_workers_refund_once_because_its_key_was_stored(
    arena: PayingArena, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    if not guarded:
        _ask_with_new_keys(monkeypatch, "create_refund")

    def play(rng: random.Random) -> None:
        placed = arena.place("authorized")
        refund_id = request_refund(placed.order_id, amount=600)
        race(arena.shop, rng, *[lambda: process_refund(refund_id)] * 2)
        settle(placed.attempt_id, source="webhook")

    assert _goes_wrong(arena, play) is not guarded


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "twin"])
def test_no_more_counts_as_captured_than_was_because_one_sees_the_other(
    promised: PayingArena, guarded: bool
) -> None:
    """Stripe captures once; of two parts that staff take at once, the second is refused."""
    ask = capture if guarded else _capture_without_a_guard

    def play(rng: random.Random) -> bool:
        placed = promised.place("authorized")
        race(
            promised.shop,
            rng,
            lambda: ask(placed.order_id, 600),
            lambda: ask(placed.order_id, 700),
        )
        promised.finish(placed)
        with read() as db:
            mine = CaptureRequest.attempt_id == placed.attempt_id
            counted = select(func.sum(CaptureRequest.amount)).where(
                mine, CaptureRequest.state == "succeeded"
            )
            order = db.get_one(Order, placed.order_id)
            return db.scalar(counted) != order.captured_total

    assert _turns_out(play) is not guarded


def _capture_without_a_guard(order_id: UUID, amount: int) -> None:
    """Look whether another one waits, then write."""
    attempt = payments_of(order_id).attempts[-1]
    waits = (CaptureRequest.attempt_id == attempt.id) & (CaptureRequest.state == "pending")
    with read() as db:
        if attempt.state != "authorized" or db.scalar(select(CaptureRequest.id).where(waits)):
            return
    step()
    request_id = uuid7()
    with transaction() as db:
        db.add(
            CaptureRequest(
                id=request_id,
                attempt_id=attempt.id,
                amount=amount,
                key=request_id.hex,
                requested_by="twin",
            )
        )
    process_capture(request_id)


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "twin"])
def test_what_was_canceled_stays_canceled_because_an_override_looks_under_the_lock(
    promised: PayingArena, guarded: bool
) -> None:
    def override(order_id: UUID) -> None:
        if guarded:
            override_state(order_id, "open", reason="on account")
        else:
            _override_without_a_guard(order_id)

    def play(rng: random.Random) -> bool:
        placed = promised.press()
        canceled, _ = race(
            promised.shop,
            rng,
            lambda: cancel(placed.order_id, reason="no"),
            lambda: override(placed.order_id),
        )
        promised.finish(placed)
        with read() as db:
            state = db.get_one(Order, placed.order_id).state
        return canceled.code == "ok" and state != "canceled"

    assert _turns_out(play) is not guarded


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "twin"])
def test_what_was_sent_is_not_canceled_because_canceling_looks_under_the_lock(
    promised: PayingArena, guarded: bool
) -> None:
    def drop(order_id: UUID) -> None:
        if guarded:
            cancel(order_id, reason="no")
        else:
            _cancel_without_a_guard(order_id)

    def play(rng: random.Random) -> bool:
        placed = promised.place("paid")
        race(
            promised.shop,
            rng,
            lambda: fulfill(placed.order_id),
            lambda: drop(placed.order_id),
        )
        promised.finish(placed)
        with read() as db:
            order = db.get_one(Order, placed.order_id)
        return (order.state, order.fulfillment_state) == ("canceled", "fulfilled")

    assert _turns_out(play) is not guarded


def _cancel_without_a_guard(order_id: UUID) -> None:
    """Look whether it may be canceled, then write that it is."""
    with read() as db:
        states.check(db.get_one(Order, order_id), "canceled", reason="no", override=False)
    for _ in range(20):  # as long as sending takes
        step()
    with transaction() as db:
        db.execute(update(Order).where(Order.id == order_id).values(state="canceled"))


def _override_without_a_guard(order_id: UUID) -> None:
    """Look whether it may be moved, then move it."""
    with read() as db:
        states.check(db.get_one(Order, order_id), "open", reason="on account", override=True)
    for _ in range(20):  # as long as canceling takes
        step()
    with transaction() as db:
        states.follow(db, db.get_one(Order, order_id), "open", reason="on account")
        allocate(db, order_id)


def _turns_out(play: Callable[[random.Random], bool]) -> bool:
    """Whether one of a few rounds does."""
    return any(play(random.Random(f"{SEED}-{number}")) for number in range(ROUNDS))


def _ask_with_new_keys(monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    asked = getattr(Api, verb)

    def ask(self: Api, params: Any, *, key: str) -> Any:
        return asked(self, params, key=f"{key}-{uuid4()}")

    monkeypatch.setattr(Api, verb, ask)


def _goes_wrong(arena: PayingArena, play: Callable[[random.Random], None]) -> bool:
    """Whether the books are wrong after one of a few rounds."""
    for number in range(ROUNDS):
        play(random.Random(f"{SEED}-{number}"))
        if arena.violations():
            return True
    return False
