"""Adjusting, counting, receiving, moving: each change of units has its line in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.inventory import (
    AdjustmentInvalid,
    BelowHeld,
    LevelNotFound,
    LocationNotFound,
    NotCounted,
    OutOfStock,
    VariantNotFound,
    adjust,
    count,
    find_movements,
    receive,
    set_threshold,
    stock_level,
    transfer,
)
from shopwright.commerce.inventory.shipping import ship
from shopwright.platform.actor import Actor, acting_as
from shopwright.platform.audit import AuditEntry
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import select

Events = Callable[[str], list[dict[str, Any]]]


def test_a_level_is_made_when_it_is_first_asked_for(room: Stockroom) -> None:
    shirt = room.variant()
    first = stock_level(shirt, room.main)
    assert (first.on_hand, first.held, first.low_threshold) == (0, 0, None)
    assert stock_level(shirt, room.main).id == first.id


def test_a_level_needs_a_variant_and_a_location_and_somebody_who_counts(room: Stockroom) -> None:
    with pytest.raises(VariantNotFound):
        stock_level(uuid7(), room.main)
    with pytest.raises(LocationNotFound):
        stock_level(room.variant(), uuid7())
    with pytest.raises(NotCounted):
        stock_level(room.variant(policy="untracked"), room.main)


def test_an_adjustment_is_explained_by_a_movement(room: Stockroom) -> None:
    shirt = room.variant(units=10)
    staff = Actor(kind="staff", id=uuid7(), label="Ada")
    with acting_as(staff):
        level = adjust(shirt, room.main, -3, cause="damaged", note="water", reference="claim-7")
    assert level.on_hand == 7
    newest = find_movements(level_id=level.id)[0]
    assert (newest.delta, newest.on_hand_after, newest.cause) == (-3, 7, "damaged")
    assert (newest.note, newest.reference, newest.actor) == ("water", "claim-7", str(staff))
    with read() as db:
        entries = db.scalars(select(AuditEntry).where(AuditEntry.actor == str(staff))).all()
    assert [entry.action for entry in entries] == ["stock.adjust"]
    assert entries[0].data["delta"] == -3


@pytest.mark.parametrize(
    ("delta", "cause"), [(0, "correction"), (-1, "received"), (-1, "restocked"), (1, "damaged")]
)
def test_a_delta_that_contradicts_its_cause_is_refused(
    room: Stockroom, delta: int, cause: Any
) -> None:
    with pytest.raises(AdjustmentInvalid) as caught:
        adjust(room.variant(units=5), room.main, delta, cause=cause)
    assert caught.value.problems[0].field == "delta"


def test_units_have_an_upper_limit(room: Stockroom) -> None:
    shirt = room.variant(units=1)
    with pytest.raises(AdjustmentInvalid):
        adjust(shirt, room.main, 1_000_000_000)
    with pytest.raises(AdjustmentInvalid):
        count(shirt, room.main, 1_000_000_001)
    assert room.level(shirt).on_hand == 1


def test_what_is_promised_cannot_be_taken_away(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    owner = room.hold({shirt: 3})
    order = room.order({shirt: 1})
    with pytest.raises(BelowHeld) as caught:
        adjust(shirt, room.main, -2)
    newest, oldest = caught.value.problems
    assert newest.meta["order_id"] == str(order)
    assert newest.meta["state"] == "allocated"
    assert oldest.meta["order_id"] == str(owner.order_id)
    assert oldest.meta["units"] == 3
    assert caught.value.extra == {"held": 4, "on_hand": 5, "asked": 3}
    assert room.level(shirt).on_hand == 5


def test_goods_that_arrive_fill_the_oldest_backorders(room: Stockroom, events: Events) -> None:
    lamp = room.variant(policy="backorder")
    first, second = room.hold({lamp: 2}), room.hold({lamp: 3})
    level = receive(lamp, room.main, 4, reference="PO 17")
    assert (level.on_hand, level.held) == (4, 4)
    assert [(row.quantity, row.backordered) for row in room.holds(first)] == [(2, 0)]
    assert [(row.quantity, row.backordered) for row in room.holds(second)] == [(2, 1)]
    told = events("stock_changed")[-1]
    assert (told["delta"], told["available"], told["reason"]) == (4, 0, "received")


def test_a_count_sets_the_units_and_the_ledger_says_by_how_much(room: Stockroom) -> None:
    shirt = room.variant(units=10)
    counted = count(shirt, room.main, 7, note="shelf 3")
    assert counted.level.on_hand == 7
    newest = find_movements(level_id=counted.level.id)[0]
    assert (newest.delta, newest.cause, newest.note) == (-3, "counted", "shelf 3")


def test_a_count_that_changes_nothing_leaves_no_movement(room: Stockroom) -> None:
    shirt = room.variant(units=10)
    counted = count(shirt, room.main, 10)
    assert len(find_movements(level_id=counted.level.id)) == 1


def test_a_count_below_zero_is_refused(room: Stockroom) -> None:
    with pytest.raises(AdjustmentInvalid):
        count(room.variant(), room.main, -1)


def test_a_count_below_what_is_promised_is_refused_with_the_promises(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    room.hold({shirt: 3})
    with pytest.raises(BelowHeld) as caught:
        count(shirt, room.main, 2)
    assert len(caught.value.problems) == 1
    assert room.level(shirt).on_hand == 5


def test_a_higher_count_fills_backorders(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder")
    room.hold({lamp: 2})
    assert count(lamp, room.main, 3).level.held == 2


def test_accepting_a_count_ends_unpaid_promises_newest_first(
    room: Stockroom, events: Events
) -> None:
    shirt = room.variant(units=6)
    order = room.order({shirt: 2})
    older, newer = room.hold({shirt: 2}), room.hold({shirt: 2})
    counted = count(shirt, room.main, 5, accept=True)
    assert (counted.level.on_hand, counted.level.held) == (5, 4)
    assert counted.released_holds == (room.holds(newer)[0].id,)
    assert counted.short_units == 0
    assert room.holds(older)[0].state == "held"
    assert room.holds(order)[0].state == "allocated"
    assert events("stock_shortfall") == []


def test_accepting_a_count_marks_paid_orders_short_only_when_nothing_else_is_left(
    room: Stockroom, events: Events
) -> None:
    shirt = room.variant(units=6)
    first, second = room.order({shirt: 2}), room.order({shirt: 2})
    unpaid = room.hold({shirt: 2})
    counted = count(shirt, room.main, 1, accept=True)
    assert (counted.level.on_hand, counted.level.held) == (1, 1)
    assert counted.released_holds == (room.holds(unpaid)[0].id,)
    assert counted.short_units == 3
    assert [(r.quantity, r.backordered, r.state) for r in room.holds(second)] == [
        (0, 2, "allocated")
    ]
    assert [(r.quantity, r.backordered, r.state) for r in room.holds(first)] == [
        (1, 1, "allocated")
    ]
    assert [(e["order_id"], e["missing"]) for e in events("stock_shortfall")] == [
        (str(second), 2),
        (str(first), 1),
    ]


def test_what_is_short_is_filled_when_goods_arrive(room: Stockroom) -> None:
    shirt = room.variant(units=2)
    order = room.order({shirt: 2})
    count(shirt, room.main, 0, accept=True)
    receive(shirt, room.main, 5)
    assert [(row.quantity, row.backordered) for row in room.holds(order)] == [(2, 0)]
    assert room.level(shirt).available == 3


def test_accepting_a_count_that_breaks_no_promise_is_a_plain_count(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    room.hold({shirt: 2})
    counted = count(shirt, room.main, 3, accept=True)
    assert (counted.level.on_hand, counted.level.held) == (3, 2)
    assert counted.released_holds == ()


def test_units_left_over_by_a_broken_promise_go_to_a_backorder(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder", units=4)
    newer_policy_holder = room.hold({lamp: 3})
    waiting = room.hold({lamp: 2})
    assert [(row.quantity, row.backordered) for row in room.holds(waiting)] == [(1, 1)]
    count(lamp, room.main, 3, accept=True)
    assert room.holds(waiting)[0].state == "released"
    assert room.holds(newer_policy_holder)[0].state == "held"
    assert room.level(lamp).held == 3


def test_a_transfer_is_two_movements_with_one_reference(room: Stockroom) -> None:
    annex = room.location("annex")
    shirt = room.variant(units=5)
    source, target = transfer(shirt, room.main, annex, 3, note="van")
    assert (source.on_hand, target.on_hand) == (2, 3)
    [arrived] = find_movements(level_id=target.id)
    left = find_movements(level_id=source.id)[0]
    assert (left.delta, arrived.delta) == (-3, 3)
    assert left.cause == arrived.cause == "transferred"
    assert left.reference == arrived.reference
    assert find_movements(reference=left.reference) == [arrived, left] or find_movements(
        reference=left.reference
    ) == [left, arrived]


def test_a_transfer_leaves_what_is_promised(room: Stockroom) -> None:
    annex = room.location("annex")
    shirt = room.variant(units=5)
    room.hold({shirt: 3})
    with pytest.raises(OutOfStock) as caught:
        transfer(shirt, room.main, annex, 3)
    assert caught.value.problems[0].meta == {"available": 2, "wanted": 3}
    assert room.level(shirt, annex).on_hand == 0


def test_a_transfer_fills_backorders_where_it_arrives(room: Stockroom) -> None:
    annex = room.location("annex")
    lamp = room.variant(policy="backorder", units=5)
    owner = room.hold({lamp: 2}, locations=[annex])
    transfer(lamp, room.main, annex, 3)
    assert room.holds(owner)[0].quantity == 2
    assert room.level(lamp, annex).available == 1


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_transfer_moves_something(room: Stockroom, quantity: int) -> None:
    with pytest.raises(AdjustmentInvalid):
        transfer(room.variant(units=5), room.main, room.location("annex"), quantity)


def test_a_transfer_goes_somewhere_else(room: Stockroom) -> None:
    with pytest.raises(AdjustmentInvalid):
        transfer(room.variant(units=5), room.main, room.main, 1)


def test_a_threshold_can_be_set_and_removed(room: Stockroom) -> None:
    level = room.level(room.variant(units=5))
    assert set_threshold(level.id, 5).low_threshold == 5
    assert set_threshold(level.id, None).low_threshold is None
    with pytest.raises(AdjustmentInvalid):
        set_threshold(level.id, -1)
    with pytest.raises(LevelNotFound):
        set_threshold(uuid7(), 1)


def test_what_people_do_to_stock_is_in_the_audit_log(room: Stockroom) -> None:
    annex = room.location("annex")
    shirt = room.variant(units=5)
    with acting_as(Actor(kind="staff", id=uuid7(), label="Ada")):
        adjust(shirt, room.main, 1)
        count(shirt, room.main, 4)
        count(shirt, room.main, 3, accept=True)
        transfer(shirt, room.main, annex, 1)
        set_threshold(room.level(shirt).id, 2)
    with read() as db:
        entries = db.scalars(
            select(AuditEntry).where(AuditEntry.actor_label == "Ada").order_by(AuditEntry.id)
        ).all()
    assert [entry.action for entry in entries] == [
        "stock.adjust",
        "stock.count",
        "stock.count",
        "stock.transfer",
        "stock.threshold",
    ]
    assert {entry.data["variant_id"] for entry in entries} == {str(shirt)}


def test_all_that_is_free_can_be_moved(room: Stockroom) -> None:
    annex = room.location("annex")
    shirt = room.variant(units=5)
    room.hold({shirt: 2})
    transfer(shirt, room.main, annex, 3)
    assert (room.level(shirt).on_hand, room.level(shirt, annex).on_hand) == (2, 3)
    with pytest.raises(OutOfStock, match="Only 0 units can be moved"):
        transfer(shirt, room.main, annex, 1)


def test_a_refused_count_says_how_much_of_an_order_is_still_to_be_sent(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    order = room.order({shirt: 3})
    with transaction() as db:
        ship(db, order, {shirt: 1}, reference="x")
    with pytest.raises(BelowHeld) as caught:
        count(shirt, room.main, 1)
    [problem] = caught.value.problems
    assert problem.message.startswith("2 promised to ")
    assert problem.meta["units"] == 2
