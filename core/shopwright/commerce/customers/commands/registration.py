"""Registering, so that nobody learns who has an account here.

Whether an address is known is said by mail to its owner alone: the form's answer, and the work done
before it, are the same. For the same reason an account can sign in only once its address is
verified; else registering and then signing in would tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from shopwright.commerce.customers.commands.rows import locked
from shopwright.commerce.customers.hooks import (
    CustomerRegistered,
    CustomerVerified,
    EmailVerificationRequested,
    PasswordResetRequested,
    RegistrationRepeated,
)
from shopwright.commerce.customers.models import Customer
from shopwright.commerce.customers.throttles import MAILS
from shopwright.platform.accounts import (
    InvalidToken,
    check_new_password,
    fold_email,
    hash_password,
    normalize_email,
    redeem_token,
)
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What a shopper fills in."""

    email: str
    password: str
    first_name: str = ""
    last_name: str = ""
    locale: str = "en"
    accepts_marketing: bool = False


def register(registration: Registration) -> None:
    """Make an account, unless the address has one; either way a mail says what to do next.

    Raises `InvalidEmail` or `WeakPassword`.
    """
    email = normalize_email(registration.email)
    names = (email, registration.first_name, registration.last_name)
    check_new_password(registration.password, about=names)
    _register(registration, email, hash_password(registration.password))


@command()
def _register(registration: Registration, email: str, password_hash: str) -> None:
    customer_id = _insert(registration, email, password_hash)
    if customer_id is None:
        _known(email)
        return
    locale = registration.locale
    emit(CustomerRegistered(customer_id=customer_id, email=email, locale=locale))
    if MAILS.count(email):
        emit(EmailVerificationRequested(customer_id=customer_id, email=email, locale=locale))


def _insert(registration: Registration, email: str, password_hash: str) -> UUID | None:
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    moment = now()
    statement = (
        dialect.insert(Customer)
        .values(
            id=uuid7(),
            email=email,
            password_hash=password_hash,
            first_name=registration.first_name,
            last_name=registration.last_name,
            locale=registration.locale,
            accepts_marketing=registration.accepts_marketing,
            created_at=moment,
            updated_at=moment,
        )
        .on_conflict_do_nothing(index_elements=["email"])
        .returning(Customer.id)
    )
    return session().execute(statement).scalar_one_or_none()


def _known(email: str) -> None:
    row = session().scalar(select(Customer).where(Customer.email == email).with_for_update())
    if row is None or not row.active:
        return
    allowed = MAILS.count(email)
    if row.email_verified_at is not None:
        if allowed:
            emit(RegistrationRepeated(customer_id=row.id, email=email, locale=row.locale))
        return
    # Two people may have registered the address, and only a mail to it can tell whose it is:
    # neither one's password may open the account; its owner sets one by the link.
    row.password_hash = None
    if allowed:
        emit(
            PasswordResetRequested(customer_id=row.id, email=email, locale=row.locale, invited=True)
        )


@command()
def request_verification(email: str) -> None:
    """Send the verifying mail again, if there is such an account and it waits for that."""
    row = session().scalar(select(Customer).where(Customer.email == fold_email(email)))
    allowed = MAILS.count(fold_email(email))
    if row is not None and row.active and row.email_verified_at is None and allowed:
        emit(EmailVerificationRequested(customer_id=row.id, email=row.email, locale=row.locale))


@command()
def verify_email(token: str) -> UUID:
    """Take the token from the mail as proof; returns whose it was. Raises `InvalidToken`."""
    redeemed = redeem_token("customer", "verify_email", token)
    row = locked(redeemed.account_id)
    if row.email != redeemed.email:
        raise InvalidToken()
    if row.email_verified_at is None:
        row.email_verified_at = now()
        emit(CustomerVerified(customer_id=row.id, email=row.email))
    return row.id
