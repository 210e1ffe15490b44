"""Messages over HTTP: the delivery log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, Field
from shopwright import Cursor, OutModel, Page, PageQuery, PluginApi, Result, plugin_context, staff

from shopwright_webhooks import messages as area
from shopwright_webhooks.types import MessageFilter, MessageState

api = PluginApi(
    "webhooks", tag="Webhooks", group="messages", description="What was told to whom, and how."
)
READ, WRITE = staff("webhooks:read"), staff("webhooks:write")
_ORDER = "latest"


class MessageQuery(PageQuery):
    """Filters of messages. The times are those at which they came to be owed."""

    endpoint_id: UUID | None = None
    state: MessageState | None = None
    type: str | None = Field(default=None, max_length=100, examples=["order.placed"])
    since: AwareDatetime | None = None
    until: AwareDatetime | None = Field(default=None, description="Exclusive.")


class MessageOut(OutModel):
    """One event owed to one endpoint.

    `waiting`: for its next attempt, at `next_at`. `failed`: on every attempt. `webhook_id` is the
    same on each, replays included.
    """

    id: UUID
    webhook_id: str
    endpoint_id: UUID
    event_id: UUID | None = Field(description="Empty for a test.")
    type: str
    state: MessageState
    attempts: int
    next_at: datetime | None
    finished_at: datetime | None
    created_at: datetime


class AttemptOut(OutModel):
    """One request. `status` is empty when there was no answer; then `error` says why."""

    at: datetime
    milliseconds: int
    status: int | None
    error: str
    request: str = Field(
        description="Headers but for the signature, and the beginning of the body."
    )
    response: str = Field(description="The beginning of the answer.")


class MessageDetailsOut(OutModel):
    """A message with what is sent, and its attempts, latest first."""

    message: MessageOut
    body: str
    log: list[AttemptOut]


@api.get(
    "/messages",
    query=MessageQuery,
    returns=Page[MessageOut],
    access=READ,
    summary="List webhook messages",
)
def list_messages(query: MessageQuery) -> Result:
    """Latest first. `state=failed` is what needs a person."""
    after = query.after(_ORDER, UUID)
    wanted = MessageFilter(
        endpoint_id=query.endpoint_id,
        state=query.state,
        type=query.type,
        since=query.since,
        until=query.until,
    )
    rows = area.messages(
        plugin_context(), wanted, after=after[0] if after else None, limit=query.limit + 1
    )
    page = rows[: query.limit]
    following = Cursor.encode(_ORDER, page[-1].id) if len(rows) > query.limit else None
    items = [MessageOut.model_validate(view) for view in page]
    return Page[MessageOut](items=items, next=following)


@api.get(
    "/messages/<uuid:message_id>",
    returns=MessageDetailsOut,
    access=READ,
    summary="Read a webhook message",
)
def read_message(message_id: UUID) -> Result:
    """With what was sent, and what came of it."""
    return MessageDetailsOut.model_validate(area.message(plugin_context(), message_id))


@api.post(
    "/messages/<uuid:message_id>/replay",
    returns=MessageOut,
    access=WRITE,
    errors=(409,),
    summary="Send a webhook message again",
)
def replay_message(message_id: UUID) -> Result:
    """Under the same id as before, now and with all its attempts."""
    return MessageOut.model_validate(area.replay(plugin_context(), message_id))
