"""Reading the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from shopwright.platform.audit.models import AuditChain, AuditEntry
from shopwright.platform.db import read
from shopwright.platform.errors import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries. `subject` is `order:<id>`, `actor` is `staff:<id>`; the end is exclusive."""

    subject: str | None = None
    actor: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    """One entry. `sealed` is its place in the chain, None in its first seconds."""

    id: UUID
    at: datetime
    actor: str
    actor_label: str
    action: str
    subject: str
    data: Mapping[str, JSON]
    request_id: str
    sealed: int | None


def entries(
    wanted: AuditFilter | None = None,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 24,
) -> list[AuditView]:
    """Entries, latest first. `after` is the last one's (at, id)."""
    wanted = wanted or AuditFilter()
    conditions = [
        column == value
        for column, value in (
            (AuditEntry.subject, wanted.subject),
            (AuditEntry.actor, wanted.actor),
            (AuditEntry.action, wanted.action),
        )
        if value is not None
    ]
    if wanted.since is not None:
        conditions.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEntry.at < wanted.until)
    if after is not None:
        conditions.append(tuple_(AuditEntry.at, AuditEntry.id) < after)
    statement = (
        select(AuditEntry, AuditChain.seq)
        .outerjoin(AuditChain, AuditChain.audit_id == AuditEntry.id)
        .where(*conditions)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(limit)
    )
    with read() as db:
        return [_view(row, seq) for row, seq in db.execute(statement)]


def _view(row: AuditEntry, sealed: int | None) -> AuditView:
    return AuditView(
        id=row.id,
        at=row.at,
        actor=row.actor,
        actor_label=row.actor_label,
        action=row.action,
        subject=row.subject,
        data=row.data,
        request_id=row.request_id,
        sealed=sealed,
    )
