"""The audit log: written with what it tells, read by staff, sealed against later changes."""

from __future__ import annotations

from uuid import UUID

from structlog.contextvars import get_contextvars

from shopwright.platform.actor import current_actor
from shopwright.platform.audit.models import AuditChain, AuditEntry
from shopwright.platform.audit.queries import AuditFilter, AuditView, entries
from shopwright.platform.audit.sealer import ChainReport, seal, verify_chain
from shopwright.platform.db import session
from shopwright.platform.errors import JSON

__all__ = [
    "AuditChain",
    "AuditEntry",
    "AuditFilter",
    "AuditView",
    "ChainReport",
    "entries",
    "record",
    "seal",
    "verify_chain",
]


def record(action: str, subject: str, subject_id: UUID | str, **data: JSON) -> None:
    """Write one entry in the open transaction. `data` must hold no secret and no personal data."""
    actor = current_actor()
    session().add(
        AuditEntry(
            actor=str(actor),
            actor_label=actor.label,
            action=action,
            subject=f"{subject}:{subject_id}",
            data=data,
            request_id=str(get_contextvars().get("request_id", "")),
        )
    )
