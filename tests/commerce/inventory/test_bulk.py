"""Setting many levels at once."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.inventory import MAX_BATCH, StockSetting, find_movements, set_stock
from shopwright.platform.audit import AuditEntry
from shopwright.platform.db import read
from shopwright.platform.ids import uuid7
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import select


def _setting(variant_id: UUID, location_id: UUID, on_hand: int) -> StockSetting:
    return StockSetting(variant_id=variant_id, location_id=location_id, on_hand=on_hand)


def test_levels_are_made_and_set_with_their_movements(room: Stockroom) -> None:
    annex = room.location("annex")
    shirt, socks = room.variant(units=5), room.variant()
    done = set_stock(
        [_setting(shirt, room.main, 7), _setting(socks, annex, 3), _setting(socks, room.main, 0)],
        reference="import:9",
    )
    assert (done.changed, done.unchanged, done.refused) == (2, 1, ())
    assert room.level(shirt).on_hand == 7
    assert room.level(socks, annex).on_hand == 3
    rows = find_movements(reference="import:9")
    assert sorted((row.delta, row.cause) for row in rows) == [(2, "imported"), (3, "imported")]


def test_setting_twice_changes_nothing_the_second_time(room: Stockroom) -> None:
    items = [_setting(room.variant(), room.main, 4) for _ in range(3)]
    assert set_stock(items).changed == 3
    again = set_stock(items)
    assert (again.changed, again.unchanged) == (0, 3)


def test_what_cannot_be_set_is_refused_by_its_place_and_the_rest_is_done(room: Stockroom) -> None:
    shirt, gift_card = room.variant(units=5), room.variant(policy="untracked")
    room.hold({shirt: 3})
    done = set_stock(
        [
            _setting(shirt, room.main, 2),
            _setting(uuid7(), room.main, 1),
            _setting(shirt, uuid7(), 1),
            _setting(gift_card, room.main, 1),
            _setting(room.variant(), room.main, -1),
            _setting(room.variant(), room.main, 9),
        ]
    )
    assert done.changed == 1
    assert [(refusal.index, refusal.code) for refusal in done.refused] == [
        (0, "below_held"),
        (1, "unknown_variant"),
        (2, "unknown_location"),
        (3, "untracked"),
        (4, "out_of_range"),
    ]
    assert room.level(shirt).on_hand == 5


def test_of_two_settings_of_one_place_the_last_counts(room: Stockroom) -> None:
    shirt = room.variant()
    done = set_stock([_setting(shirt, room.main, 3), _setting(shirt, room.main, 8)])
    assert (done.changed, done.unchanged) == (1, 1)
    assert room.level(shirt).on_hand == 8


def test_units_that_are_imported_fill_backorders(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder")
    owner = room.hold({lamp: 2})
    set_stock([_setting(lamp, room.main, 5)])
    assert room.holds(owner)[0].quantity == 2
    assert room.level(lamp).available == 3


def test_nothing_to_set_is_fine_and_too_much_at_once_is_not(room: Stockroom) -> None:
    assert set_stock([]).changed == 0
    assert len(set_stock([_setting(uuid7(), room.main, 1)] * MAX_BATCH).refused) == MAX_BATCH
    with pytest.raises(ValueError, match="at most 500"):
        set_stock([_setting(uuid7(), room.main, 1)] * (MAX_BATCH + 1))


def test_the_number_of_statements_does_not_depend_on_how_many_are_set(
    room: Stockroom, statements: list[str]
) -> None:
    counts = []
    for size in (2, 40):
        items = [_setting(room.variant(), room.main, 4) for _ in range(size)]
        statements.clear()
        set_stock(items)
        counts.append(
            len([text for text in statements if not text.startswith("INSERT INTO outbox")])
        )
    assert counts[0] == counts[1]


def test_setting_many_is_one_entry_of_the_audit_log_with_its_cause(room: Stockroom) -> None:
    items = [_setting(room.variant(), room.main, 4) for _ in range(3)]
    set_stock(items, reference="import:9")
    set_stock(items, reference="import:10")
    with read() as db:
        entries = db.scalars(select(AuditEntry).where(AuditEntry.action == "stock.set")).all()
    assert [(entry.subject, entry.data) for entry in entries] == [
        ("stock:import:9", {"levels": 3, "cause": "imported"})
    ]


def test_a_single_unit_more_fills_a_backorder(room: Stockroom) -> None:
    lamp = room.variant(policy="backorder", units=1)
    owner = room.hold({lamp: 2})
    assert (room.holds(owner)[0].quantity, room.holds(owner)[0].backordered) == (1, 1)
    set_stock([_setting(lamp, room.main, 2)])
    assert (room.holds(owner)[0].quantity, room.holds(owner)[0].backordered) == (2, 0)
