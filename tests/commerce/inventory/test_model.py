"""Random histories of stock, compared step by step with a model made of plain lists."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from shopwright.commerce.inventory import BelowHeld, NotAllocated, OutOfStock, count, receive
from shopwright.commerce.inventory.holds import (
    Owner,
    allocate,
    hold_until,
    release_order,
    tie,
)
from shopwright.commerce.inventory.shipping import Taken, ship, unship
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.platform.ids import uuid7
from shopwright.testing.invariants import assert_books
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom

OWNERS = 4
# Shrinking a failure to its shortest history takes minutes; ask for it with SHRINK=1.
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("SHRINK") else (Phase.generate,)
EXAMPLES = int(os.environ.get("EXAMPLES", "40"))
PLACES = [(variant, location) for variant in ("deny", "backorder") for location in (0, 1)]
Place = tuple[str, int]


@dataclass(slots=True)
class Promise:
    """One hold of the model."""

    owner: int
    place: Place
    quantity: int
    backordered: int = 0
    shipped: int = 0
    state: str = "held"
    due: bool = False

    @property
    def open(self) -> bool:
        return self.state in ("held", "allocated")

    @property
    def units(self) -> int:
        return self.quantity - self.shipped if self.open else 0


@dataclass(slots=True)
class Model:
    """Stock as it should be; every method says in a few lines what the shop does in many."""

    on_hand: dict[Place, int] = field(default_factory=lambda: dict.fromkeys(PLACES, 0))
    promises: list[Promise] = field(default_factory=list)

    def at(self, place: Place) -> list[Promise]:
        return [promise for promise in self.promises if promise.place == place]

    def held(self, place: Place) -> int:
        return sum(promise.units for promise in self.at(place))

    def free(self, place: Place) -> int:
        return self.on_hand[place] - self.held(place)

    def fill(self, place: Place) -> None:
        for promise in self.at(place):
            if promise.open:
                units = min(promise.backordered, self.free(place))
                promise.quantity += units
                promise.backordered -= units

    def expire(self, promises: list[Promise]) -> None:
        for promise in promises:
            promise.state = "expired"
        for place in {promise.place for promise in promises}:
            self.fill(place)

    def hold(self, owner: int, wanted: dict[str, int]) -> bool:
        """False, with nothing changed, when something falls short."""
        own = {p.place: p for p in self.promises if p.owner == owner and p.state == "held"}
        plan = self.plan(wanted, own)
        due: list[Promise] = []
        if plan is None:
            places = {(variant, location) for variant in wanted for location in (0, 1)}
            due = [
                p
                for p in self.promises
                if p.due and p.state == "held" and p.owner != owner and p.place in places
            ]
            before = [replace(promise) for promise in self.promises]
            self.expire(due)
            plan = self.plan(wanted, own)
            if plan is None:
                self.promises = before
                return False
        freed = []
        for place in [*plan, *(own.keys() - plan.keys())]:
            units, missing = plan.get(place, (0, 0))
            mine = own.get(place)
            if mine is None:
                self.promises.append(Promise(owner, place, units, missing))
                continue
            if units < mine.quantity:
                freed.append(place)
            if units + missing:
                mine.quantity, mine.backordered, mine.due = units, missing, False
            else:
                mine.state = "released"
        for place in freed:
            self.fill(place)
        return True

    def plan(
        self, wanted: dict[str, int], own: dict[Place, Promise]
    ) -> dict[Place, tuple[int, int]] | None:
        plan: dict[Place, tuple[int, int]] = {}
        for variant, quantity in wanted.items():
            left = quantity
            for place in [(variant, 0), (variant, 1)]:
                mine = own[place].quantity if place in own else 0
                take = min(left, self.free(place) + mine)
                if take:
                    plan[place] = (take, 0)
                    left -= take
            if left and variant == "deny":
                return None
            if left:
                first = (variant, 0)
                plan[first] = (plan.get(first, (0, 0))[0], left)
        return plan

    def release(self, owner: int) -> None:
        ended = [p for p in self.promises if p.owner == owner and p.open]
        for promise in ended:
            if promise.shipped:
                promise.state = "shipped"
                promise.quantity, promise.backordered = promise.shipped, 0
            else:
                promise.state = "released"
        for place in {promise.place for promise in ended}:
            self.fill(place)

    def allocate(self, owner: int) -> None:
        for promise in self.promises:
            if promise.owner == owner and promise.state == "held":
                promise.state, promise.due = "allocated", False

    def ship(self, owner: int, variant: str, quantity: int) -> bool:
        mine = [p for p in self.promises if p.owner == owner and p.place[0] == variant]
        if not mine:
            return True
        ready = [p for p in mine if p.state == "allocated"]
        if sum(p.units for p in ready) < quantity:
            return False
        for promise in ready:
            units = min(quantity, promise.units)
            if units:
                promise.shipped += units
                self.on_hand[promise.place] -= units
                quantity -= units
                if promise.shipped == promise.quantity and not promise.backordered:
                    promise.state = "shipped"
        return True

    def unship(self, owner: int, place: Place) -> int:
        """Take one unit back, from the newest; returns how many came."""
        for promise in reversed(self.at(place)):
            if promise.owner == owner and promise.shipped:
                promise.shipped -= 1
                promise.state = "allocated"
                self.on_hand[place] += 1
                self.fill(place)
                return 1
        return 0

    def count(self, place: Place, units: int, *, accept: bool) -> bool:
        if units < self.held(place) and not accept:
            return False
        for promise in reversed(self.at(place)):
            if promise.state == "held" and promise.units and self.held(place) > units:
                promise.state = "released"
        for promise in reversed(self.at(place)):
            if promise.state == "allocated":
                short = min(promise.units, max(self.held(place) - units, 0))
                promise.quantity -= short
                promise.backordered += short
        self.on_hand[place] = units
        self.fill(place)
        return True


class Machine(RuleBasedStateMachine):
    """The shop and the model, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Stockroom()
        self.room.locations.append(self.room.location("annex"))
        self.variants = {
            "deny": self.room.variant(),
            "backorder": self.room.variant(policy="backorder"),
        }
        self.owners = [Owner(cart_id=uuid7(), order_id=uuid7()) for _ in range(OWNERS)]
        self.model = Model()
        for place in PLACES:
            self._receive(place, 4)

    def _receive(self, place: Place, units: int) -> None:
        receive(self.variants[place[0]], self.room.locations[place[1]], units)
        self.model.on_hand[place] += units
        self.model.fill(place)

    def _any(self, *states: str) -> bool:
        return any(promise.state in states for promise in self.model.promises)

    owner = st.integers(0, OWNERS - 1)
    place = st.sampled_from(PLACES)
    variant = st.sampled_from(["deny", "backorder"])
    wanted = st.dictionaries(variant, st.integers(1, 5), min_size=1)

    def _order(self, owner: int) -> UUID:
        order_id = self.owners[owner].order_id
        assert order_id is not None
        return order_id

    @rule(place=place, units=st.integers(1, 6))
    def receive_goods(self, place: Place, units: int) -> None:
        self._receive(place, units)

    @rule(owner=owner, wanted=wanted)
    def hold_units(self, owner: int, wanted: dict[str, int]) -> None:
        try:
            self.room.hold(
                {self.variants[variant]: units for variant, units in wanted.items()},
                owner=self.owners[owner],
            )
            done = True
        except OutOfStock:
            done = False
        assert self.model.hold(owner, wanted) is done

    @rule(
        owner=owner,
        wanted=wanted,
        then=st.sampled_from(["pay", "pay and send", "cancel", "wait"]),
    )
    def buy(self, owner: int, wanted: dict[str, int], then: str) -> None:
        """What most shoppers do; rules of one step alone rarely come this far."""
        self.hold_units(owner, wanted)
        if then == "wait":
            self.let_time_pass_for(owner, due=True)
        elif then == "cancel":
            self.release_units(owner)
        else:
            self.allocate_units(owner)
        if then == "pay and send":
            for variant in wanted:
                self.ship_units(owner, variant, 1)

    @rule(buyers=st.permutations(range(OWNERS)), variant=variant, units=st.integers(2, 6))
    def everybody_wants_the_same(self, buyers: list[int], variant: str, units: int) -> None:
        for owner in buyers:
            self.hold_units(owner, {variant: units})

    @rule(owner=owner)
    def hold_nothing_any_more(self, owner: int) -> None:
        self.hold_units(owner, {})

    @precondition(lambda self: self._any("held", "allocated"))
    @rule(owner=owner)
    def release_units(self, owner: int) -> None:
        with transaction() as db:
            release_order(db, self._order(owner))
        self.model.release(owner)

    @precondition(lambda self: self._any("held"))
    @rule(owner=owner)
    def allocate_units(self, owner: int) -> None:
        with transaction() as db:
            allocate(db, self._order(owner))
        self.model.allocate(owner)

    @precondition(lambda self: self._any("allocated"))
    @rule(owner=owner, variant=variant, units=st.integers(1, 3))
    def ship_units(self, owner: int, variant: str, units: int) -> None:
        try:
            with transaction() as db:
                ship(db, self._order(owner), {self.variants[variant]: units}, reference="ship")
            done = True
        except NotAllocated:
            done = False
        assert self.model.ship(owner, variant, units) is done

    @precondition(lambda self: any(promise.shipped for promise in self.model.promises))
    @rule(owner=owner, place=place)
    def take_a_unit_back(self, owner: int, place: Place) -> None:
        if not self.model.unship(owner, place):
            return
        variant = self.variants[place[0]]
        level = self.room.level(variant, self.room.locations[place[1]])
        with transaction() as db:
            back = Taken(variant_id=variant, level_id=level.id, quantity=1)
            unship(db, self._order(owner), [back], reference="back")

    @rule(place=place, units=st.integers(0, 6), accept=st.booleans())
    def count_units(self, place: Place, units: int, accept: bool) -> None:
        variant, location = self.variants[place[0]], self.room.locations[place[1]]
        try:
            count(variant, location, units, accept=accept)
            done = True
        except BelowHeld:
            done = False
        assert self.model.count(place, units, accept=accept) is done

    @precondition(lambda self: self._any("held"))
    @rule(owner=owner, due=st.booleans())
    def let_time_pass_for(self, owner: int, due: bool) -> None:
        with transaction() as db:
            until = now() - timedelta(seconds=1) if due else hold_until()
            tie(db, self._order(owner), until)
        for promise in self.model.promises:
            if promise.owner == owner and promise.state == "held":
                promise.due = due

    @precondition(lambda self: any(promise.due for promise in self.model.promises))
    @rule()
    def reap_what_is_due(self) -> None:
        due = [p for p in self.model.promises if p.state == "held" and p.due]
        assert reap_holds() == len(due)
        self.model.expire(due)

    @invariant()
    def the_levels_are_as_modeled(self) -> None:
        for place in PLACES:
            level = self.room.level(self.variants[place[0]], self.room.locations[place[1]])
            modeled = (self.model.on_hand[place], self.model.held(place))
            assert (level.on_hand, level.held) == modeled, place

    @invariant()
    def the_promises_are_as_modeled(self) -> None:
        for index, owner in enumerate(self.owners):
            stored = sorted(
                (row.quantity, row.backordered, row.shipped, row.state)
                for row in self.room.holds(owner)
            )
            modeled = sorted(
                (p.quantity, p.backordered, p.shipped, p.state)
                for p in self.model.promises
                if p.owner == index
            )
            assert stored == modeled

    def teardown(self) -> None:
        assert_books()
        with transaction() as db:
            for owner in range(OWNERS):
                release_order(db, self._order(owner))  # the next history must not reap them


def _run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_any_history_of_stock_ends_as_the_model_says(shop: Shop) -> None:
    _run(examples=15, steps=30)


@pytest.mark.storm
def test_any_long_history_of_stock_ends_as_the_model_says(shop: Shop) -> None:
    _run(examples=EXAMPLES, steps=40)
