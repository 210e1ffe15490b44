"""Signing staff in, and their passwords. A new password ends every session of the account."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.staff.errors import (
    StaffNotFound,
    TooManyStaffAttempts,
    WrongStaffCredentials,
)
from shopwright.commerce.staff.hooks import StaffPasswordResetRequested
from shopwright.commerce.staff.models import StaffUser
from shopwright.platform import accounts, audit
from shopwright.platform.accounts import (
    Browser,
    InvalidToken,
    OpenedSession,
    Throttle,
    check_new_password,
    end_session_of_token,
    end_sessions,
    fold_email,
    hash_password,
    needs_rehash,
    open_session,
    redeem_token,
    revoke_tokens,
    verify_password,
)
from shopwright.platform.actor import Actor, acting_as
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.errors import Invalid, Problem
from shopwright.platform.events.outbox import emit

StaffTokenPurpose = Literal["invite", "reset_password"]
STAFF_TOKEN_LIFETIMES: dict[StaffTokenPurpose, timedelta] = {
    "invite": timedelta(days=3),
    "reset_password": timedelta(hours=1),
}
_LOGINS = Throttle(name="staff_login", limit=10, window=timedelta(minutes=15))
_MAILS = Throttle(name="staff_mail", limit=5, window=timedelta(hours=1))


class WrongStaffPassword(Invalid):
    """The current password, asked for again, is wrong."""

    code = "wrong_password"

    def __init__(self) -> None:
        message = "This is not your current password."
        problem = Problem(code=self.code, message=message, field="current_password")
        super().__init__(message, problems=[problem])


def staff_login(email: str, password: str, browser: Browser) -> OpenedSession:
    """Check the credentials and open a session. Call it outside of a transaction.

    Raises `WrongStaffCredentials`, or `TooManyStaffAttempts` after ten wrong ones in 15 minutes.
    """
    email = fold_email(email)
    with read() as db:
        row = db.execute(
            select(StaffUser.id, StaffUser.name, StaffUser.password_hash, StaffUser.active).where(
                StaffUser.email == email
            )
        ).one_or_none()
    matches = _verify(email, password, row.password_hash if row else None)
    if row is None or not matches or not row.active:
        _LOGINS.count(email)
        raise WrongStaffCredentials()
    renewed = hash_password(password) if needs_rehash(row.password_hash) else None
    with acting_as(Actor(kind="staff", id=row.id, label=row.name)):
        return _open(row.id, row.password_hash, renewed, browser)


def staff_logout(token: str) -> None:
    """End the session that holds `token`; no error when it ended before."""
    end_session_of_token("staff", token)


@command()
def request_staff_password_reset(email: str) -> None:
    """Send a link for a new password, if there is such an account. Says nothing either way."""
    email = fold_email(email)
    row = session().scalar(select(StaffUser).where(StaffUser.email == email))
    allowed = _MAILS.count(email)
    if row is not None and row.active and row.password_hash is not None and allowed:
        emit(
            StaffPasswordResetRequested(
                user_id=row.id, email=email, name=row.name, locale=row.locale
            )
        )


@command()
def issue_staff_token(user_id: UUID, purpose: StaffTokenPurpose, *, email: str) -> str | None:
    """A new one-time token for a mail that is about to be sent to `email`.

    None when there is nothing to send any more. Put the token into the mail and nowhere else.
    """
    row = session().get(StaffUser, user_id)
    if row is None or not row.active or row.email != email:
        return None
    if (row.password_hash is None) != (purpose == "invite"):
        return None
    lifetime = STAFF_TOKEN_LIFETIMES[purpose]
    return accounts.issue_token("staff", user_id, purpose, email=email, lifetime=lifetime)


def set_password_by_token(token: str, password: str, purpose: StaffTokenPurpose) -> None:
    """Accept an invitation or finish a reset. Raises `WeakPassword` or `InvalidToken`."""
    check_new_password(password)
    _set_by_token(token, hash_password(password), purpose)


def change_staff_password(user_id: UUID, current: str, new: str, browser: Browser) -> OpenedSession:
    """Set a new password, end all sessions and open one for the browser at hand.

    Raises `WrongStaffPassword`, `WeakPassword` or `TooManyStaffAttempts`.
    """
    with read() as db:
        row = db.execute(
            select(StaffUser.email, StaffUser.name, StaffUser.password_hash).where(
                StaffUser.id == user_id
            )
        ).one_or_none()
    if row is None:
        raise StaffNotFound(user_id)
    check_new_password(new, about=(row.email, row.name), field="new_password")
    if not _verify(row.email, current, row.password_hash):
        _LOGINS.count(row.email)
        raise WrongStaffPassword()
    return _change(user_id, hash_password(new), browser)


def set_staff_password(email: str, password: str) -> None:
    """Set somebody's password without asking; for the command line.

    Raises `StaffNotFound` or `WeakPassword`.
    """
    email = fold_email(email)
    check_new_password(password, about=(email,))
    _set_by_email(email, hash_password(password))


def _verify(email: str, password: str, stored: str | None) -> bool:
    wait = _LOGINS.wait(email)
    if wait:
        raise TooManyStaffAttempts(wait)
    return verify_password(password, stored)


@command()
def _open(
    user_id: UUID, checked_hash: str, renewed_hash: str | None, browser: Browser
) -> OpenedSession:
    row = session().get(StaffUser, user_id, with_for_update=True)
    if row is None or row.password_hash != checked_hash or not row.active:
        raise WrongStaffCredentials()  # changed since it was checked
    row.password_hash = renewed_hash or checked_hash
    row.last_login_at = now()
    _LOGINS.clear(row.email)
    audit.record("staff.login", "staff", user_id)
    return open_session("staff", user_id, browser)


@command()
def _set_by_token(token: str, password_hash: str, purpose: StaffTokenPurpose) -> None:
    redeemed = redeem_token("staff", purpose, token)
    row = session().get(StaffUser, redeemed.account_id, with_for_update=True)
    if row is None or row.email != redeemed.email or not row.active:
        raise InvalidToken()
    _set(row, password_hash)


@command()
def _set_by_email(email: str, password_hash: str) -> None:
    row = session().scalar(select(StaffUser).where(StaffUser.email == email).with_for_update())
    if row is None:
        raise StaffNotFound(f"with the address {email}")
    _set(row, password_hash)


@command()
def _change(user_id: UUID, password_hash: str, browser: Browser) -> OpenedSession:
    row = session().get(StaffUser, user_id, with_for_update=True)
    if row is None:
        raise StaffNotFound(user_id)
    _set(row, password_hash)
    return open_session("staff", user_id, browser)


def _set(row: StaffUser, password_hash: str) -> None:
    row.password_hash = password_hash
    end_sessions("staff", row.id)
    revoke_tokens("staff", row.id)
    _LOGINS.clear(row.email)
    audit.record("staff.password", "staff", row.id)
