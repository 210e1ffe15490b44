"""Tables of sessions, tokens and throttles. Secrets are stored as hashes only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db import Base, Key


class LoginSession(Base):
    """A signed-in browser of a customer or staff user; deleting the row signs it out."""

    __tablename__ = "login_sessions"
    __table_args__ = (Index("ix_login_sessions_account", "kind", "account_id"),)

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    account_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(default="")
    user_agent: Mapped[str] = mapped_column(default="")


class AccountToken(Base):
    """A one-time token for one purpose of one account, bound to the mail address it was sent to.

    `kind` is customer or staff; `purpose` is verify_email, reset_password, change_email or invite.
    """

    __tablename__ = "account_tokens"
    __table_args__ = (Index("ix_account_tokens_account", "kind", "account_id"),)

    id: Mapped[Key]
    kind: Mapped[str]
    account_id: Mapped[UUID]
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AccountThrottle(Base):
    """How often something happened since `since`. `key` is a hash: the table tells no addresses."""

    __tablename__ = "account_throttles"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)
