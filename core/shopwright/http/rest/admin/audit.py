"""The audit log: who did what to what."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from shopwright.http.rest.kit import ADMIN, Api, OutModel, Page, PageQuery, Result, staff
from shopwright.http.rest.paging import cut
from shopwright.platform import audit
from shopwright.platform.audit import AuditFilter, AuditView

api = Api("admin_audit", tag="Audit log", description="Who did what to what.", prefix=ADMIN)

READ = staff("audit:read")


class AuditQuery(PageQuery):
    """Filters of the log."""

    subject: str | None = Field(
        default=None, max_length=200, description="What it was done to.", examples=["order:018f..."]
    )
    actor: str | None = Field(default=None, max_length=200, examples=["staff:018f..."])
    action: str | None = Field(default=None, max_length=80, examples=["order.cancel"])
    since: AwareDatetime | None = None
    until: AwareDatetime | None = Field(default=None, description="Exclusive.")


class AuditOut(OutModel):
    """One entry. `sealed` is its place in the chain of hashes, null in its first seconds."""

    id: UUID
    at: datetime
    actor: str
    actor_label: str
    action: str
    subject: str
    data: dict[str, Any]
    request_id: str
    sealed: int | None

    @classmethod
    def of(cls, view: AuditView) -> AuditOut:
        """From the value that the platform gives."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class ChainOut(OutModel):
    """Whether the log is what it was. Keep a copy of `head`: it proves all that came before."""

    intact: bool
    sealed: int
    unsealed: int
    head: str
    broken_at: int | None
    reason: str


@api.get(
    "/audit", query=AuditQuery, returns=Page[AuditOut], access=READ, summary="Read the audit log"
)
def list_entries(query: AuditQuery) -> Result:
    """Latest first."""
    wanted = AuditFilter(
        subject=query.subject,
        actor=query.actor,
        action=query.action,
        since=query.since,
        until=query.until,
    )
    after = query.after("latest", datetime, UUID)
    rows = audit.entries(wanted, after=after, limit=query.limit + 1)
    page, following = cut(rows, query.limit, "latest", lambda row: (row.at, row.id))
    return Page[AuditOut](items=[AuditOut.of(row) for row in page], next=following)


@api.get(
    "/audit/chain",
    returns=ChainOut,
    access=READ,
    limit="10/minute;by=actor",
    summary="Check that nobody changed the log",
)
def check_chain() -> Result:
    """Recomputes every hash; takes a while on a long log."""
    return ChainOut.model_validate(audit.verify_chain())
