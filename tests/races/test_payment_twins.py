"""The twins of the races at Stripe: the same races, with one guard taken out, must go wrong.

What guards them is a key: stored before Stripe is asked, and told with it. The twins ask with keys
that nobody stored; then two sessions are made of one payment, and two refunds of one refund.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from shopwright.commerce.checkout import complete
from shopwright.commerce.payments import payments_of, settle
from shopwright.commerce.payments.commands import process_refund, request_refund
from shopwright.testing import Databases
from shopwright_stripe_payments.api import Api

from tests.races.paying import URL, PayingArena, open_paying_arena
from tests.races.schedules import SEED, race

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
