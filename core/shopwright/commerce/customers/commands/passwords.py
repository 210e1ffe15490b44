"""Forgotten and changed passwords. A new password ends every session of the account."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.customers.commands.rows import credentials_of, locked
from shopwright.commerce.customers.errors import TooManyAttempts
from shopwright.commerce.customers.hooks import (
    CustomerPasswordChanged,
    CustomerVerified,
    PasswordResetRequested,
)
from shopwright.commerce.customers.models import Customer
from shopwright.commerce.customers.throttles import LOGINS, MAILS
from shopwright.platform import audit
from shopwright.platform.accounts import (
    Browser,
    InvalidToken,
    OpenedSession,
    check_new_password,
    end_sessions,
    fold_email,
    hash_password,
    open_session,
    redeem_token,
    revoke_tokens,
    verify_password,
)
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.errors import Invalid, Problem
from shopwright.platform.events.outbox import emit


class WrongPassword(Invalid):
    """The current password, asked for again before something that matters, is wrong."""

    code = "wrong_password"

    def __init__(self, field: str) -> None:
        message = "This is not your current password."
        super().__init__(message, problems=[Problem(code=self.code, message=message, field=field)])


@command()
def request_password_reset(email: str) -> None:
    """Send a link for a new password, if there is such an account. Says nothing either way."""
    email = fold_email(email)
    row = session().scalar(select(Customer).where(Customer.email == email))
    allowed = MAILS.count(email)
    if row is not None and row.active and allowed:
        emit(PasswordResetRequested(customer_id=row.id, email=row.email, locale=row.locale))


@command()
def invite_customer(customer_id: UUID) -> None:
    """Staff send a customer the link to set a password."""
    row = locked(customer_id)
    audit.record("customer.invite", "customer", customer_id)
    emit(
        PasswordResetRequested(
            customer_id=row.id, email=row.email, locale=row.locale, invited=not row.password_hash
        )
    )


def reset_password(token: str, password: str) -> None:
    """Set a new password by the token from the mail, which also proves the address.

    Raises `WeakPassword` (the token stays good) or `InvalidToken`.
    """
    check_new_password(password)
    _reset(token, hash_password(password))


@command()
def _reset(token: str, password_hash: str) -> None:
    redeemed = redeem_token("customer", "reset_password", token)
    row = locked(redeemed.account_id)
    if row.email != redeemed.email or not row.active:
        raise InvalidToken()
    if row.email_verified_at is None:
        row.email_verified_at = now()
        emit(CustomerVerified(customer_id=row.id, email=row.email))
    _set(row, password_hash)


def check_password(customer_id: UUID, password: str, *, field: str = "password") -> None:
    """Raise `WrongPassword` unless it is the customer's; `TooManyAttempts` after ten wrong ones."""
    row = credentials_of(customer_id)
    wait = LOGINS.wait(row.email)
    if wait:
        raise TooManyAttempts(wait)
    if not verify_password(password, row.password_hash):
        LOGINS.count(row.email)
        raise WrongPassword(field)


def change_password(customer_id: UUID, current: str, new: str, browser: Browser) -> OpenedSession:
    """Set a new password, end all sessions and open one for the browser at hand.

    Raises `WrongPassword`, `WeakPassword` or `TooManyAttempts`.
    """
    row = credentials_of(customer_id)
    about = (row.email, row.first_name, row.last_name)
    check_new_password(new, about=about, field="new_password")
    check_password(customer_id, current, field="current_password")
    return _change(customer_id, hash_password(new), browser)


@command()
def _change(customer_id: UUID, password_hash: str, browser: Browser) -> OpenedSession:
    _set(locked(customer_id), password_hash)
    return open_session("customer", customer_id, browser)


def _set(row: Customer, password_hash: str) -> None:
    row.password_hash = password_hash
    end_sessions("customer", row.id)
    revoke_tokens("customer", row.id)
    LOGINS.clear(row.email)
    audit.record("customer.password", "customer", row.id)
    emit(CustomerPasswordChanged(customer_id=row.id, email=row.email, locale=row.locale))
