"""A payment provider with books of its own, in a file that the shop knows nothing of.

Like a real one it takes its time, does each thing once per idempotency key, and remembers what it
did when whoever asked is dead by the time it answers.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from shopwright.commerce.payments import (
    AttemptView,
    Fact,
    PaymentMethod,
    PaymentOffer,
    PaymentRequest,
    Seen,
)
from shopwright.commerce.pricing import Money

BOOKS = "STORM_TILL"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS bookings (
    key TEXT PRIMARY KEY, kind TEXT, attempt TEXT, amount INTEGER, at TEXT, refund TEXT
)
"""
_SLOWEST = 0.03


@contextmanager
def books(path: Path) -> Iterator[sqlite3.Connection]:
    """The till's books; what the block writes is committed at its end."""
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(_SCHEMA)
        with connection:
            yield connection


class Till:
    """`till:card` is paid at once."""

    name = "till"

    def methods(self, offer: PaymentOffer) -> Sequence[PaymentMethod]:
        """One."""
        return [PaymentMethod(id="till:card", label="Card")]

    def start(self, request: PaymentRequest) -> Seen:
        """Charge, once per key."""
        attempt = request.attempt
        return self._book(attempt, "captured", attempt.key, attempt.amount)

    def fetch(self, attempt: AttemptView) -> Seen:
        """What the books say."""
        return self._seen(attempt)

    def capture(self, attempt: AttemptView, amount: Money, *, key: str) -> Seen:
        """Everything was taken at the start."""
        return self._seen(attempt)

    def void(self, attempt: AttemptView) -> Seen:
        """Too late for what was charged; else it can never be charged any more."""
        with books(Path(os.environ[BOOKS])) as db:
            db.execute(
                "INSERT OR IGNORE INTO bookings VALUES (?, 'voided', ?, 0, ?, NULL)",
                (attempt.key, str(attempt.id), datetime.now(UTC).isoformat()),
            )
        return self._seen(attempt)

    def refund(
        self, attempt: AttemptView, amount: Money, *, key: str, refund_id: UUID, reason: str
    ) -> Seen:
        """Give back, once per key."""
        return self._book(attempt, "refunded", key, amount, refund_id)

    def changed_since(self, moment: datetime) -> None:
        """Ask one by one."""

    def _book(
        self, attempt: AttemptView, kind: str, key: str, amount: Money, refund: UUID | None = None
    ) -> Seen:
        time.sleep(random.uniform(0, _SLOWEST))
        row = (key, kind, str(attempt.id), amount.amount, datetime.now(UTC).isoformat())
        with books(Path(os.environ[BOOKS])) as db:
            db.execute(
                "INSERT OR IGNORE INTO bookings VALUES (?, ?, ?, ?, ?, ?)",
                (*row, str(refund) if refund else None),
            )
        time.sleep(random.uniform(0, _SLOWEST))
        return self._seen(attempt)

    def _seen(self, attempt: AttemptView) -> Seen:
        with books(Path(os.environ[BOOKS])) as db:
            rows = db.execute(
                "SELECT kind, key, amount, at, refund FROM bookings WHERE attempt = ?",
                (str(attempt.id),),
            ).fetchall()
        kinds = {row[0] for row in rows}
        facts = tuple(
            Fact(
                kind=kind,
                reference=f"{kind}:{key}",
                amount=Money(amount, attempt.amount.currency),
                occurred_at=datetime.fromisoformat(at),
                refund_id=UUID(refund) if refund else None,
            )
            for kind, key, amount, at, refund in rows
            if kind != "voided"
        )
        state = "paid" if "captured" in kinds else "voided" if "voided" in kinds else "creating"
        return Seen(
            attempt_id=attempt.id,
            order_id=attempt.order_id,
            state=state,  # type: ignore[arg-type]
            reference=attempt.key,
            facts=facts,
        )
