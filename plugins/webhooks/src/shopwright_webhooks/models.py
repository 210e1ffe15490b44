"""Endpoints, what is owed to them, and each attempt at it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from shopwright import Key, column_types, plugin_metadata
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """This plugin's tables."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class Endpoint(Base):
    """Where to, and how that goes.

    `events` are types, or `*` alone. `secrets` are sealed, the newest first, each with the moment
    until which it signs (null: until it is rotated). `lane_until` is the lease of the one worker
    that sends to this endpoint; `paused_until` spares one that fails.
    """

    __tablename__ = "webhooks_endpoints"

    id: Mapped[Key]
    url: Mapped[str]
    description: Mapped[str]
    events: Mapped[list[str]]
    secrets: Mapped[list[Any]]
    enabled: Mapped[bool]
    disabled_reason: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    lane_until: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Message(Base):
    """One event owed to one endpoint. `body` is what is sent, byte for byte.

    `state`: waiting -> delivered, or failed after the last attempt. `customer_id` and `email` are
    whom it is about, so that it can be forgotten with them.
    """

    __tablename__ = "webhooks_messages"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"),
        CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name="state"),
        Index("ix_webhooks_messages_due", "endpoint_id", "state", "next_at"),
    )

    id: Mapped[Key]
    endpoint_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhooks_endpoints.id", ondelete="CASCADE")
    )
    event_id: Mapped[UUID | None]
    type: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    customer_id: Mapped[UUID | None] = mapped_column(index=True)
    email: Mapped[str | None] = mapped_column(index=True)


class Attempt(Base):
    """One request and what came of it. `request` and `response` are excerpts without secrets."""

    __tablename__ = "webhooks_attempts"

    id: Mapped[Key]
    message_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhooks_messages.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    milliseconds: Mapped[int]
    status: Mapped[int | None]
    error: Mapped[str]
    request: Mapped[str]
    response: Mapped[str]
