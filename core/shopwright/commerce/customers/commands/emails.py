"""Changing a customer's mail address, and the tokens that go out by mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.customers.commands.passwords import check_password
from shopwright.commerce.customers.commands.rows import locked
from shopwright.commerce.customers.errors import EmailTaken
from shopwright.commerce.customers.hooks import (
    CustomerUpdated,
    CustomerVerified,
    EmailChangeRequested,
)
from shopwright.commerce.customers.models import Customer
from shopwright.commerce.customers.throttles import MAILS
from shopwright.platform import accounts, audit
from shopwright.platform.accounts import normalize_email, redeem_token, revoke_tokens
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.events.outbox import emit

TokenPurpose = Literal["verify_email", "change_email", "reset_password"]
TOKEN_LIFETIMES: dict[TokenPurpose, timedelta] = {
    "verify_email": timedelta(days=3),
    "change_email": timedelta(hours=1),
    "reset_password": timedelta(hours=1),
}


@command()
def issue_token(customer_id: UUID, purpose: TokenPurpose, *, email: str) -> str | None:
    """A new one-time token for a mail that is about to be sent to `email`.

    None when there is nothing to send any more: the account is gone or blocked, its address
    changed or is verified by now. Put the token into the mail and nowhere else.
    """
    row = session().get(Customer, customer_id)
    if row is None or row.erased_at is not None or not row.active:
        return None
    if purpose == "change_email":
        wanted = row.email != email and not _taken(email)
    else:
        wanted = row.email == email
    if purpose == "verify_email" and row.email_verified_at is not None:
        wanted = False
    if not wanted:
        return None
    return accounts.issue_token(
        "customer", customer_id, purpose, email=email, lifetime=TOKEN_LIFETIMES[purpose]
    )


def request_email_change(customer_id: UUID, email: str, password: str) -> None:
    """Send a link to the new address; until it is followed the old one stays.

    Says nothing about whether the new address has an account. Raises `InvalidEmail`,
    `WrongPassword` or `TooManyAttempts`.
    """
    email = normalize_email(email)
    check_password(customer_id, password)
    _request(customer_id, email)


@command()
def _request(customer_id: UUID, email: str) -> None:
    row = locked(customer_id)
    if row.email != email and MAILS.count(email):
        emit(
            EmailChangeRequested(
                customer_id=row.id, email=email, current_email=row.email, locale=row.locale
            )
        )


@command()
def confirm_email_change(token: str) -> UUID:
    """Make the address that the token was sent to the customer's. Returns the customer.

    Raises `InvalidToken`, or `EmailTaken` when somebody registered it in the meantime.
    """
    redeemed = redeem_token("customer", "change_email", token)
    row = locked(redeemed.account_id)
    if _taken(redeemed.email):
        raise EmailTaken()
    row.email, row.email_verified_at = redeemed.email, now()
    revoke_tokens("customer", row.id)  # they went to the old address
    audit.record("customer.email", "customer", row.id)
    emit(CustomerUpdated(customer_id=row.id, fields=("email",)))
    emit(CustomerVerified(customer_id=row.id, email=row.email))
    return row.id


def _taken(email: str) -> bool:
    return session().scalar(select(Customer.id).where(Customer.email == email)) is not None
