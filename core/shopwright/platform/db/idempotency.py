"""Stored answers of unsafe requests, so that a repeated one is answered and not done again.

A row is claimed in a transaction of its own before the work begins, and gets its answer after the
work was committed. What a crash leaves unanswered can be claimed anew after a minute; the work must
therefore be safe to do twice, or recognize what it did (as payments do, by their own keys).
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import LargeBinary, delete, or_, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db.base import Base
from shopwright.platform.db.session import command, session
from shopwright.platform.runtime import runtime

KEPT = timedelta(hours=72)
CRASHED_AFTER = timedelta(seconds=60)


class IdempotencyKey(Base):
    """`status` is NULL while the first request runs; `body` is what was answered."""

    __tablename__ = "idempotency_keys"

    actor: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered; `headers` are those that belong to the body."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]


class ClaimState(enum.Enum):
    """What became of a claim."""

    CLAIMED = "claimed"
    ANSWERED = "answered"
    RUNNING = "running"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimResult:
    """`answer` comes with ANSWERED, `retry_after` (seconds) with RUNNING."""

    state: ClaimState
    answer: Answer | None = None
    retry_after: int = 0


@command()
def claim(actor: str, key: str, fingerprint: str) -> ClaimResult:
    """Claim `key` for one run of the request that `fingerprint` stands for.

    Of two callers at once exactly one gets CLAIMED.
    """
    db = session()
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    inserted = db.execute(
        dialect.insert(IdempotencyKey)
        .values(actor=actor, key=key, fingerprint=fingerprint, headers={}, created_at=now())
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    ).scalar_one_or_none()
    if inserted is not None:
        return ClaimResult(state=ClaimState.CLAIMED)
    row = db.get(IdempotencyKey, (actor, key), with_for_update=True)
    if row is None:  # given back between the two statements
        return ClaimResult(state=ClaimState.RUNNING, retry_after=1)
    if row.fingerprint != fingerprint:
        return ClaimResult(state=ClaimState.MISMATCH)
    if row.status is not None:
        return ClaimResult(state=ClaimState.ANSWERED, answer=_answer(row))
    left = row.created_at + CRASHED_AFTER - now()
    if left > timedelta(0):
        seconds = min(math.ceil(left.total_seconds()), 2)
        return ClaimResult(state=ClaimState.RUNNING, retry_after=seconds)
    row.created_at = now()
    return ClaimResult(state=ClaimState.CLAIMED)


@command()
def store(actor: str, key: str, answer: Answer) -> None:
    """Keep the answer of a claimed key."""
    session().execute(
        update(IdempotencyKey)
        .where(
            IdempotencyKey.actor == actor,
            IdempotencyKey.key == key,
            IdempotencyKey.status.is_(None),
        )
        .values(status=answer.status, body=answer.body, headers={"items": list(answer.headers)})
    )


@command()
def give_back(actor: str, key: str) -> None:
    """Let the next request with the key start anew; an answer that is stored stays."""
    session().execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.actor == actor,
            IdempotencyKey.key == key,
            IdempotencyKey.status.is_(None),
        )
    )


@command()
def purge_idempotency_keys() -> None:
    """Delete answers that are older than 72 hours; a job runs it once an hour."""
    session().execute(delete(IdempotencyKey).where(IdempotencyKey.created_at <= now() - KEPT))


@command()
def forget_answers(actor: str, mention: str) -> None:
    """Delete the answers that `actor` got, and those to anybody that mention this text."""
    found = (
        "instr(body, :mention) > 0"
        if runtime().database.is_sqlite
        else "position(:mention IN body) > 0"
    )
    session().execute(
        delete(IdempotencyKey).where(
            or_(IdempotencyKey.actor == actor, text(found).bindparams(mention=mention.encode()))
        )
    )


def _answer(row: IdempotencyKey) -> Answer:
    assert row.status is not None
    items = row.headers.get("items", [])
    return Answer(
        status=row.status,
        body=row.body or b"",
        headers=tuple((name, value) for name, value in items),
    )
