"""Proving the books: each difference is one row, and only a person corrects it."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.inventory import (
    BooksDiffer,
    CannotCorrect,
    DiscrepancyNotFound,
    correct,
    count,
    discrepancy_by_id,
    explain,
    find_discrepancies,
    find_movements,
    reconcile_stock,
)
from shopwright.commerce.inventory.holds import release_cart
from shopwright.commerce.inventory.models import StockHold, StockLevel
from shopwright.commerce.inventory.sweepers import reap_holds
from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.platform.ids import uuid7
from shopwright.testing.invariants import check
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError


def _tamper(variant_id: UUID, **values: int) -> None:
    with transaction() as db:
        db.execute(update(StockLevel).where(StockLevel.variant_id == variant_id).values(**values))


def _lose_holds() -> None:
    with transaction() as db:
        db.execute(delete(StockHold))


def test_books_that_agree_have_no_differences(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    room.hold({shirt: 2})
    done = reconcile_stock()
    assert (done.levels, done.open, done.closed) == (1, 0, 0)


def test_units_that_the_ledger_does_not_explain_are_a_difference(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    _tamper(shirt, on_hand=7)
    assert reconcile_stock().open == 1
    [row] = find_discrepancies()
    assert (row.kind, row.expected, row.found) == ("on_hand", 5, 7)
    assert row.variant_id == shirt
    assert not explain(row.level_id).books_agree


def test_a_difference_stays_one_row_with_the_latest_numbers(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    _tamper(shirt, on_hand=7)
    reconcile_stock()
    [first] = find_discrepancies()
    _tamper(shirt, on_hand=8)
    reconcile_stock()
    [second] = find_discrepancies()
    assert second.id == first.id
    assert (second.found, second.found_at) == (8, first.found_at)


def test_a_difference_that_is_gone_is_closed(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    _tamper(shirt, on_hand=7)
    reconcile_stock()
    _tamper(shirt, on_hand=5)
    done = reconcile_stock()
    assert (done.open, done.closed) == (0, 1)
    [row] = find_discrepancies(resolved=True)
    assert row.resolution == "the books agree again"


def test_correcting_units_explains_them_with_a_movement(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    _tamper(shirt, on_hand=7)
    reconcile_stock()
    [row] = find_discrepancies()
    done = correct(row.id, note="found in the back")
    assert done.resolution == "found in the back"
    assert done.resolved_at is not None
    newest = find_movements(level_id=row.level_id)[0]
    assert (newest.delta, newest.on_hand_after, newest.cause) == (2, 7, "correction")
    assert room.level(shirt).on_hand == 7
    assert reconcile_stock().open == 0
    with pytest.raises(CannotCorrect):
        correct(row.id, note="again")


def test_correcting_promises_makes_them_the_sum_of_the_holds(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder", units=5)
    room.hold({lamp: 2})
    _tamper(lamp, held=5)
    waiting = room.hold({lamp: 1})
    assert room.holds(waiting)[0].backordered == 1
    reconcile_stock()
    [row] = find_discrepancies()
    assert (row.kind, row.expected, row.found) == ("held", 2, 5)
    correct(row.id, note="")
    assert room.level(lamp).held == 3
    assert room.holds(waiting)[0].quantity == 1
    assert find_movements(level_id=row.level_id)[0].note == "held 5 -> 2."
    assert reconcile_stock().open == 0


def test_promises_that_nobody_holds_are_taken_off(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    _tamper(shirt, held=3)
    reconcile_stock()
    [row] = find_discrepancies()
    assert (row.kind, row.expected, row.found) == ("held", 0, 3)
    correct(row.id, note="")
    assert room.level(shirt).held == 0


def test_promises_for_every_unit_can_be_corrected(room: Stockroom) -> None:
    shirt = room.variant(units=2)
    room.hold({shirt: 2})
    _tamper(shirt, held=1)
    reconcile_stock()
    correct(find_discrepancies()[0].id, note="")
    assert room.level(shirt).held == 2


def test_more_promises_than_units_need_a_count_first(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    room.order({shirt: 4})
    _tamper(shirt, on_hand=3, held=0)
    reconcile_stock()
    by_kind = {row.kind: row for row in find_discrepancies()}
    with pytest.raises(CannotCorrect):
        correct(by_kind["held"].id, note="")
    counted = count(shirt, room.main, 3, accept=True)
    assert (counted.level.held, counted.short_units) == (3, 1)
    correct(by_kind["on_hand"].id, note="")
    assert reconcile_stock().open == 0


def test_open_holds_of_canceled_orders_are_a_difference(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    order = room.order_row("open")
    room.order({shirt: 2}, order_id=order)
    room.move_order(order, "canceled")
    reconcile_stock()
    [row] = find_discrepancies()
    assert (row.kind, row.expected, row.found) == ("canceled_order", 0, 2)
    correct(row.id, note="")
    assert room.level(shirt).held == 0
    assert reconcile_stock().open == 0


def test_a_difference_is_found_by_its_id(room: Stockroom) -> None:
    with pytest.raises(DiscrepancyNotFound):
        discrepancy_by_id(uuid7())
    with pytest.raises(DiscrepancyNotFound):
        correct(uuid7(), note="")


def test_differences_are_paged_newest_first(room: Stockroom) -> None:
    for _ in range(3):
        _tamper(room.variant(units=5), on_hand=6)
        reconcile_stock()
    [newest] = find_discrepancies(limit=1)
    older = find_discrepancies(after=(newest.found_at, newest.id))
    assert len(older) == 2
    assert newest.id not in {row.id for row in older}


def test_a_level_whose_books_are_wrong_is_not_changed_further(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    owner = room.hold({shirt: 2})
    _tamper(shirt, held=1)
    with pytest.raises(BooksDiffer), transaction() as db:
        release_cart(db, owner.cart_id)
    assert room.level(shirt).held == 1


def test_one_wrong_level_does_not_keep_other_promises_alive(room: Stockroom) -> None:
    shirt, socks = room.variant(units=5), room.variant(units=5)
    for variant_id in (shirt, socks):
        room.hold({variant_id: 2}, expires_at=now())
    _tamper(shirt, held=1)
    assert reap_holds() == 1
    assert (room.level(shirt).held, room.level(socks).held) == (1, 0)


def test_the_nightly_job_reconciles(room: Stockroom, shop: Shop) -> None:
    from shopwright.platform.jobs.schedules import claim_schedules, install_schedules

    _tamper(room.variant(units=5), on_hand=7)
    install_schedules()
    claim_schedules()
    shop.deliver()
    assert len(find_discrepancies()) == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE stock_movements SET delta = 9", "DELETE FROM stock_movements"]
)
def test_the_ledger_cannot_be_changed(room: Stockroom, statement: str) -> None:
    room.variant(units=5)
    with pytest.raises(DBAPIError, match="append-only"), transaction() as db:
        db.execute(text(statement))
    assert [row.delta for row in find_movements()] == [5]


def test_the_checker_sees_what_reconciliation_sees(room: Stockroom) -> None:
    shirt = room.variant(units=5)
    room.hold({shirt: 2})
    assert check() == []
    _tamper(shirt, on_hand=7, held=3)
    assert {violation.rule for violation in check()} == {"I1", "I2"}
    _lose_holds()
    assert [v.rows for v in check() if v.rule == "I2"]
