"""Accounts of people, whatever they may do: passwords, sign-in sessions, one-time tokens, throttles.

Customers and staff both build on this; it knows an account by its kind and its id alone.
"""

from __future__ import annotations

from shopwright.platform.accounts.emails import InvalidEmail, fold_email, normalize_email
from shopwright.platform.accounts.passwords import (
    WeakPassword,
    check_new_password,
    hash_password,
    needs_rehash,
    verify_password,
)
from shopwright.platform.accounts.sessions import (
    LIFETIMES,
    Browser,
    OpenedSession,
    SessionView,
    end_session,
    end_session_of_token,
    end_sessions,
    open_session,
    sessions_of,
)
from shopwright.platform.accounts.throttle import Throttle
from shopwright.platform.accounts.tokens import (
    InvalidToken,
    Redeemed,
    issue_token,
    redeem_token,
    revoke_tokens,
    secret_hash,
)

__all__ = [
    "LIFETIMES",
    "Browser",
    "InvalidEmail",
    "InvalidToken",
    "OpenedSession",
    "Redeemed",
    "SessionView",
    "Throttle",
    "WeakPassword",
    "check_new_password",
    "end_session",
    "end_session_of_token",
    "end_sessions",
    "fold_email",
    "hash_password",
    "issue_token",
    "needs_rehash",
    "normalize_email",
    "open_session",
    "redeem_token",
    "revoke_tokens",
    "secret_hash",
    "sessions_of",
    "verify_password",
]
