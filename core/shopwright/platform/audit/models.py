"""The audit log: who did what to what. Append-only, by trigger; holds no personal data."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db import Base, Key


class AuditEntry(Base):
    """`action` is a stable name such as order.cancel; `subject` names what it was done to."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_at_id", "at", "id"),
        Index("ix_audit_log_subject", "subject", "at", "id"),
        Index("ix_audit_log_actor", "actor", "at", "id"),
        Index("ix_audit_log_action", "action", "at", "id"),
    )

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(default=now)
    actor: Mapped[str]
    actor_label: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    request_id: Mapped[str] = mapped_column(default="")


class AuditChain(Base):
    """Seals the log: `hash` = H(previous hash, entry). Written by the sealer, some seconds later."""

    __tablename__ = "audit_chain"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    audit_id: Mapped[UUID] = mapped_column(ForeignKey("audit_log.id"), unique=True)
    hash: Mapped[str]
