"""`Event`: something that happened, as its hearers and the outbox see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shopwright.platform.actor import Actor, current_actor
from shopwright.platform.clock import now
from shopwright.platform.ids import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The base of all events: ids and snapshots that survive JSON, never rows.

    Delivered at least once and in no promised order: compare `occurred_at`, or read again.
    """

    event_id: UUID = field(default_factory=uuid7)
    occurred_at: datetime = field(default_factory=now)
    actor: Actor = field(default_factory=current_actor)
    schema_version: int = 1
