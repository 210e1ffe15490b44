"""Many who want the same units at once, and what happens without the guard.

The real functions and their unguarded twins run in the same harness: were the twins to pass, the
harness would prove nothing.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import pytest
from shopwright.commerce.inventory import (
    BelowHeld,
    NotAllocated,
    OutOfStock,
    StockSetting,
    adjust,
    count,
    find_levels,
    receive,
    set_stock,
    stock_level,
    transfer,
)
from shopwright.commerce.inventory import holds as holds_module
from shopwright.commerce.inventory.holds import Owner, allocate, reap, release_order
from shopwright.commerce.inventory.levels import lock_levels
from shopwright.commerce.inventory.models import StockHold, StockLevel
from shopwright.commerce.inventory.planning import look, plan_holds
from shopwright.commerce.inventory.shipping import ship
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.errors import Conflict
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime
from shopwright.testing.invariants import assert_books, check
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.races.schedules import SEED, race

pytestmark = pytest.mark.storm
THREADS = 16
T = TypeVar("T")


@pytest.fixture
def room(shop: Shop) -> Stockroom:
    return Stockroom()


def _at_once(shop: Shop, calls: Iterable[Callable[[], Any]], threads: int = THREADS) -> list[Any]:
    """What the calls returned, or the errors they raised; as many at once as there are threads."""

    def run(call: Callable[[], Any]) -> Any:
        with shop.app.app_context():
            try:
                return call()
            except (Conflict, IntegrityError) as error:
                return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, calls))


def _patiently(call: Callable[[], T]) -> T:
    """Again after 2 seconds in a queue for a lock, as commands do; a deadlock is passed on."""
    while True:
        try:
            return call()
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != "55P03":
                raise


def _held(variant_id: UUID) -> int:
    """Units in open holds, counted one by one."""
    with read() as db:
        return int(
            db.scalar(
                select(func.coalesce(func.sum(StockHold.quantity), 0))
                .join(StockLevel, StockLevel.id == StockHold.level_id)
                .where(
                    StockLevel.variant_id == variant_id,
                    StockHold.state.in_(("held", "allocated")),
                )
            )
            or 0
        )


def test_the_last_units_are_sold_exactly_once(shop: Shop, room: Stockroom) -> None:
    shirt = room.variant(units=50)
    answers = _at_once(shop, [lambda: _patiently(lambda: room.hold({shirt: 1}))] * 300)
    refused = [answer for answer in answers if isinstance(answer, OutOfStock)]
    assert len(answers) - len(refused) == 50
    assert {error.problems[0].meta["available"] for error in refused} == {0}
    assert (room.level(shirt).held, _held(shirt)) == (50, 50)
    assert_books()


def test_buyers_of_different_amounts_leave_less_than_the_smallest_refusal(
    shop: Shop, room: Stockroom
) -> None:
    shirt = room.variant(units=40)
    rng = random.Random(SEED)
    amounts = [rng.randint(1, 4) for _ in range(80)]
    answers = _at_once(shop, [partial(room.hold, {shirt: n}) for n in amounts])
    sold = sum(n for n, answer in zip(amounts, answers, strict=True) if isinstance(answer, Owner))
    smallest = min(
        n for n, answer in zip(amounts, answers, strict=True) if isinstance(answer, OutOfStock)
    )
    assert room.level(shirt).held == sold
    assert room.level(shirt).available < smallest
    assert_books()


def test_lines_in_opposite_order_never_deadlock(shop: Shop, room: Stockroom) -> None:
    """`Stockroom.hold` opens a plain transaction, so a deadlock is not retried but fails the test."""
    annex = room.location("annex")
    room.locations.append(annex)
    shirt, socks = room.variant(units=60), room.variant(units=60)
    for variant_id in (shirt, socks):
        receive(variant_id, annex, 60 + THREADS)

    def buy(first: UUID, second: UUID) -> Callable[[], Any]:
        def change_of_mind() -> Any:
            owner = _patiently(lambda: room.hold({first: 2, second: 1}))
            return _patiently(lambda: room.hold({second: 1, first: 1}, owner=owner))

        return change_of_mind

    answers = _at_once(shop, [buy(shirt, socks), buy(socks, shirt)] * 60)
    assert Counter(type(answer) for answer in answers) == {Owner: 120}
    assert (_held(shirt), _held(socks)) == (120, 120)
    assert_books()


@pytest.mark.parametrize("round_number", range(6))
def test_of_claim_and_reaper_one_wins(shop: Shop, room: Stockroom, round_number: int) -> None:
    shirt, socks = room.variant(units=9), room.variant(units=9)
    owner = room.hold({shirt: 2, socks: 1}, expires_at=now() - timedelta(seconds=1))
    order_id = owner.order_id
    assert order_id is not None

    def claim() -> dict[UUID, int]:
        with transaction() as db:
            return allocate(db, order_id)

    outcomes = race(shop, random.Random(f"{SEED}-{round_number}"), claim, reap_holds, reap_holds)
    claimed = outcomes[0].value
    reaped = outcomes[1].value + outcomes[2].value
    assert len(claimed) + reaped == 2
    assert {_held(shirt), _held(socks)} <= {0, 1, 2}
    assert _held(shirt) == claimed.get(shirt, 0)
    assert _held(socks) == claimed.get(socks, 0)
    assert_books()


def test_claims_and_reapers_at_full_speed(shop: Shop, room: Stockroom) -> None:
    shirt = room.variant(units=200)
    owners = [room.hold({shirt: 1}, expires_at=now() - timedelta(seconds=1)) for _ in range(100)]

    def claim(owner: Owner) -> Callable[[], int]:
        def run() -> int:
            assert owner.order_id is not None
            with transaction() as db:
                return allocate(db, owner.order_id).get(shirt, 0)

        return run

    calls: list[Callable[[], int]] = [claim(owner) for owner in owners]
    calls[10:10] = calls[50:50] = [reap_holds] * 4
    answers = _at_once(shop, calls)
    assert sum(answers) == 100
    reap_holds()
    states = Counter(room.holds(owner)[0].state for owner in owners)
    assert states["allocated"] == _held(shirt)
    assert states["allocated"] + states["expired"] == 100
    assert_books()


def test_a_level_that_many_ask_for_first_is_made_once(shop: Shop, room: Stockroom) -> None:
    shirt = room.variant()
    answers = _at_once(shop, [lambda: stock_level(shirt, room.main).id] * 12)
    assert len(set(answers)) == 1
    assert len(find_levels(variant_id=shirt)) == 1


def test_transfers_both_ways_never_deadlock_and_lose_nothing(shop: Shop, room: Stockroom) -> None:
    annex = room.location("annex")
    shirt = room.variant(units=30)
    receive(shirt, annex, 30)
    there = [lambda: transfer(shirt, room.main, annex, 1)] * 40
    back = [lambda: transfer(shirt, annex, room.main, 1)] * 40
    _at_once(shop, [call for pair in zip(there, back, strict=True) for call in pair])
    assert room.level(shirt).on_hand + room.level(shirt, annex).on_hand == 60
    assert_books()


def test_a_parcel_is_taken_from_the_shelf_once(shop: Shop, room: Stockroom) -> None:
    shirt = room.variant(units=9)
    order = room.order({shirt: 3})

    def send() -> Any:
        with transaction() as db:
            return ship(db, order, {shirt: 3}, reference="parcel")

    answers = _at_once(shop, [send] * 6)
    assert sum(isinstance(answer, NotAllocated) for answer in answers) == 5
    assert (room.level(shirt).on_hand, room.level(shirt).held) == (6, 0)
    assert_books()


def test_everything_at_once_keeps_the_books(shop: Shop, room: Stockroom) -> None:
    """Buyers, reapers, arrivals, counts, imports and parcels for some seconds, then the checker."""
    room.locations.append(room.location("annex"))
    deny = [room.variant(units=20) for _ in range(3)]
    later = [room.variant(policy="backorder", units=5) for _ in range(2)]
    variants = deny + later
    until = time.monotonic() + 4
    done: Counter[str] = Counter()

    def worker(number: int) -> None:
        rng = random.Random(f"{SEED}-{number}")
        while time.monotonic() < until:
            act = rng.choice(_ACTS)
            try:
                _patiently(partial(act, room, rng, variants))
                done[act.__name__] += 1
            except (OutOfStock, BelowHeld, NotAllocated):
                done[f"{act.__name__} refused"] += 1

    _at_once(shop, [partial(worker, n) for n in range(12)], threads=12)
    assert all(done[act.__name__] for act in _ACTS), done
    assert_books()


def _buy(room: Stockroom, rng: random.Random, variants: list[UUID]) -> None:
    expires = now() + timedelta(milliseconds=rng.choice((1, 50, 60_000)))
    wanted = {variant_id: rng.randint(1, 3) for variant_id in rng.sample(variants, 3)}
    owner = room.hold(wanted, expires_at=expires)
    assert owner.order_id is not None
    if rng.random() < 0.3:
        room.hold(wanted, owner=owner)
    with transaction() as db:
        allocate(db, owner.order_id)
    if rng.random() < 0.7:
        with transaction() as db:
            release_order(db, owner.order_id)
        return
    variant_id, units = next(iter(wanted.items()))
    with transaction() as db:
        ship(db, owner.order_id, {variant_id: units}, reference="parcel")


def _reap(room: Stockroom, rng: random.Random, variants: list[UUID]) -> None:
    with transaction() as db:
        reap(db)


def _arrive(room: Stockroom, rng: random.Random, variants: list[UUID]) -> None:
    receive(rng.choice(variants), rng.choice(room.locations), rng.randint(1, 4))


def _damage(room: Stockroom, rng: random.Random, variants: list[UUID]) -> None:
    adjust(rng.choice(variants), rng.choice(room.locations), -1, cause="damaged")


def _count(room: Stockroom, rng: random.Random, variants: list[UUID]) -> None:
    accept = rng.random() < 0.5
    count(rng.choice(variants), rng.choice(room.locations), rng.randint(5, 25), accept=accept)


def _import(room: Stockroom, rng: random.Random, variants: list[UUID]) -> None:
    chosen = rng.sample(variants, 3)
    set_stock(
        [
            StockSetting(variant_id=variant_id, location_id=place, on_hand=rng.randint(10, 30))
            for variant_id in chosen
            for place in room.locations
        ]
    )


_ACTS: list[Callable[[Stockroom, random.Random, list[UUID]], None]] = [
    *[_buy] * 4,
    _reap,
    _arrive,
    _damage,
    _count,
    _import,
]


def test_ending_a_promise_without_units_waits_for_nobody(shop: Shop, room: Stockroom) -> None:
    """Its level is not locked, so locking it after the others could be waiting in a circle."""
    if runtime().database.is_sqlite:
        pytest.skip("SQLite has one writer, who waits for nobody")
    here, later = room.variant(units=5), room.variant(policy="backorder", units=0)
    order = room.order({here: 1, later: 2})
    busy = room.order({later: 1})
    locked, over = threading.Event(), threading.Event()

    def hold_the_level() -> None:
        with shop.app.app_context(), transaction() as db:
            lock_levels(db, [room.level(later).id])
            locked.set()
            over.wait(10)

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold_the_level)
        locked.wait(10)
        with transaction() as db:
            assert release_order(db, order) == 2
        over.set()
        holding.result()

    assert (room.level(here).held, room.level(later).held) == (0, 0)
    assert [hold.backordered for hold in room.holds(busy)] == [1]
    assert_books()


# The twins: the same work without the guard.


def _drop_the_check() -> None:
    """On PostgreSQL. SQLite cannot; there the constraint is what must stop the twin."""
    if runtime().database.is_sqlite:
        return
    with transaction() as db:
        db.execute(
            text("ALTER TABLE stock_levels DROP CONSTRAINT ck_stock_levels_held_within_on_hand")
        )


def _unguarded_hold(room: Stockroom, variant_id: UUID, barrier: threading.Barrier) -> Owner:
    """Look, wait until all have looked, then write what the look allowed."""
    owner = Owner(cart_id=uuid7(), order_id=uuid7())
    wanted = {variant_id: 1}
    with read() as db:
        plan = plan_holds(wanted, look(db, wanted, room.locations), {})
    barrier.wait(timeout=20)
    if plan.short:
        raise OutOfStock("seen in time")
    with transaction() as db:
        for level_id, (units, _) in plan.by_level.items():
            db.execute(
                update(StockLevel)
                .where(StockLevel.id == level_id)
                .values(held=StockLevel.held + units)
                .execution_options(synchronize_session=False)
            )
        holds_module._write(db, owner, plan, {}, now() + timedelta(minutes=15))
    return owner


def test_the_twin_that_looks_before_it_writes_oversells(shop: Shop, room: Stockroom) -> None:
    _drop_the_check()
    shirt = room.variant(units=1)
    barrier = threading.Barrier(8)
    answers = _at_once(shop, [lambda: _unguarded_hold(room, shirt, barrier)] * 8, threads=8)
    stopped = [answer for answer in answers if isinstance(answer, IntegrityError)]
    violated = "I2" in {violation.rule for violation in check()}
    if runtime().database.is_sqlite:
        assert stopped or violated
    else:
        assert _held(shirt) == 8
        assert violated


def test_the_guarded_original_does_not_in_the_same_harness(shop: Shop, room: Stockroom) -> None:
    _drop_the_check()
    shirt = room.variant(units=1)
    barrier = threading.Barrier(8)

    def buy() -> Owner:
        barrier.wait(timeout=20)
        return room.hold({shirt: 1})

    answers = _at_once(shop, [buy] * 8, threads=8)
    assert Counter(type(answer) for answer in answers) == {Owner: 1, OutOfStock: 7}
    assert_books()


def test_the_twin_that_claims_what_it_saw_claims_what_was_reaped(
    shop: Shop, room: Stockroom
) -> None:
    shirt = room.variant(units=1)
    owner = room.hold({shirt: 1}, expires_at=now() - timedelta(seconds=1))
    with read() as db:
        seen = list(
            db.scalars(
                select(StockHold.id).where(
                    StockHold.order_id == owner.order_id, StockHold.state == "held"
                )
            )
        )
    reap_holds()
    with transaction() as db:
        db.execute(
            update(StockHold)
            .where(StockHold.id.in_(seen))
            .values(state="allocated")
            .execution_options(synchronize_session=False)
        )
    assert "I2" in {violation.rule for violation in check()}
