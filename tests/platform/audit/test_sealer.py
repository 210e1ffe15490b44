"""The chain of hashes shows whether the log was changed."""

from __future__ import annotations

from uuid import UUID

import pytest
import time_machine
from shopwright.platform import audit
from shopwright.platform.audit import AuditChain, AuditEntry, sealer
from shopwright.platform.audit.sealer import GENESIS, link
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.ids import uuid7
from shopwright.platform.jobs.sweepers import SWEEPERS
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import insert, select, text


def record(count: int = 1) -> None:
    with transaction():
        for index in range(count):
            audit.record("order.note", "order", UUID(int=index), text="ä 1.5", number=1.5, n=None)


def tamper(statement: str) -> None:
    """What somebody could do who owns the database: switch the triggers off first."""
    with transaction() as db:
        if runtime().database.is_sqlite:
            for table in ("audit_log", "audit_chain"):
                for verb in ("update", "delete"):
                    db.execute(text(f"DROP TRIGGER tr_{table}_no_{verb}"))
            db.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        else:
            db.execute(text("SET LOCAL session_replication_role = replica"))
        db.execute(text(statement))


def test_the_sealer_is_a_sweeper_that_runs_every_few_seconds() -> None:
    assert SWEEPERS["audit_sealer"].every.total_seconds() == 5


def test_an_empty_log_is_intact(shop: Shop) -> None:
    assert audit.seal() == 0
    report = audit.verify_chain()
    assert (report.intact, report.sealed, report.head) == (True, 0, GENESIS)


def test_entries_are_sealed_once_in_order(shop: Shop) -> None:
    record(3)
    assert audit.verify_chain().unsealed == 3
    assert audit.seal() == 3
    record(2)
    assert audit.seal() == 2
    assert audit.seal() == 0
    report = audit.verify_chain()
    assert (report.intact, report.sealed, report.unsealed) == (True, 5, 0)
    assert [entry.sealed for entry in audit.entries()] == [5, 4, 3, 2, 1]


def test_each_hash_covers_the_one_before(shop: Shop) -> None:
    record(2)
    audit.seal()
    with read() as db:
        rows = db.execute(
            select(AuditEntry, AuditChain.hash)
            .join(AuditChain, AuditChain.audit_id == AuditEntry.id)
            .order_by(AuditChain.seq)
        ).all()
    first, second = rows
    assert first.hash == link(GENESIS, first.AuditEntry)
    assert second.hash == link(first.hash, second.AuditEntry)
    assert audit.verify_chain().head == second.hash


def test_long_logs_are_sealed_and_verified_in_batches(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer, "_BATCH", 2)
    record(5)
    assert audit.seal() == 5
    assert audit.verify_chain().sealed == 5


def test_an_entry_that_commits_late_is_sealed_all_the_same(shop: Shop) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        early_id, early = uuid7(), now()
        clock.shift(600)
        record()
        audit.seal()
        with transaction() as db:
            values = {"actor": "x", "actor_label": "", "action": "a", "subject": "s"}
            db.execute(insert(AuditEntry).values(id=early_id, at=early, **values))
        assert audit.seal() == 1
        assert audit.verify_chain().intact


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE audit_log SET actor = 'nobody' WHERE subject LIKE '%1'", 2),
        ("UPDATE audit_log SET data = '{}' WHERE subject LIKE '%2'", 3),
        ("DELETE FROM audit_chain WHERE seq = 2", 2),
        ("UPDATE audit_chain SET hash = 'x' WHERE seq = 1", 1),
    ],
)
def test_a_change_is_found_at_its_place(shop: Shop, statement: str, place: int) -> None:
    record(4)
    audit.seal()
    tamper(statement)
    report = audit.verify_chain()
    assert not report.intact
    assert report.broken_at == place
    assert report.reason


def test_an_entry_that_is_gone_is_missed(shop: Shop) -> None:
    record(2)
    audit.seal()
    if runtime().database.is_sqlite:
        pytest.skip("SQLite's foreign keys cannot be switched off inside a transaction")
    tamper("DELETE FROM audit_log WHERE subject LIKE '%1'")
    assert "is missing" in audit.verify_chain().reason
