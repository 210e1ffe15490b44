"""Counting what should not happen often: failed logins of one account, mails to one address.

Counts live in the database, so that every process sees the same ones and no restart forgets them.
They are kept for what was asked for, whether or not such an account exists: the answer to a
throttled stranger is the answer to a throttled customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, delete, literal
from sqlalchemy.dialects import postgresql, sqlite

from shopwright.platform.accounts.models import AccountThrottle
from shopwright.platform.accounts.tokens import secret_hash
from shopwright.platform.clock import now
from shopwright.platform.db import UtcDateTime, command, read, session
from shopwright.platform.runtime import runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """At most `limit` times within `window`, which starts with the first time."""

    name: str
    limit: int
    window: timedelta

    def wait(self, subject: str) -> int:
        """Seconds until `subject` may try again; 0 when it may now."""
        with read() as db:
            row = db.get(AccountThrottle, self._key(subject), populate_existing=True)
            if row is None or row.count < self.limit:
                return 0
            left = (row.since + self.window - now()).total_seconds()
        return max(0, int(left + 0.999))

    def count(self, subject: str) -> bool:
        """Count one more time; False when it was one too many."""
        return _count(self._key(subject), self.window) <= self.limit

    def clear(self, subject: str) -> None:
        """Forget what was counted."""
        _clear(self._key(subject))

    def _key(self, subject: str) -> str:
        return secret_hash("throttle", self.name, subject)


@command()
def _count(key: str, window: timedelta) -> int:
    moment = now()
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    over = AccountThrottle.since <= moment - window
    statement = (
        dialect.insert(AccountThrottle)
        .values(key=key, count=1, since=moment)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": case((over, 1), else_=AccountThrottle.count + 1),
                "since": case((over, literal(moment, UtcDateTime())), else_=AccountThrottle.since),
            },
        )
        .returning(AccountThrottle.count)
    )
    return int(session().execute(statement).scalar_one())


@command()
def _clear(key: str) -> None:
    session().execute(delete(AccountThrottle).where(AccountThrottle.key == key))
