"""The outbox: what happened, and to whom it is still owed.

Written in the transaction of the change itself, so an event exists if and only if its change
does. Redis only carries the ids of deliveries; losing it loses nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.db import Base, Key


class OutboxEvent(Base):
    """One thing that happened. `payload` is the event as JSON, without its id, time and actor."""

    __tablename__ = "outbox_events"

    id: Mapped[Key]
    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    schema_version: Mapped[int]
    occurred_at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_label: Mapped[str]


class OutboxDelivery(Base):
    """One event owed to one consumer, or one job (then without an event).

    `state`: due -> sent (a lease runs) -> done, or back to due for a retry, or dead; parked while
    its plugin is disabled; dropped by staff. `sends` numbers the hand-overs to RQ, `lost` counts those
    in a row that nobody came back from.
    """

    __tablename__ = "outbox_deliveries"
    __table_args__ = (
        UniqueConstraint("event_id", "consumer"),
        Index(
            "uq_outbox_deliveries_dedupe_key",
            "dedupe_key",
            unique=True,
            sqlite_where=text("dedupe_key IS NOT NULL"),
            postgresql_where=text("dedupe_key IS NOT NULL"),
        ),
        Index(
            "ix_outbox_deliveries_pending",
            "run_at",
            sqlite_where=text("state IN ('due', 'sent')"),
            postgresql_where=text("state IN ('due', 'sent')"),
        ),
        Index("ix_outbox_deliveries_state_consumer", "state", "consumer", "id"),
        Index("ix_outbox_deliveries_consumer", "consumer", "id"),
    )

    id: Mapped[Key]
    # No foreign key: it would look for the event once per row, where fifty plugins hear of an order.
    # Both are written in one transaction, and purged in one.
    event_id: Mapped[UUID | None]
    consumer: Mapped[str]
    queue: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    dedupe_key: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    sends: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    finished_at: Mapped[datetime | None]


class Schedule(Base):
    """A job that recurs. `next_at` moves in the transaction that inserts the job for its slot."""

    __tablename__ = "schedules"

    name: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str]
    every_seconds: Mapped[int]
    next_at: Mapped[datetime]


class SweeperLease(Base):
    """Who runs a sweeper now, when it last ran, and how that went; shown on the health page."""

    __tablename__ = "sweeper_leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    lease_until: Mapped[datetime]
    last_run_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    handled: Mapped[int] = mapped_column(default=0)
