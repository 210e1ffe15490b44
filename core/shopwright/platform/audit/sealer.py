"""Sealing the audit log: a chain of hashes shows whether an entry was changed or taken out.

The chain is written a few seconds after the entries, by a sweeper of its own, so that no
transaction queues for its head. Whoever keeps a copy of the last hash can prove all before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta

from sqlalchemy import func, insert, select

from shopwright.platform.audit.models import AuditChain, AuditEntry
from shopwright.platform.db import command, read, session
from shopwright.platform.ids import uuid7_before
from shopwright.platform.jobs.sweepers import sweeper

GENESIS = "0" * 64
_BATCH = 500
# A transaction cannot stay open this long, so no entry made before the last sealed one by more than
# this can still appear; looking further back would read the whole log every few seconds. Keys tell
# when an entry was made; its `at` may lie further back, where history is played (`clock.at`).
_LATEST_ARRIVAL = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What `verify_chain` found. `broken_at` is the first place in the chain that does not fit."""

    sealed: int
    unsealed: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        """Whether every sealed entry is what it was when it was sealed."""
        return self.broken_at is None


@sweeper("audit_sealer", every=timedelta(seconds=5))
def seal() -> int:
    """Append entries that are not in the chain yet, in the order of their ids."""
    total = 0
    while True:
        sealed = _seal_batch()
        total += sealed
        if sealed < _BATCH:
            return total


@command()
def _seal_batch() -> int:
    db = session()
    last = db.execute(
        select(AuditChain.seq, AuditChain.hash, AuditChain.audit_id)
        .order_by(AuditChain.seq.desc())
        .limit(1)
    ).one_or_none()
    waiting = (
        select(AuditEntry)
        .outerjoin(AuditChain, AuditChain.audit_id == AuditEntry.id)
        .where(AuditChain.seq.is_(None))
        .order_by(AuditEntry.id)
        .limit(_BATCH)
    )
    if last is not None:
        earliest = uuid7_before(last.audit_id, _LATEST_ARRIVAL)
        waiting = waiting.where(AuditEntry.id >= earliest)
    links = []
    seq, previous = (last.seq, last.hash) if last is not None else (0, GENESIS)
    for row in db.scalars(waiting):
        seq, previous = seq + 1, link(previous, row)
        links.append({"seq": seq, "audit_id": row.id, "hash": previous})
    if links:
        # Another sealer at the same time would take the same numbers; the keys let one of us win.
        db.execute(insert(AuditChain), links)
    return len(links)


def verify_chain() -> ChainReport:
    """Recompute the whole chain, in batches."""
    seq, previous = 0, GENESIS
    for stored, row in _chain():
        seq += 1
        if stored.seq != seq:
            return _broken(seq, previous, f"entry {seq} of the chain is missing")
        if row is None:
            return _broken(seq, previous, f"the log's entry {stored.audit_id} is missing")
        if link(previous, row) != stored.hash:
            return _broken(seq, previous, f"the log's entry {stored.audit_id} was changed")
        previous = stored.hash
    return ChainReport(sealed=seq, unsealed=_unsealed(), head=previous)


def link(previous: str, entry: AuditEntry) -> str:
    """The hash that seals `entry` after the one that has the hash `previous`."""
    content = {
        "id": str(entry.id),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "actor_label": entry.actor_label,
        "action": entry.action,
        "subject": entry.subject,
        "data": entry.data,
        "request_id": entry.request_id,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def _chain() -> Iterator[tuple[AuditChain, AuditEntry | None]]:
    last = 0
    while True:
        with read() as db:
            rows = db.execute(
                select(AuditChain, AuditEntry)
                .outerjoin(AuditEntry, AuditEntry.id == AuditChain.audit_id)
                .where(AuditChain.seq > last)
                .order_by(AuditChain.seq)
                .limit(_BATCH)
            ).all()
        yield from ((stored, entry) for stored, entry in rows)
        if len(rows) < _BATCH:
            return
        last = rows[-1][0].seq


def _unsealed() -> int:
    with read() as db:
        entries = db.scalar(select(func.count()).select_from(AuditEntry)) or 0
        sealed = db.scalar(select(func.count()).select_from(AuditChain)) or 0
    return max(0, entries - sealed)


def _broken(seq: int, previous: str, reason: str) -> ChainReport:
    return ChainReport(
        sealed=seq - 1, unsealed=_unsealed(), head=previous, broken_at=seq, reason=reason
    )
