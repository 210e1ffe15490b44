"""Endpoints: added, changed, given new secrets, tried out, removed.

Secrets are sealed at rest and told once. Every change is in the audit log, with the host of the
address alone: its path is a secret of some receivers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from shopwright import AddressRefused, Context, OutboundFailed
from sqlalchemy import delete, func, select, update

from shopwright_webhooks.errors import (
    EndpointDisabled,
    EndpointInvalid,
    EndpointNotFound,
    TooManyEndpoints,
    TooManySecrets,
)
from shopwright_webhooks.messages import SEND_JOB
from shopwright_webhooks.messages import view as message_view
from shopwright_webhooks.models import Endpoint, Message
from shopwright_webhooks.payloads import ALL, TEST, TYPES, body_of_test, near
from shopwright_webhooks.signing import new_secret
from shopwright_webhooks.types import EndpointView, MessageView, NewSecret

MOST_ENDPOINTS = 100
MOST_SECRETS = 4


def endpoints(ctx: Context) -> list[EndpointView]:
    """All of them, the oldest first."""
    with ctx.read() as db:
        rows = list(db.scalars(select(Endpoint).order_by(Endpoint.id)))
    return [_view(row, ctx.now()) for row in rows]


def endpoint(ctx: Context, endpoint_id: UUID) -> EndpointView:
    """One. Raises `EndpointNotFound`."""
    with ctx.read() as db:
        row = db.get(Endpoint, endpoint_id)
    if row is None:
        raise EndpointNotFound(endpoint_id)
    return _view(row, ctx.now())


def add_endpoint(
    ctx: Context, *, url: str, events: Sequence[str], description: str = ""
) -> NewSecret:
    """Tell `url` of these events (types, or `*`) from now on.

    Looks the address up, so call it outside of transactions. Raises `EndpointInvalid`,
    `TooManyEndpoints`.
    """
    check_events(events)
    check_url(ctx, url)
    secret = new_secret()
    row = Endpoint(
        url=url,
        description=description,
        events=_events(events),
        secrets=[{"sealed": ctx.seal(secret), "until": None}],
        enabled=True,
        created_at=ctx.now(),
    )
    with ctx.transaction() as db:
        if (db.scalars(select(func.count()).select_from(Endpoint)).one()) >= MOST_ENDPOINTS:
            raise TooManyEndpoints(MOST_ENDPOINTS)
        db.add(row)
        db.flush()
        ctx.audit("endpoint.create", row.id, host=_host(url), events=[*_events(events)])
    return NewSecret(endpoint=endpoint(ctx, row.id), secret=secret)


def change_endpoint(
    ctx: Context,
    endpoint_id: UUID,
    *,
    url: str | None = None,
    events: Sequence[str] | None = None,
    description: str | None = None,
    enabled: bool | None = None,
) -> EndpointView:
    """Change what is given. What waited while it was disabled is sent once it is enabled.

    Looks a new address up, so call it outside of transactions. Raises `EndpointInvalid`,
    `EndpointNotFound`.
    """
    values: dict[str, Any] = {}
    if events is not None:
        check_events(events)
        values["events"] = _events(events)
    if url is not None:
        check_url(ctx, url)
        values["url"] = url
    if description is not None:
        values["description"] = description
    if enabled is not None:
        values |= _switched(enabled)
    with ctx.transaction() as db:
        row = locked(db, endpoint_id)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if changed:
            db.execute(update(Endpoint).where(Endpoint.id == endpoint_id).values(**values))
            ctx.audit("endpoint.change", endpoint_id, fields=[*sorted(changed)])
        if enabled or url is not None:
            ctx.jobs.enqueue(SEND_JOB, endpoint_id=str(endpoint_id))
    return endpoint(ctx, endpoint_id)


def remove_endpoint(ctx: Context, endpoint_id: UUID) -> None:
    """Remove it with its log. Raises `EndpointNotFound`."""
    with ctx.transaction() as db:
        locked(db, endpoint_id)
        db.execute(delete(Endpoint).where(Endpoint.id == endpoint_id))
        ctx.audit("endpoint.remove", endpoint_id)


def rotate_secret(ctx: Context, endpoint_id: UUID, *, overlap_hours: int) -> NewSecret:
    """Make a new secret; those in force sign as well for `overlap_hours`.

    Raises `EndpointNotFound`, `TooManySecrets`.
    """
    secret = new_secret()
    with ctx.transaction() as db:
        row = locked(db, endpoint_id)
        until = (ctx.now() + timedelta(hours=overlap_hours)).isoformat()
        old = [
            {"sealed": item["sealed"], "until": min(item["until"] or until, until)}
            for item in in_force(row.secrets, ctx.now())
        ]
        kept = old if overlap_hours else []
        if len(kept) >= MOST_SECRETS:
            raise TooManySecrets(MOST_SECRETS)
        values = [{"sealed": ctx.seal(secret), "until": None}, *kept]
        db.execute(update(Endpoint).where(Endpoint.id == endpoint_id).values(secrets=values))
        ctx.audit("endpoint.rotate_secret", endpoint_id, overlap_hours=overlap_hours)
    return NewSecret(endpoint=endpoint(ctx, endpoint_id), secret=secret)


def send_test(ctx: Context, endpoint_id: UUID) -> MessageView:
    """Owe it a message that says nothing. Raises `EndpointNotFound`, `EndpointDisabled`."""
    row = Message(
        endpoint_id=endpoint_id,
        type=TEST,
        body=body_of_test(endpoint_id, ctx.now()),
        next_at=ctx.now(),
        created_at=ctx.now(),
    )
    with ctx.transaction() as db:
        if not locked(db, endpoint_id).enabled:
            raise EndpointDisabled
        db.add(row)
        db.flush()
        ctx.jobs.enqueue(SEND_JOB, endpoint_id=str(endpoint_id))
        return message_view(row)


def check_events(events: Iterable[str]) -> None:
    """Raises `EndpointInvalid` for a type that does not exist."""
    for index, name in enumerate(events):
        if name != ALL and name not in TYPES:
            hint = f"; did you mean '{near(name)}'?" if near(name) else ""
            raise EndpointInvalid(
                f"events.{index}", f"There is no event '{name}'{hint}", code="unknown_event"
            )


def check_url(ctx: Context, url: str) -> None:
    """Raises `EndpointInvalid` unless a public machine can be found there."""
    try:
        ctx.http.check_public(url)
    except (AddressRefused, OutboundFailed) as error:
        raise EndpointInvalid("url", f"{error.message}.", code=error.code) from error


def in_force(secrets: Iterable[Any], moment: datetime) -> list[Any]:
    """Those that sign at `moment`, the newest first."""
    return [
        item
        for item in secrets
        if item["until"] is None or datetime.fromisoformat(item["until"]) > moment
    ]


def locked(db: Any, endpoint_id: UUID) -> Endpoint:
    """The row, for a change. Raises `EndpointNotFound`."""
    row: Endpoint | None = db.scalars(
        select(Endpoint).where(Endpoint.id == endpoint_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise EndpointNotFound(endpoint_id)
    return row


def _switched(enabled: bool) -> dict[str, Any]:
    if not enabled:
        return {"enabled": False, "disabled_reason": "by staff"}
    health = {"failures": 0, "failing_since": None, "paused_until": None}
    return {"enabled": True, "disabled_reason": "", **health}


def _events(events: Iterable[str]) -> list[str]:
    found = sorted(set(events))
    return [ALL] if ALL in found else found


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _view(row: Endpoint, moment: datetime) -> EndpointView:
    return EndpointView(
        id=row.id,
        url=row.url,
        description=row.description,
        events=tuple(row.events),
        enabled=row.enabled,
        disabled_reason=row.disabled_reason,
        failures=row.failures,
        failing_since=row.failing_since,
        paused_until=row.paused_until,
        last_success_at=row.last_success_at,
        secrets=len(in_force(row.secrets, moment)),
        created_at=row.created_at,
    )
