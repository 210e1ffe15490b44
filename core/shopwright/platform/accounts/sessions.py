"""Sign-in sessions: rows in the database, so that each can be listed and ended.

The browser holds a random token, the row its hash. A session ends when it was not used for its
kind's lifetime, when it is signed out, or when the account's password changes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from shopwright.platform.accounts.models import LoginSession
from shopwright.platform.accounts.tokens import secret_hash
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.ids import uuid7

LIFETIMES = {"customer": timedelta(days=30), "staff": timedelta(hours=12)}
# How stale `seen_at` may get before a request writes it: a write per request would be too dear.
_FRESHNESS = {"customer": timedelta(hours=1), "staff": timedelta(minutes=5)}
_USER_AGENT_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Where somebody signs in from. `replaces` is the token of the session that this one ends."""

    address: str = ""
    user_agent: str = ""
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """A new session. `token` belongs into the browser's cookie and nowhere else."""

    id: UUID
    kind: str
    account_id: UUID
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A session as its owner sees it."""

    id: UUID
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    user_agent: str


def session_token_hash(kind: str, token: str) -> str:
    """What `login_sessions.token_hash` holds; a customer's token is none of a staff user."""
    return secret_hash("session", kind, token)


@command()
def open_session(kind: str, account_id: UUID, browser: Browser) -> OpenedSession:
    """Sign a browser in, always under a new token."""
    if browser.replaces is not None:
        end_session_of_token(kind, browser.replaces)
    opened = OpenedSession(
        id=uuid7(),
        kind=kind,
        account_id=account_id,
        token=secrets.token_urlsafe(32),
        expires_at=now() + LIFETIMES[kind],
    )
    session().add(
        LoginSession(
            id=opened.id,
            token_hash=session_token_hash(kind, opened.token),
            kind=kind,
            account_id=account_id,
            expires_at=opened.expires_at,
            address=browser.address,
            user_agent=browser.user_agent[:_USER_AGENT_LENGTH],
        )
    )
    return opened


def needs_touch(kind: str, seen_at: datetime) -> bool:
    """Whether `touch_session` is due."""
    return now() - seen_at >= _FRESHNESS[kind]


@command()
def touch_session(kind: str, session_id: UUID) -> datetime:
    """Let the session live on; returns its new end."""
    moment = now()
    expires_at = moment + LIFETIMES[kind]
    session().execute(
        update(LoginSession)
        .where(LoginSession.id == session_id)
        .values(seen_at=moment, expires_at=expires_at)
    )
    return expires_at


@command()
def end_session(kind: str, account_id: UUID, session_id: UUID) -> bool:
    """Sign one browser of the account out; False when it is none of the account's."""
    return _delete(
        LoginSession.id == session_id,
        LoginSession.kind == kind,
        LoginSession.account_id == account_id,
    )


@command()
def end_session_of_token(kind: str, token: str) -> bool:
    """Sign the browser that holds `token` out; False when it was not signed in."""
    return _delete(LoginSession.token_hash == session_token_hash(kind, token))


@command()
def end_sessions(kind: str, account_id: UUID, *, keep: UUID | None = None) -> None:
    """Sign all browsers of the account out, but for the session `keep`."""
    conditions = [LoginSession.kind == kind, LoginSession.account_id == account_id]
    if keep is not None:
        conditions.append(LoginSession.id != keep)
    _delete(*conditions)


def sessions_of(kind: str, account_id: UUID) -> list[SessionView]:
    """The account's live sessions, latest first."""
    with read() as db:
        rows = db.scalars(
            select(LoginSession)
            .where(
                LoginSession.kind == kind,
                LoginSession.account_id == account_id,
                LoginSession.expires_at > now(),
            )
            .order_by(LoginSession.id.desc())
        ).all()
    return [
        SessionView(
            id=row.id,
            created_at=row.created_at,
            seen_at=row.seen_at,
            expires_at=row.expires_at,
            address=row.address,
            user_agent=row.user_agent,
        )
        for row in rows
    ]


def _delete(*conditions: object) -> bool:
    result = session().execute(delete(LoginSession).where(*conditions))  # type: ignore[arg-type]
    return bool(result.rowcount)  # type: ignore[attr-defined]
