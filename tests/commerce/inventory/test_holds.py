"""Holds: what a shopper is promised, for how long, and that nobody is promised more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from shopwright.commerce.inventory.commands import receive, set_threshold
from shopwright.commerce.inventory.errors import OutOfStock
from shopwright.commerce.inventory.holds import (
    Owner,
    allocate,
    hold_until,
    reap,
    release_cart,
    release_order,
    tie,
)
from shopwright.commerce.inventory.locations import deactivate_location
from shopwright.commerce.inventory.models import StockLevel
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7
from shopwright.testing.invariants import assert_books
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import select

Events = Callable[[str], list[dict[str, Any]]]


def test_a_hold_takes_units_from_what_others_can_have(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    room.hold({shirt: 3})
    level = room.level(shirt)
    assert (level.on_hand, level.held, level.available) == (5, 3, 2)


def test_a_hold_of_too_many_units_names_the_variant_and_what_is_left(room: Stockroom) -> None:
    shirt, socks = room.variant(units=2), room.variant(units=9)
    with pytest.raises(OutOfStock) as caught:
        room.hold({shirt: 3, socks: 1})
    [problem] = caught.value.problems
    assert problem.meta == {"variant_id": str(shirt), "available": 2, "wanted": 3}
    assert room.level(socks).held == 0


def test_what_others_were_promised_is_not_taken_from_them(room: Stockroom) -> None:
    shirt, socks = room.variant(units=1), room.variant(units=1)
    first = room.hold({shirt: 1})
    late = room.hold({socks: 1}, expires_at=now() - timedelta(seconds=1))
    with pytest.raises(OutOfStock):
        room.hold({shirt: 1})
    with pytest.raises(OutOfStock):
        room.hold({shirt: 1, socks: 1})
    assert room.holds(first)[0].state == "held"
    assert room.holds(late)[0].state == "held"


def test_what_is_sold_out_says_so(room: Stockroom) -> None:
    shirt = room.variant()
    with pytest.raises(OutOfStock) as caught:
        room.hold({shirt: 1})
    assert caught.value.problems[0].message == "This item is sold out."


def test_an_own_hold_never_blocks_its_owner(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    owner = room.hold({shirt: 5})
    room.hold({shirt: 5}, owner=owner)
    room.hold({shirt: 4}, owner=owner)
    assert room.level(shirt).held == 4
    assert len(room.holds(owner)) == 1


def test_holding_again_drops_what_is_no_longer_wanted(room: Stockroom) -> None:
    shirt, socks = room.variant(units=5), room.variant(units=5)
    owner = room.hold({shirt: 2, socks: 2})
    room.hold({socks: 3}, owner=owner)
    assert (room.level(shirt).held, room.level(socks).held) == (0, 3)
    assert sorted(row.state for row in room.holds(owner)) == ["held", "released"]


def test_a_hold_made_again_after_its_end_is_a_new_one(room: Stockroom) -> None:
    shirt = room.variant(units=1)
    owner = room.hold({shirt: 1})
    room.hold({}, owner=owner)
    room.hold({shirt: 1}, owner=owner)
    assert [row.state for row in room.holds(owner)] == ["released", "held"]


def test_locations_are_emptied_in_their_order(room: Stockroom) -> None:
    annex = room.location("annex")
    room.locations.append(annex)
    shirt = room.variant(units=2)
    receive(shirt, annex, 5)
    room.hold({shirt: 4})
    assert room.level(shirt).held == 2
    assert room.level(shirt, annex).held == 2


def test_only_the_given_locations_are_sold_from(room: Stockroom) -> None:
    annex = room.location("annex")
    shirt = room.variant(units=5, at=annex)
    with pytest.raises(OutOfStock):
        room.hold({shirt: 1})
    room.hold({shirt: 1}, locations=[annex])
    assert room.level(shirt, annex).held == 1


def test_an_inactive_location_is_not_sold_from(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    deactivate_location(room.main)
    with pytest.raises(OutOfStock):
        room.hold({shirt: 1})


def test_an_untracked_variant_is_sold_without_a_hold(room: Stockroom) -> None:
    gift_card = room.variant(policy="untracked")
    owner = room.hold({gift_card: 1000})
    assert room.holds(owner) == []


def test_a_variant_that_does_not_exist_is_not_available(room: Stockroom) -> None:
    with pytest.raises(OutOfStock):
        room.hold({uuid7(): 1})


def test_backorder_promises_what_exists_and_notes_the_rest(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder", units=2)
    owner = room.hold({lamp: 5})
    [row] = room.holds(owner)
    assert (row.quantity, row.backordered) == (2, 3)
    assert room.level(lamp).held == 2


def test_a_backorder_needs_no_unit_that_ever_came(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder")
    owner = room.hold({lamp: 2})
    [row] = room.holds(owner)
    assert (row.quantity, row.backordered) == (0, 2)


def test_time_makes_a_hold_eligible_and_the_reaper_ends_it(room: Stockroom, events: Events) -> None:
    shirt = room.variant(units=2)
    owner = room.hold({shirt: 2})
    assert reap_holds() == 0
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert room.level(shirt).held == 2
        assert reap_holds() == 1
    assert room.level(shirt).held == 0
    assert room.holds(owner)[0].state == "expired"
    assert events("hold_expired") == [
        {"cart_id": str(owner.cart_id), "order_id": str(owner.order_id)}
    ]


def test_whoever_needs_the_units_reaps_what_is_due_without_waiting(room: Stockroom) -> None:
    shirt = room.variant(units=2)
    late = room.hold({shirt: 2}, expires_at=now() - timedelta(seconds=1))
    room.hold({shirt: 2})
    assert room.holds(late)[0].state == "expired"
    assert room.level(shirt).held == 2


def test_a_late_owner_renews_the_own_hold_and_gets_what_others_let_go(room: Stockroom) -> None:
    shirt = room.variant(units=4)
    owner = room.hold({shirt: 2}, expires_at=now() - timedelta(seconds=1))
    room.hold({shirt: 2}, expires_at=now() - timedelta(seconds=1))
    room.hold({shirt: 4}, owner=owner)
    [row] = room.holds(owner)
    assert (row.state, row.quantity) == ("held", 4)
    assert room.level(shirt).held == 4


def test_a_hold_tied_to_a_payment_ends_by_no_clock(room: Stockroom) -> None:
    shirt = room.variant(units=2)
    owner = room.hold({shirt: 2})
    with transaction() as db:
        assert owner.order_id is not None
        assert tie(db, owner.order_id, None) == 1
    with time_machine.travel(now() + timedelta(days=9)):
        assert reap_holds() == 0
    assert room.level(shirt).held == 2


def test_allocating_says_how_many_units_there_are_and_leaves_the_level_alone(
    room: Stockroom,
) -> None:
    shirt, lamp = room.variant(units=3), room.variant(policy="backorder", units=1)
    owner = room.hold({shirt: 2, lamp: 4})
    with transaction() as db:
        assert owner.order_id is not None
        assert allocate(db, owner.order_id) == {shirt: 2, lamp: 4}
        assert allocate(db, owner.order_id) == {shirt: 2, lamp: 4}
    assert room.level(shirt).held == 2
    assert {row.state for row in room.holds(owner)} == {"allocated"}


def test_what_others_let_go_may_fill_the_own_backorder_before_it_is_changed(
    room: Stockroom,
) -> None:
    shirt, kettle = room.variant(units=1), room.variant(policy="backorder", units=3)
    room.hold({shirt: 1, kettle: 3}, expires_at=now() - timedelta(seconds=1))
    waiting = room.hold({kettle: 3})
    assert [(row.quantity, row.backordered) for row in room.holds(waiting)] == [(0, 3)]
    room.hold({shirt: 1, kettle: 1}, owner=waiting)
    assert [(row.quantity, row.backordered) for row in room.holds(waiting)] == [(1, 0), (1, 0)]
    assert (room.level(shirt).held, room.level(kettle).held) == (1, 1)
    assert_books()


def test_what_expired_before_is_missing_from_what_is_allocated(room: Stockroom) -> None:
    shirt = room.variant(units=3)
    owner = room.hold({shirt: 2}, expires_at=now() - timedelta(seconds=1))
    reap_holds()
    with transaction() as db:
        assert owner.order_id is not None
        assert allocate(db, owner.order_id) == {}


def test_releasing_a_cart_keeps_what_is_paid_for(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    owner = room.hold({shirt: 2})
    assert owner.order_id is not None
    with transaction() as db:
        allocate(db, owner.order_id)
        assert release_cart(db, owner.cart_id) == 0
        assert release_order(db, owner.order_id) == 1
        assert release_order(db, owner.order_id) == 0
    assert room.level(shirt).held == 0


def test_units_that_come_free_go_to_the_oldest_backorder(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder", units=3)
    first = room.hold({lamp: 3})
    second = room.hold({lamp: 2})
    third = room.hold({lamp: 2})
    with transaction() as db:
        release_cart(db, first.cart_id)
    assert [(row.quantity, row.backordered) for row in room.holds(second)] == [(2, 0)]
    assert [(row.quantity, row.backordered) for row in room.holds(third)] == [(1, 1)]
    assert room.level(lamp).available == 0


def test_units_that_an_owner_lets_go_reach_the_oldest_backorder(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder", units=3)
    first = room.hold({lamp: 3})
    second = room.hold({lamp: 2})
    room.hold({lamp: 1}, owner=first)
    assert [(row.quantity, row.backordered) for row in room.holds(second)] == [(2, 0)]


def test_holding_tells_whoever_listens_once_per_level(room: Stockroom, events: Events) -> None:
    shirt = room.variant(units=5)
    before = len(events("stock_changed"))
    owner = room.hold({shirt: 3})
    [event] = events("stock_changed")[before:]
    assert event["available"] == 2
    assert event["delta"] == 0
    assert event["reference"] == f"cart:{owner.cart_id}"


def test_crossing_the_threshold_is_told_once(room: Stockroom, events: Events) -> None:
    shirt = room.variant(units=5)
    set_threshold(room.level(shirt).id, 3)
    for _ in range(3):
        room.hold({shirt: 1})
    assert [event["available"] for event in events("stock_threshold_crossed")] == [3]


def test_a_hold_lasts_as_long_as_the_settings_say(room: Stockroom) -> None:
    with time_machine.travel(now(), tick=False):
        assert hold_until() - now() == timedelta(minutes=15)


def test_the_reaper_works_in_batches_of_200(room: Stockroom) -> None:
    shirt = room.variant(units=250)
    for _ in range(205):
        room.hold({shirt: 1}, expires_at=now() - timedelta(seconds=1))
    with transaction() as db:
        assert reap(db) == 200
    assert reap_holds() == 5
    assert room.level(shirt).held == 0


@pytest.mark.parametrize("lines", [1, 8])
def test_holding_costs_as_many_statements_for_many_lines_as_for_one(
    room: Stockroom, statements: list[str], lines: int
) -> None:
    variants: list[UUID] = [room.variant(units=5) for _ in range(lines)]
    owner = Owner(cart_id=uuid7(), order_id=uuid7())
    statements.clear()
    room.hold(dict.fromkeys(variants, 2), owner=owner)
    writes = [text for text in statements if "stock_" in text]
    assert len(writes) == 6, "\n".join(writes)


def test_what_may_be_backordered_gets_a_level_at_the_first_place_alone(room: Stockroom) -> None:
    annex = room.location("annex")
    lamp = room.variant(policy="backorder")
    owner = room.hold({lamp: 2}, locations=[annex, room.main])
    [promised] = room.holds(owner)
    assert promised.backordered == 2
    with read() as db:
        levels = db.execute(
            select(StockLevel.location_id, StockLevel.id).where(StockLevel.variant_id == lamp)
        ).all()
    assert [(annex, promised.level_id)] == [tuple(level) for level in levels]
