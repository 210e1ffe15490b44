"""One-time tokens that reach a person by mail. 256 random bits; the database holds their hashes.

A token works for one kind of account, one account, one purpose and one mail address, once.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from shopwright.platform.accounts.models import AccountToken
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.errors import Invalid, Problem

_KEPT = 5


class InvalidToken(Invalid):
    """A link from a mail was used before, has expired, or never was one of ours."""

    code = "invalid_token"

    def __init__(self) -> None:
        message = "This link is no longer valid; ask for a new one."
        problem = Problem(code=self.code, message=message, field="token")
        super().__init__(message, problems=[problem])


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """Whose token it was, and the address that it was sent to."""

    account_id: UUID
    email: str


def secret_hash(*parts: str) -> str:
    """SHA-256 of a random secret of ours, as hex. (For passwords see `hash_password`.)"""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@command()
def issue_token(
    kind: str, account_id: UUID, purpose: str, *, email: str, lifetime: timedelta
) -> str:
    """A new token, shown this once. Older ones for the same purpose stay valid, five at most.

    They do because a mail may be sent twice, and either may be the one that is opened.
    """
    db = session()
    token = secrets.token_urlsafe(32)
    older = (
        select(AccountToken.id)
        .where(
            AccountToken.kind == kind,
            AccountToken.account_id == account_id,
            AccountToken.purpose == purpose,
        )
        .order_by(AccountToken.id.desc())
        .offset(_KEPT - 1)
    )
    db.execute(delete(AccountToken).where(AccountToken.id.in_(db.scalars(older).all())))
    db.add(
        AccountToken(
            kind=kind,
            account_id=account_id,
            purpose=purpose,
            token_hash=secret_hash(kind, purpose, token),
            email=email,
            expires_at=now() + lifetime,
        )
    )
    return token


@command()
def redeem_token(kind: str, purpose: str, token: str) -> Redeemed:
    """Use a token up, with all others of its account and purpose. Raises `InvalidToken`."""
    db = session()
    found = db.execute(
        delete(AccountToken)
        .where(
            AccountToken.token_hash == secret_hash(kind, purpose, token),
            AccountToken.kind == kind,
            AccountToken.purpose == purpose,
        )
        .returning(AccountToken.account_id, AccountToken.email, AccountToken.expires_at)
    ).one_or_none()
    if found is None or found.expires_at <= now():
        raise InvalidToken()
    revoke_tokens(kind, found.account_id, purpose)
    return Redeemed(account_id=found.account_id, email=found.email)


@command()
def revoke_tokens(kind: str, account_id: UUID, purpose: str | None = None) -> None:
    """Make the account's tokens useless: those of one purpose, or all."""
    statement = delete(AccountToken).where(
        AccountToken.kind == kind, AccountToken.account_id == account_id
    )
    if purpose is not None:
        statement = statement.where(AccountToken.purpose == purpose)
    session().execute(statement)
