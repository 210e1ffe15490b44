"""The lane: one worker at a time sends to an endpoint, its messages in turn.

So a slow endpoint keeps one worker busy, whatever it is owed, and one that fails is left alone for
a while, longer each time. An event writes its messages and owes a run of the lane in the same
transaction; a run that ends while something waits owes the next one. A message is noted after it
was sent: a worker that is killed in between leads to the same message again, under the same id.
"""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from shopwright import Context, Event
from sqlalchemy import or_, select, update

from shopwright_webhooks.messages import SEND_JOB
from shopwright_webhooks.models import Attempt, Endpoint, Message
from shopwright_webhooks.payloads import ALL, body_of, person_of
from shopwright_webhooks.requests import Outcome, post
from shopwright_webhooks.settings import Settings

# After how long a message is tried again; it has failed after the last of these.
RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
)
_LONGEST_PAUSE = timedelta(hours=1)
_LANE = timedelta(seconds=60)  # longer than a request may take
_RUN_SECONDS = 5.0  # then others have their turn
_FAILURES_BEFORE_DISABLING = 5


def owe(ctx: Context, kind: str, event: Event) -> None:
    """Owe an event to each endpoint that wants it; once, however often it is heard."""
    wanted = _subscribed(ctx, kind)
    if not wanted:
        return
    body, (customer_id, email) = body_of(kind, event), person_of(event)
    with ctx.transaction() as db:
        for endpoint_id in wanted:
            db.add(
                Message(
                    endpoint_id=endpoint_id,
                    event_id=event.event_id,
                    type=kind,
                    body=body,
                    next_at=ctx.now(),
                    created_at=ctx.now(),
                    customer_id=customer_id,
                    email=email,
                )
            )
            ctx.jobs.enqueue(SEND_JOB, endpoint_id=str(endpoint_id))


def send(ctx: Context, settings: Settings, endpoint_id: UUID) -> None:
    """Send what is due to an endpoint; a job."""
    lane = _open(ctx, endpoint_id)
    if lane is None:
        return
    ends_at = time.monotonic() + _RUN_SECONDS
    while time.monotonic() < ends_at:
        found = _next(ctx, endpoint_id, lane)
        if found is None:
            break
        endpoint, message, lane = found
        outcome = post(ctx, endpoint, message, seconds=settings.timeout_seconds)
        note(ctx, settings, endpoint_id, message.id, outcome)
    _close(ctx, endpoint_id, lane)


def wake_all(ctx: Context) -> None:
    """Owe a run to every endpoint for which something is due; a job that mends what was lost."""
    due = (
        select(Endpoint.id)
        .join(Message, Message.endpoint_id == Endpoint.id)
        .where(Endpoint.enabled, Message.state == "waiting", Message.next_at <= ctx.now())
        .where(or_(Endpoint.paused_until.is_(None), Endpoint.paused_until <= ctx.now()))
        .distinct()
    )
    with ctx.transaction() as db:
        for endpoint_id in db.scalars(due).all():
            ctx.jobs.enqueue(SEND_JOB, endpoint_id=str(endpoint_id))


def _subscribed(ctx: Context, kind: str) -> list[UUID]:
    with ctx.read() as db:
        rows = db.execute(select(Endpoint.id, Endpoint.events).where(Endpoint.enabled)).all()
    return [row.id for row in rows if ALL in row.events or kind in row.events]


def _open(ctx: Context, endpoint_id: UUID) -> datetime | None:
    """Take the lane; None when there is nothing to do, or when another run has it.

    That one may have been killed, so a run is owed for when its lease is over.
    """
    moment = ctx.now()
    with ctx.transaction(settles=False) as db:
        taken = db.scalars(
            update(Endpoint)
            .where(Endpoint.id == endpoint_id, Endpoint.enabled)
            .where(or_(Endpoint.lane_until.is_(None), Endpoint.lane_until <= moment))
            .values(lane_until=moment + _LANE)
            .returning(Endpoint.lane_until)
        ).one_or_none()
        if taken is None:
            row = db.get(Endpoint, endpoint_id)
            if row is not None and row.enabled and row.lane_until is not None:
                _owe_run(ctx, endpoint_id, row.lane_until)
        return taken


def _next(
    ctx: Context, endpoint_id: UUID, lane: datetime
) -> tuple[Endpoint, Message, datetime] | None:
    """What to send next, with the lane's lease renewed for it; None when it is time to close."""
    moment = ctx.now()
    with ctx.transaction(settles=False) as db:
        message = db.scalars(
            select(Message)
            .where(
                Message.endpoint_id == endpoint_id,
                Message.state == "waiting",
                Message.next_at <= moment,
            )
            .order_by(Message.next_at, Message.id)
            .limit(1)
        ).one_or_none()
        if message is None:
            return None
        endpoint = db.scalars(
            update(Endpoint)
            .where(Endpoint.id == endpoint_id, Endpoint.enabled, Endpoint.lane_until == lane)
            .where(or_(Endpoint.paused_until.is_(None), Endpoint.paused_until <= moment))
            .values(lane_until=max(moment + _LANE, lane))
            .returning(Endpoint)
        ).one_or_none()
    if endpoint is None or endpoint.lane_until is None:
        return None
    return endpoint, message, endpoint.lane_until


def note(
    ctx: Context, settings: Settings, endpoint_id: UUID, message_id: UUID, outcome: Outcome
) -> None:
    """Write down what came of a request, and what follows from it."""
    moment = ctx.now()
    with ctx.transaction(settles=False) as db:
        message = db.get(Message, message_id)
        endpoint = db.get(Endpoint, endpoint_id)
        if message is None or endpoint is None:  # removed, or forgotten with its person
            return
        db.add(
            Attempt(
                message_id=message_id,
                at=moment,
                milliseconds=outcome.milliseconds,
                status=outcome.status,
                error=outcome.error,
                request=outcome.request,
                response=outcome.response,
            )
        )
        values = _after(message.attempts + 1, outcome, moment)
        db.execute(update(Message).where(Message.id == message_id).values(**values))
        health = _health(endpoint, settings, outcome, moment)
        if health:
            db.execute(update(Endpoint).where(Endpoint.id == endpoint_id).values(**health))
        if "disabled_reason" in health:
            reason = health["disabled_reason"]
            ctx.log.warning("a webhook endpoint is disabled", id=str(endpoint_id), reason=reason)
            ctx.audit("endpoint.disable", endpoint_id, reason=reason)
            ctx.notify_staff("A webhook endpoint was switched off", _notice(endpoint, reason))


def _after(attempts: int, outcome: Outcome, moment: datetime) -> dict[str, Any]:
    if outcome.delivered:
        return {"state": "delivered", "attempts": attempts, "finished_at": moment}
    if attempts > len(RETRY_AFTER):
        return {"state": "failed", "attempts": attempts, "finished_at": moment}
    return {"attempts": attempts, "next_at": moment + _spread(RETRY_AFTER[attempts - 1])}


def _health(
    endpoint: Endpoint, settings: Settings, outcome: Outcome, moment: datetime
) -> dict[str, Any]:
    """What a request says about its endpoint."""
    if outcome.delivered:
        well = {"failures": 0, "failing_since": None, "paused_until": None}
        return {**well, "last_success_at": moment}
    if outcome.about_the_message:
        return {}
    failures, since = endpoint.failures + 1, endpoint.failing_since or moment
    pause = min(RETRY_AFTER[min(failures, len(RETRY_AFTER)) - 1], _LONGEST_PAUSE)
    values = {"failures": failures, "failing_since": since, "paused_until": moment + _spread(pause)}
    if outcome.gone:
        return {**values, "enabled": False, "disabled_reason": "gone"}
    for_long = moment - since >= timedelta(hours=settings.disable_after_hours)
    if for_long and failures >= _FAILURES_BEFORE_DISABLING:
        return {**values, "enabled": False, "disabled_reason": "failing"}
    return values


def _notice(endpoint: Endpoint, reason: str) -> str:
    host = urlsplit(endpoint.url).hostname
    if reason == "gone":
        return f"{host} answered that it wants to hear nothing more (410). It gets no webhooks now."
    return (
        f"{host} did not take webhooks since {endpoint.failing_since:%Y-%m-%d %H:%M} UTC. It gets none "
        "now. What it missed so far is sent when you enable it again."
    )


def _close(ctx: Context, endpoint_id: UUID, lane: datetime) -> None:
    """Give the lane back, and owe a run for what waits."""
    with ctx.transaction() as db:
        row = db.scalars(
            update(Endpoint)
            .where(Endpoint.id == endpoint_id, Endpoint.lane_until == lane)
            .values(lane_until=None)
            .returning(Endpoint)
        ).one_or_none()
        first = db.scalars(
            select(Message.next_at)
            .where(Message.endpoint_id == endpoint_id, Message.state == "waiting")
            .order_by(Message.next_at)
            .limit(1)
        ).one_or_none()
        if row is not None and row.enabled and first is not None:
            _owe_run(ctx, endpoint_id, max(first, row.paused_until or first))


def _owe_run(ctx: Context, endpoint_id: UUID, at: datetime) -> None:
    """Many runs that end in the same pause owe one after it."""
    key = f"{endpoint_id}:{at.isoformat()}" if at > ctx.now() else None
    ctx.jobs.enqueue(SEND_JOB, run_at=at, dedupe_key=key, endpoint_id=str(endpoint_id))


def _spread(pause: timedelta) -> timedelta:
    """Up to a tenth longer, so that what failed together is not tried together."""
    return pause * random.uniform(1, 1.1)  # noqa: S311
