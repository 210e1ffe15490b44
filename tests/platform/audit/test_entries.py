"""The audit log is written with what it tells, and read by filters."""

from __future__ import annotations

from uuid import UUID

import pytest
import time_machine
from shopwright.platform import audit
from shopwright.platform.actor import SYSTEM, Actor, acting_as
from shopwright.platform.audit import AuditEntry, AuditFilter
from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.testing.shop import Shop
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from structlog.contextvars import bound_contextvars

OLGA = Actor(kind="staff", id=UUID(int=1), label="Olga")
ORDER = UUID(int=2)


def record(action: str, subject_id: UUID = ORDER, **data: str) -> None:
    with transaction():
        audit.record(action, "order", subject_id, **data)


def test_an_entry_says_who_did_what_to_what_in_which_request(shop: Shop) -> None:
    with acting_as(OLGA), bound_contextvars(request_id="r-1"):
        record("order.cancel", reason="twice")
    (entry,) = audit.entries()
    assert (entry.actor, entry.actor_label) == (f"staff:{OLGA.id}", "Olga")
    assert (entry.action, entry.subject) == ("order.cancel", f"order:{ORDER}")
    assert entry.data == {"reason": "twice"}
    assert entry.request_id == "r-1"


def test_what_is_rolled_back_was_not_done(shop: Shop) -> None:
    def fail() -> None:
        with transaction():
            audit.record("order.cancel", "order", ORDER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert audit.entries() == []


@pytest.mark.parametrize("statement", [delete(AuditEntry), update(AuditEntry).values(actor="me")])
def test_nothing_is_changed_or_taken_out(shop: Shop, statement: object) -> None:
    record("order.cancel")
    with pytest.raises(DBAPIError, match="append-only"), transaction() as db:
        db.execute(statement)  # type: ignore[call-overload]


def test_entries_are_filtered(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        record("order.cancel")
        clock.shift(60)
        noon = now()
        with acting_as(OLGA):
            record("order.cancel", UUID(int=3))
        record("order.fulfill")

        def found(**wanted: object) -> list[tuple[str, str]]:
            rows = audit.entries(AuditFilter(**wanted))  # type: ignore[arg-type]
            return [(row.action, row.subject[-1]) for row in rows]

        assert found(action="order.cancel") == [("order.cancel", "3"), ("order.cancel", "2")]
        assert found(subject=f"order:{ORDER}", action="order.fulfill") == [("order.fulfill", "2")]
        assert found(actor=f"staff:{OLGA.id}") == [("order.cancel", "3")]
        assert found(actor=str(SYSTEM), since=noon) == [("order.fulfill", "2")]
        assert found(until=noon) == [("order.cancel", "2")]


def test_pages_follow_each_other(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False):  # all at one moment
        for index in range(5):
            record("order.note", UUID(int=index))
    everything = audit.entries()
    seen, after = [], None
    while page := audit.entries(after=after, limit=2):
        seen += page
        after = (page[-1].at, page[-1].id)
    assert seen == everything
    assert [row.subject[-1] for row in seen] == ["4", "3", "2", "1", "0"]
