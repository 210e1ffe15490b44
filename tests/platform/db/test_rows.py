"""`insert_rows`: plain rows, in one statement however many there are."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from shopwright.commerce.inventory.models import Location
from shopwright.platform.clock import now
from shopwright.platform.db import insert_rows, read, transaction
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

SHARED = {"queue": "fast", "state": "due", "attempts": 2, "sends": 0}


def delivery(number: int, **others: object) -> dict[str, object]:
    due = now() + timedelta(seconds=number)
    return {"id": uuid7(), "consumer": f"c{number}", "run_at": due, "arguments": {}} | others


def stored() -> list[OutboxDelivery]:
    with read() as db:
        return list(db.scalars(select(OutboxDelivery).order_by(OutboxDelivery.run_at)))


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_what_is_shared_is_in_every_row(shop: Shop, count: int) -> None:
    with transaction() as db:
        insert_rows(
            db, OutboxDelivery, [delivery(number) for number in range(count)], shared=SHARED
        )
    found = stored()
    assert [item.consumer for item in found] == [f"c{number}" for number in range(count)]
    assert all({name: getattr(item, name) for name in SHARED} == SHARED for item in found)


def test_what_is_left_out_gets_its_default(shop: Shop) -> None:
    rows = [{"consumer": f"c{number}", "queue": "fast", "run_at": now()} for number in range(3)]
    with transaction() as db:
        insert_rows(db, OutboxDelivery, rows)
    assert len({item.id for item in stored()}) == 3
    assert all((item.state, item.attempts, item.arguments) == ("due", 0, {}) for item in stored())


@pytest.mark.parametrize("shared", [{}, SHARED])
def test_values_come_back_as_they_were(shop: Shop, shared: dict[str, object]) -> None:
    rows = [
        delivery(0, arguments={"list": [1, [2, None]], "text": "a,b}\"'\\"}, dedupe_key=None),
        delivery(1, arguments={}, dedupe_key='{"quoted", NULL}'),
        delivery(2, arguments={"é": "\u2028"}, dedupe_key="NULL"),
    ]
    with transaction() as db:
        plain = rows if shared else [row | SHARED for row in rows]
        insert_rows(db, OutboxDelivery, plain, shared=shared)
    for item, row in zip(stored(), rows, strict=True):
        assert isinstance(item.id, UUID)
        assert {name: getattr(item, name) for name in row} == row


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("shared", [{}, {"active": True}])
def test_what_is_too_long_for_its_column_is_refused_not_cut(
    shop: Shop, count: int, shared: dict[str, object]
) -> None:
    if runtime().database.is_sqlite:
        pytest.skip("SQLite keeps texts of any length")
    rows = [
        {"id": uuid7(), "handle": f"{number}" * 256, "name": "Store", "address": {}}
        for number in range(count)
    ]
    with pytest.raises(DBAPIError, match="too long"), transaction() as db:
        insert_rows(db, Location, rows, shared=shared)
