"""Removing what has expired; a job runs it once an hour."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from shopwright.platform.accounts.models import AccountThrottle, AccountToken, LoginSession
from shopwright.platform.clock import now
from shopwright.platform.db import command, session

_LONGEST_THROTTLE = timedelta(days=1)


@command()
def purge_accounts() -> None:
    """Delete expired sessions and tokens, and counts that no throttle looks at any more."""
    moment = now()
    db = session()
    db.execute(delete(LoginSession).where(LoginSession.expires_at <= moment))
    db.execute(delete(AccountToken).where(AccountToken.expires_at <= moment))
    db.execute(delete(AccountThrottle).where(AccountThrottle.since <= moment - _LONGEST_THROTTLE))
