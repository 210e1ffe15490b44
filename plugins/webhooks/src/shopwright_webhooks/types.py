"""The values that cross the plugin's border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

MessageState = Literal["waiting", "delivered", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointView:
    """An endpoint. `failing_since` is empty while it works; `secrets` is how many are in force."""

    id: UUID
    url: str
    description: str
    events: tuple[str, ...]
    enabled: bool
    disabled_reason: str
    failures: int
    failing_since: datetime | None
    paused_until: datetime | None
    last_success_at: datetime | None
    secrets: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSecret:
    """An endpoint, and a secret that is told once."""

    endpoint: EndpointView
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """One request and what came of it; no `status` when there was no answer."""

    at: datetime
    milliseconds: int
    status: int | None
    error: str
    request: str
    response: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One event owed to one endpoint. `webhook_id` is what the receiver knows it by."""

    id: UUID
    webhook_id: str
    endpoint_id: UUID
    event_id: UUID | None
    type: str
    state: MessageState
    attempts: int
    next_at: datetime | None
    finished_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDetails:
    """A message with what is sent, and its attempts, latest first."""

    message: MessageView
    body: str
    log: tuple[AttemptView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """Which messages. `since` and `until` (exclusive) look at when they came to be owed."""

    endpoint_id: UUID | None = None
    state: MessageState | None = None
    type: str | None = None
    since: datetime | None = None
    until: datetime | None = None
