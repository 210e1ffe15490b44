"""Stored answers of unsafe requests, so that a repeated one is answered and not done again.

A row is claimed in a transaction of its own before the work begins, and gets its answer after the
work was committed. The first transaction that the work commits notes so in the row. What a crash, or
a failure half-way, leaves unanswered can be claimed anew when it is not noted to have had an effect;
else nobody can say what the answer was, and it is `INTERRUPTED` for good. Work that recognizes what
it did (as checkout does, by the cart's order) need not note anything and can always be claimed anew.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, delete, or_, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db.base import Base
from shopwright.platform.db.session import (
    accompanied,
    command,
    current_transaction,
    session,
)
from shopwright.platform.errors import Conflict
from shopwright.platform.runtime import runtime

KEPT = timedelta(hours=72)
# A provider may take 10 seconds, and the database some more, before somebody is taken for dead.
CRASHED_AFTER = timedelta(seconds=30)
_EFFECT_WITHOUT_ANSWER = 0


class IdempotencyKey(Base):
    """`status` is NULL until the first request had an effect, 0 until it is answered.

    `body` is what was answered.
    """

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
    INTERRUPTED = "interrupted"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimResult:
    """`answer` comes with ANSWERED, `retry_after` (seconds) with RUNNING."""

    state: ClaimState
    answer: Answer | None = None
    retry_after: int = 0


class TakenByAnother(Conflict):
    """The request was repeated meanwhile, and its repetition has taken effect."""

    code = "idempotency_in_progress"


@command()
def claim(actor: str, key: str, fingerprint: str) -> ClaimResult:
    """Claim `key` for one run of the request that `fingerprint` stands for.

    Of two callers at once exactly one gets CLAIMED. INTERRUPTED: it ran before and changed
    something, and its answer is not known.
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
    if row.status:
        return ClaimResult(state=ClaimState.ANSWERED, answer=_answer(row))
    left = row.created_at + CRASHED_AFTER - now()
    if left > timedelta(0):
        seconds = min(math.ceil(left.total_seconds()), 2)
        return ClaimResult(state=ClaimState.RUNNING, retry_after=seconds)
    if row.status == _EFFECT_WITHOUT_ANSWER:
        return ClaimResult(state=ClaimState.INTERRUPTED)
    row.created_at = now()
    return ClaimResult(state=ClaimState.CLAIMED)


@contextmanager
def noting_effects(actor: str, key: str) -> Iterator[None]:
    """Note the effect of a claimed key's work in the first transaction that the block commits.

    Raises `TakenByAnother`, and rolls that transaction back, when a repetition was quicker.
    """
    is_noted = False

    def note(db: Session) -> None:
        nonlocal is_noted
        if is_noted:
            return
        noted = db.execute(
            update(IdempotencyKey)
            .where(*_is(actor, key), IdempotencyKey.status.is_(None))
            .values(status=_EFFECT_WITHOUT_ANSWER)
            .returning(IdempotencyKey.key)
        ).one_or_none()
        if noted is None:
            raise TakenByAnother("This request was sent again, and is being worked on.")
        current_transaction().after_commit["effect noted"] = remember

    def remember() -> None:
        nonlocal is_noted
        is_noted = True

    with accompanied(note):
        yield


@command()
def store(actor: str, key: str, answer: Answer) -> None:
    """Keep the answer of a claimed key."""
    unanswered = or_(
        IdempotencyKey.status.is_(None), IdempotencyKey.status == _EFFECT_WITHOUT_ANSWER
    )
    session().execute(
        update(IdempotencyKey)
        .where(*_is(actor, key), unanswered)
        .values(status=answer.status, body=answer.body, headers={"items": list(answer.headers)})
    )


@command()
def give_back(actor: str, key: str) -> None:
    """Let the next request with the key start anew, unless this one has had an effect.

    An answer that is stored stays.
    """
    db = session()
    db.execute(delete(IdempotencyKey).where(*_is(actor, key), IdempotencyKey.status.is_(None)))
    db.execute(
        update(IdempotencyKey)
        .where(*_is(actor, key), IdempotencyKey.status == _EFFECT_WITHOUT_ANSWER)
        .values(created_at=now() - CRASHED_AFTER)
    )


def _is(actor: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return IdempotencyKey.actor == actor, IdempotencyKey.key == key


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
