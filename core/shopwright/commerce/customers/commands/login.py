"""Signing customers in and out."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from shopwright.commerce.customers.commands.registration import request_verification
from shopwright.commerce.customers.commands.rows import credentials
from shopwright.commerce.customers.errors import TooManyAttempts, WrongCredentials
from shopwright.commerce.customers.hooks import CustomerLoggedIn
from shopwright.commerce.customers.models import Customer
from shopwright.commerce.customers.throttles import LOGINS
from shopwright.platform.accounts import (
    Browser,
    OpenedSession,
    end_session_of_token,
    fold_email,
    hash_password,
    needs_rehash,
    open_session,
    verify_password,
)
from shopwright.platform.actor import Actor, acting_as
from shopwright.platform.db import command, session
from shopwright.platform.events.outbox import emit


def login(email: str, password: str, browser: Browser) -> OpenedSession:
    """Check the credentials and open a session. Call it outside of a transaction.

    Raises `WrongCredentials`, or `TooManyAttempts` after ten wrong ones within 15 minutes.
    """
    email = fold_email(email)
    wait = LOGINS.wait(email)
    if wait:
        raise TooManyAttempts(wait)
    row = credentials(Customer.email == email)
    matches = verify_password(password, row.password_hash if row else None)
    if row is None or not matches or not row.active or not row.verified:
        LOGINS.count(email)
        if row is not None and matches:
            request_verification(email)
        raise WrongCredentials()
    assert row.password_hash is not None
    renewed = hash_password(password) if needs_rehash(row.password_hash) else None
    with acting_as(Actor(kind="customer", id=row.id, label="customer")):
        return _open(row.id, row.password_hash, renewed, browser)


def logout(token: str) -> None:
    """End the session that holds `token`; no error when it ended before."""
    end_session_of_token("customer", token)


@command()
def _open(
    customer_id: UUID, checked_hash: str, renewed_hash: str | None, browser: Browser
) -> OpenedSession:
    row = session().get(Customer, customer_id, with_for_update=True)
    if row is None or row.password_hash != checked_hash or not row.active:
        raise WrongCredentials()  # changed since it was checked
    if renewed_hash is not None:
        session().execute(
            update(Customer).where(Customer.id == customer_id).values(password_hash=renewed_hash)
        )
    LOGINS.clear(row.email)
    emit(CustomerLoggedIn(customer_id=customer_id))
    return open_session("customer", customer_id, browser)
