"""Messages: what is owed to endpoints, how that went, and sending it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from shopwright import Context
from sqlalchemy import ColumnElement, delete, select, update

from shopwright_webhooks.errors import MessageNotFound, MessageWaiting
from shopwright_webhooks.models import Attempt, Message
from shopwright_webhooks.types import AttemptView, MessageDetails, MessageFilter, MessageView

SEND_JOB = "send"
_BATCH = 1000


def webhook_id(message_id: UUID) -> str:
    """What the receiver knows a message by: the same on every attempt, replays included."""
    return f"msg_{message_id.hex}"


def messages(
    ctx: Context, wanted: MessageFilter, *, after: UUID | None = None, limit: int = 24
) -> list[MessageView]:
    """Latest first. `after` is the last one's id."""
    statement = select(Message).where(*_conditions(wanted)).order_by(Message.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(Message.id < after)
    with ctx.read() as db:
        return [view(row) for row in db.scalars(statement)]


def message(ctx: Context, message_id: UUID) -> MessageDetails:
    """One. Raises `MessageNotFound`."""
    with ctx.read() as db:
        row = db.get(Message, message_id)
        if row is None:
            raise MessageNotFound(message_id)
        log = db.scalars(
            select(Attempt).where(Attempt.message_id == message_id).order_by(Attempt.id.desc())
        ).all()
    return MessageDetails(message=view(row), body=row.body, log=tuple(map(_attempt, log)))


def replay(ctx: Context, message_id: UUID) -> MessageView:
    """Send one again, now and with all its attempts, under the same webhook-id.

    Raises `MessageNotFound`, `MessageWaiting`.
    """
    with ctx.transaction() as db:
        endpoint_ids = db.scalars(
            update(Message)
            .where(Message.id == message_id, Message.state != "waiting")
            .values(**_afresh(ctx))
            .returning(Message.endpoint_id)
        ).all()
        if not endpoint_ids:
            if db.get(Message, message_id) is None:
                raise MessageNotFound(message_id)
            raise MessageWaiting
        _wake(ctx, endpoint_ids)
        ctx.audit("message.replay", message_id)
    return message(ctx, message_id).message


def replay_all(ctx: Context, wanted: MessageFilter) -> int:
    """Send all again that `wanted` matches and that do not wait anyway; returns how many."""
    with ctx.transaction() as db:
        endpoint_ids = db.scalars(
            update(Message)
            .where(Message.state != "waiting", *_conditions(wanted))
            .values(**_afresh(ctx))
            .returning(Message.endpoint_id)
        ).all()
        _wake(ctx, sorted(set(endpoint_ids)))
        ctx.audit("message.replay_all", str(wanted.endpoint_id or "*"), count=len(endpoint_ids))
    return len(endpoint_ids)


def forget(ctx: Context, *, customer_id: UUID, email: str) -> None:
    """Remove what was and will be told about a person, in the open transaction."""
    about = (Message.customer_id == customer_id) | (Message.email == email.lower())
    ctx.db.execute(delete(Message).where(about))


def purge(ctx: Context, *, keep_days: int) -> None:
    """Remove messages with their attempts when they are old, in batches."""
    oldest = ctx.now() - timedelta(days=keep_days)
    old = select(Message.id).where(Message.created_at < oldest).limit(_BATCH)
    while True:
        with ctx.transaction(settles=False) as db:
            ids = db.scalars(old).all()
            db.execute(delete(Message).where(Message.id.in_(ids)))
        if len(ids) < _BATCH:
            return


def view(row: Message) -> MessageView:
    """A row as others see it."""
    return MessageView(
        id=row.id,
        webhook_id=webhook_id(row.id),
        endpoint_id=row.endpoint_id,
        event_id=row.event_id,
        type=row.type,
        state=row.state,  # type: ignore[arg-type]
        attempts=row.attempts,
        next_at=row.next_at if row.state == "waiting" else None,
        finished_at=row.finished_at,
        created_at=row.created_at,
    )


def _afresh(ctx: Context) -> dict[str, Any]:
    return {"state": "waiting", "attempts": 0, "next_at": ctx.now(), "finished_at": None}


def _wake(ctx: Context, endpoint_ids: Sequence[UUID]) -> None:
    for endpoint_id in endpoint_ids:
        ctx.jobs.enqueue(SEND_JOB, endpoint_id=str(endpoint_id))


def _conditions(wanted: MessageFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column in (Message.endpoint_id, Message.state, Message.type):
        value = getattr(wanted, column.key)
        if value is not None:
            found.append(column == value)
    if wanted.since is not None:
        found.append(Message.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(Message.created_at < wanted.until)
    return found


def _attempt(row: Attempt) -> AttemptView:
    return AttemptView(
        at=row.at,
        milliseconds=row.milliseconds,
        status=row.status,
        error=row.error,
        request=row.request,
        response=row.response,
    )
