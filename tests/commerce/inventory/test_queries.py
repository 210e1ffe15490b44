"""Reading stock: availability, lists, the ledger, and why a level is what it is."""

from __future__ import annotations

import pytest
from shopwright.commerce.inventory import (
    Availability,
    LevelNotFound,
    availability,
    count,
    explain,
    find_levels,
    find_movements,
    holds_at,
    level_row,
    receive,
    set_threshold,
    stock_states,
)
from shopwright.commerce.inventory.holds import release_cart
from shopwright.commerce.inventory.shipping import ship
from shopwright.commerce.orders.models import Order
from shopwright.platform.db import transaction
from shopwright.platform.ids import uuid7
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import update


def test_availability_adds_up_locations_in_one_query(
    room: Stockroom, statements: list[str]
) -> None:
    annex = room.location("annex")
    shirt, socks = room.variant(units=5), room.variant(policy="backorder")
    gift_card = room.variant(policy="untracked")
    receive(shirt, annex, 2)
    room.hold({shirt: 1})
    statements.clear()
    found = availability([shirt, socks, gift_card, uuid7()], [room.main, annex])
    assert len([text for text in statements if text.startswith("SELECT")]) == 1
    assert found == {
        shirt: Availability(variant_id=shirt, policy="deny", available=6),
        socks: Availability(variant_id=socks, policy="backorder", available=0),
        gift_card: Availability(variant_id=gift_card, policy="untracked", available=None),
    }
    assert availability([shirt], [annex])[shirt].available == 2


@pytest.mark.parametrize(
    ("policy", "available", "allowed"),
    [("deny", 2, True), ("deny", 1, False), ("backorder", 0, True), ("untracked", None, True)],
)
def test_availability_says_whether_two_can_be_had(
    policy: str, available: int | None, allowed: bool
) -> None:
    found = Availability(variant_id=uuid7(), policy=policy, available=available)  # type: ignore[arg-type]
    assert found.allows(2) is allowed


def test_stock_states_are_words(room: Stockroom) -> None:
    plenty, few, gone = room.variant(units=9), room.variant(units=2), room.variant()
    later, always = room.variant(policy="backorder"), room.variant(policy="untracked")
    for variant_id in (plenty, few):
        set_threshold(room.level(variant_id).id, 2)
    assert stock_states([plenty, few, gone, later, always], [room.main]) == {
        plenty: "in",
        few: "low",
        gone: "out",
        later: "backorder",
        always: "in",
    }


def test_levels_can_be_found_by_where_what_and_how_few(room: Stockroom) -> None:
    annex = room.location("annex")
    shirt, socks = room.variant(units=5), room.variant(units=1)
    receive(shirt, annex, 2)
    set_threshold(room.level(shirt).id, 5)
    room.hold({socks: 1})
    by_variant = find_levels(variant_id=shirt)
    assert [row.location_name for row in by_variant] == ["main", "annex"]
    assert [row.level.variant_id for row in find_levels(location_id=annex)] == [shirt]
    assert [row.level.variant_id for row in find_levels(shortage="low")] == [shirt]
    assert [row.level.variant_id for row in find_levels(shortage="out")] == [socks]
    sku = by_variant[0].sku
    assert sku is not None
    assert {row.level.variant_id for row in find_levels(sku=sku[:-1])} >= {shirt}
    assert find_levels(sku="%") == []
    assert len(find_levels(product_id=room.product_id)) == 3
    assert find_levels(product_id=uuid7()) == []


def test_levels_are_paged_by_the_last_one_seen(room: Stockroom) -> None:
    for _ in range(5):
        room.variant(units=1)
    seen, after = [], None
    while page := find_levels(after=after, limit=2):
        after = page[-1].level.id
        seen += [row.level.id for row in page]
    assert len(seen) == len(set(seen)) == 5


def test_a_level_shows_what_is_on_backorder(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder", units=1)
    room.hold({lamp: 3})
    row = level_row(room.level(lamp).id)
    assert (row.level.held, row.backordered, row.policy) == (1, 2, "backorder")
    assert row.product_title == "A product"
    with pytest.raises(LevelNotFound):
        level_row(uuid7())


def test_promises_are_listed_newest_first_and_open_ones_by_default(room: Stockroom) -> None:
    shirt = room.variant(units=9)
    first, second, third = (room.hold({shirt: 1}) for _ in range(3))
    with transaction() as db:
        release_cart(db, second.cart_id)
    level_id = room.level(shirt).id
    assert [row.cart_id for row in holds_at(level_id)] == [third.cart_id, first.cart_id]
    assert [row.cart_id for row in holds_at(level_id, state="released")] == [second.cart_id]
    [newest] = holds_at(level_id, limit=1)
    assert [row.cart_id for row in holds_at(level_id, after=newest.id)] == [first.cart_id]


def test_the_ledger_can_be_read_by_level_place_cause_and_reference(room: Stockroom) -> None:
    annex = room.location("annex")
    shirt = room.variant(units=5)
    receive(shirt, annex, 2, reference="PO 17")
    count(shirt, room.main, 4)
    assert [row.delta for row in find_movements(variant_id=shirt)] == [-1, 2, 5]
    assert [row.delta for row in find_movements(location_id=annex)] == [2]
    assert [row.delta for row in find_movements(cause="counted")] == [-1]
    assert [row.delta for row in find_movements(reference="PO 17")] == [2]
    newest = find_movements(variant_id=shirt, limit=1)[0]
    older = find_movements(variant_id=shirt, after=(newest.at, newest.id))
    assert [row.on_hand_after for row in older] == [2, 5]


def test_why_a_level_is_what_it_is(room: Stockroom) -> None:
    shirt = room.variant(units=50)
    receive(shirt, room.main, 5)
    order = room.order({shirt: 4})
    with transaction() as db:
        ship(db, order, {shirt: 3}, reference="x")
    room.hold({shirt: 2})
    answer = explain(room.level(shirt).id)
    assert answer.row.level.on_hand == 52
    assert {(item.cause, item.units, item.movements) for item in answer.causes} == {
        ("received", 55, 2),
        ("shipped", -3, 1),
    }
    assert (answer.held_in_carts, answer.held_by_orders) == (2, 1)
    assert [row.delta for row in answer.latest] == [-3, 5, 50]
    assert answer.books_agree
    with pytest.raises(LevelNotFound):
        explain(uuid7())


def test_a_level_without_promises_and_one_without_a_history_are_explained(room: Stockroom) -> None:
    answer = explain(room.level(room.variant(units=3)).id)
    assert (answer.held_in_carts, answer.held_by_orders, answer.books_agree) == (0, 0, True)
    empty = explain(room.level(room.variant()).id)
    assert (empty.causes, empty.latest, empty.books_agree) == ((), (), True)


def test_the_ledger_can_be_read_by_variant(room: Stockroom) -> None:
    shirt, socks = room.variant(units=5), room.variant(units=3)
    assert [row.delta for row in find_movements(variant_id=shirt)] == [5]
    assert [row.delta for row in find_movements(variant_id=socks)] == [3]


def test_a_promise_names_the_order_that_it_was_made_to(room: Stockroom) -> None:
    shirt = room.variant(units=9)
    orders = [room.order_row("open") for _ in range(2)]
    for order in orders:
        room.order({shirt: 1}, order_id=order)
    numbers = {order: 1001 + index for index, order in enumerate(orders)}
    with transaction() as db:
        for order, number in numbers.items():
            db.execute(update(Order).where(Order.id == order).values(number=number))
    promises = holds_at(room.level(shirt).id)
    assert len(promises) == 2
    assert {row.order_id: row.order_number for row in promises} == numbers
