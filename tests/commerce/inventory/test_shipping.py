"""Units that leave for orders, are taken back, and are returned."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.catalog.models import Variant
from shopwright.commerce.inventory import LevelNotFound, NotAllocated, NotShipped, find_movements
from shopwright.commerce.inventory.commands import receive
from shopwright.commerce.inventory.holds import allocate, release_order
from shopwright.commerce.inventory.shipping import Taken, restock, ship, unship
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import select


def _ship(order: UUID, units: dict[UUID, int], location_id: UUID | None = None) -> list[Taken]:
    with transaction() as db:
        return ship(db, order, units, reference=f"order:{order}", location_id=location_id)


def test_shipping_takes_units_off_the_shelf_and_off_the_promise(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    order = room.order({shirt: 3})
    [taken] = _ship(order, {shirt: 2})
    level = room.level(shirt)
    assert taken == Taken(variant_id=shirt, level_id=level.id, quantity=2)
    assert (level.on_hand, level.held) == (3, 1)
    [row] = room.holds(order)
    assert (row.quantity, row.shipped, row.state) == (3, 2, "allocated")
    newest = find_movements(level_id=level.id)[0]
    assert (newest.delta, newest.cause, newest.reference) == (-2, "shipped", f"order:{order}")


def test_a_hold_is_shipped_when_all_of_it_is_out(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    order = room.order({shirt: 3})
    _ship(order, {shirt: 2})
    _ship(order, {shirt: 1})
    assert room.holds(order)[0].state == "shipped"
    assert room.level(shirt).held == 0


def test_more_than_is_set_aside_cannot_leave(room: Stockroom) -> None:
    shirt, socks = room.variant(units=5), room.variant(units=5)
    order = room.order({shirt: 3, socks: 1})
    with pytest.raises(NotAllocated) as caught:
        _ship(order, {shirt: 4, socks: 1})
    assert caught.value.problems[0].meta == {
        "variant_id": str(shirt),
        "wanted": 4,
        "shippable": 3,
        "backordered": 0,
    }
    assert room.level(socks).on_hand == 5


def test_what_is_on_backorder_cannot_leave_before_it_came(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder", units=1)
    order = room.order({lamp: 3})
    with pytest.raises(NotAllocated) as caught:
        _ship(order, {lamp: 3})
    assert caught.value.problems[0].meta["backordered"] == 2
    _ship(order, {lamp: 1})
    assert room.holds(order)[0].state == "allocated"
    receive(lamp, room.main, 2)
    _ship(order, {lamp: 2})
    assert room.holds(order)[0].state == "shipped"


def test_an_unpaid_promise_does_not_leave(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    owner = room.hold({shirt: 1})
    assert owner.order_id is not None
    with pytest.raises(NotAllocated):
        _ship(owner.order_id, {shirt: 1})


def test_units_are_taken_where_they_were_set_aside(room: Stockroom) -> None:
    annex = room.location("annex")
    room.locations.append(annex)
    shirt = room.variant(units=2)
    receive(shirt, annex, 5)
    order = room.order({shirt: 4})
    with pytest.raises(NotAllocated):
        _ship(order, {shirt: 3}, location_id=annex)
    assert [item.quantity for item in _ship(order, {shirt: 2}, location_id=annex)] == [2]
    assert room.level(shirt, annex).on_hand == 3
    assert [item.level_id for item in _ship(order, {shirt: 2})] == [room.level(shirt).id]


def test_what_was_never_counted_is_taken_from_nowhere(room: Stockroom) -> None:
    gift_card = room.variant(policy="untracked")
    order = room.order({gift_card: 2})
    assert _ship(order, {gift_card: 2}) == [Taken(variant_id=gift_card, level_id=None, quantity=2)]


def test_an_order_from_before_its_variant_was_counted_can_be_sent(room: Stockroom) -> None:
    lamp = room.variant(policy="untracked")
    order = room.order({lamp: 1})
    room.set_policy(lamp, "deny")
    assert [item.level_id for item in _ship(order, {lamp: 1})] == [None]


def test_a_promise_from_when_its_variant_was_counted_is_kept(room: Stockroom) -> None:
    lamp = room.variant(units=2)
    order = room.order({lamp: 1})
    room.set_policy(lamp, "untracked")
    [taken] = _ship(order, {lamp: 1})
    assert taken.level_id is not None


def test_a_parcel_that_never_left_is_set_aside_again(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    order = room.order({shirt: 3})
    taken = _ship(order, {shirt: 3})
    with transaction() as db:
        unship(db, order, taken, reference=f"order:{order}")
    level = room.level(shirt)
    assert (level.on_hand, level.held) == (5, 3)
    [row] = room.holds(order)
    assert (row.shipped, row.state) == (0, "allocated")
    assert find_movements(level_id=level.id)[0].cause == "restocked"


def test_no_more_comes_back_than_had_left(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    order = room.order({shirt: 3})
    [taken] = _ship(order, {shirt: 1})
    with pytest.raises(NotShipped), transaction() as db:
        unship(
            db,
            order,
            [Taken(variant_id=shirt, level_id=taken.level_id, quantity=2)],
            reference="x",
        )
    assert room.level(shirt).on_hand == 4


def test_taking_back_nothing_changes_nothing(room: Stockroom) -> None:
    order = uuid7()
    with transaction() as db:
        unship(db, order, [Taken(variant_id=uuid7(), level_id=None, quantity=1)], reference="x")
        restock(db, {uuid7(): 0}, reference="x")


def test_releasing_the_rest_of_an_order_keeps_what_was_sent(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    order = room.order({shirt: 3})
    taken = _ship(order, {shirt: 1})
    with transaction() as db:
        assert release_order(db, order) == 1
    [row] = room.holds(order)
    assert (row.quantity, row.shipped, row.state) == (1, 1, "shipped")
    assert room.level(shirt).held == 0
    with transaction() as db:
        unship(db, order, taken, reference="x")
    assert (room.level(shirt).on_hand, room.level(shirt).held) == (5, 1)


def test_a_parcel_of_a_canceled_order_comes_back_free(room: Stockroom) -> None:
    shirt, socks = room.variant(units=5), room.variant(units=5)
    order = room.order_row("open")
    room.order({shirt: 3, socks: 1}, order_id=order)
    taken = _ship(order, {shirt: 2, socks: 1})
    with transaction() as db:
        release_order(db, order)
    room.move_order(order, "canceled")
    one = [Taken(variant_id=shirt, level_id=room.level(shirt).id, quantity=1)]
    with transaction() as db:
        unship(db, order, one, reference="x")
    assert (room.level(shirt).on_hand, room.level(shirt).held) == (4, 0)
    assert sorted((row.quantity, row.shipped) for row in room.holds(order)) == [(1, 1), (1, 1)]
    rest = [one[0], *[item for item in taken if item.variant_id == socks]]
    with transaction() as db:
        unship(db, order, rest, reference="x")
    assert (room.level(shirt).on_hand, room.level(shirt).held) == (5, 0)
    assert {row.state for row in room.holds(order)} == {"released"}


def test_returned_goods_can_be_sold_again_backorders_first(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder", units=3)
    order = room.order({lamp: 3})
    _ship(order, {lamp: 3})
    waiting = room.hold({lamp: 1})
    level = room.level(lamp)
    with transaction() as db:
        restock(db, {level.id: 2}, reference=f"order:{order}", note="too small")
    assert room.holds(waiting)[0].quantity == 1
    assert room.level(lamp).available == 1
    newest = find_movements(level_id=level.id)[0]
    assert (newest.delta, newest.cause, newest.note) == (2, "restocked", "too small")


def test_goods_return_to_a_level_that_exists(room: Stockroom) -> None:
    with pytest.raises(LevelNotFound), transaction() as db:
        restock(db, {uuid7(): 1}, reference="x")


def test_what_was_sent_counts_as_allocated(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    order = room.order({shirt: 3})
    _ship(order, {shirt: 3})
    with transaction() as db:
        assert allocate(db, order) == {shirt: 3}


def test_no_more_leaves_than_is_left_of_what_was_set_aside(room: Stockroom) -> None:
    shirt = room.variant(units=9)
    order = room.order({shirt: 3})
    _ship(order, {shirt: 2})
    with pytest.raises(NotAllocated) as caught:
        _ship(order, {shirt: 2})
    assert caught.value.problems[0].meta["shippable"] == 1
    assert room.level(shirt).on_hand == 7


def test_what_comes_back_from_a_canceled_order_is_on_sale_again(room: Stockroom) -> None:
    shirt = room.variant(units=1)
    order = room.order_row("open")
    room.order({shirt: 1}, order_id=order)
    taken = _ship(order, {shirt: 1})
    room.move_order(order, "canceled")
    assert _state(shirt) == "out"
    with transaction() as db:
        unship(db, order, taken, reference="x")
    assert _state(shirt) != "out"


def _state(variant_id: UUID) -> str:
    with read() as db:
        return db.scalars(select(Variant.stock_state).where(Variant.id == variant_id)).one()
