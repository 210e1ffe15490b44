"""Making and changing customers: by themselves, by staff, by an import."""

from __future__ import annotations

from dataclasses import dataclass, fields
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.customers.commands.rows import locked
from shopwright.commerce.customers.errors import EmailTaken
from shopwright.commerce.customers.hooks import (
    CustomerRegistered,
    CustomerUpdated,
    CustomerVerified,
    EmailVerificationRequested,
    PasswordResetRequested,
)
from shopwright.commerce.customers.models import Customer
from shopwright.platform import audit
from shopwright.platform.accounts import (
    check_new_password,
    end_sessions,
    hash_password,
    normalize_email,
    revoke_tokens,
)
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCustomer:
    """A customer that staff or an import make. `invite` sends a link to set a password."""

    email: str
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    locale: str = "en"
    group: str = ""
    note: str = ""
    accepts_marketing: bool = False
    verified: bool = False
    password: str | None = None
    invite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanges:
    """New values; None leaves a field as it is. The last five are staff's to change.

    `verified=True` says that staff know the mail address to be the customer's.
    """

    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    locale: str | None = None
    accepts_marketing: bool | None = None
    email: str | None = None
    group: str | None = None
    note: str | None = None
    active: bool | None = None
    verified: bool | None = None


def create_customer(new: NewCustomer) -> UUID:
    """Make a customer. Raises `EmailTaken`, `InvalidEmail` or `WeakPassword`."""
    email = normalize_email(new.email)
    password_hash = None
    if new.password is not None:
        check_new_password(new.password, about=(email, new.first_name, new.last_name))
        password_hash = hash_password(new.password)
    return _create(new, email, password_hash)


@command()
def _create(new: NewCustomer, email: str, password_hash: str | None) -> UUID:
    _refuse_taken(email)
    customer_id = uuid7()
    session().add(
        Customer(
            id=customer_id,
            email=email,
            password_hash=password_hash,
            first_name=new.first_name,
            last_name=new.last_name,
            phone=new.phone,
            locale=new.locale,
            group=new.group,
            note=new.note,
            accepts_marketing=new.accepts_marketing,
            email_verified_at=now() if new.verified else None,
        )
    )
    session().flush()
    audit.record("customer.create", "customer", customer_id)
    emit(CustomerRegistered(customer_id=customer_id, email=email, locale=new.locale, by_staff=True))
    if new.invite:
        emit(
            PasswordResetRequested(
                customer_id=customer_id, email=email, locale=new.locale, invited=True
            )
        )
    return customer_id


@command()
def update_customer(customer_id: UUID, changes: CustomerChanges) -> None:
    """Change what differs. Raises `CustomerNotFound`, `EmailTaken` or `InvalidEmail`.

    A new address has to be verified anew; blocking a customer (`active=False`) signs them out.
    """
    row = locked(customer_id)
    wanted = {field.name: getattr(changes, field.name) for field in fields(changes)}
    verified = wanted.pop("verified")
    if wanted["email"] is not None:
        wanted["email"] = normalize_email(wanted["email"])
    changed = {
        name: value
        for name, value in wanted.items()
        if value is not None and value != getattr(row, name)
    }
    if "email" in changed:
        _change_email(row, changed["email"], ask=not verified)
    for name, value in changed.items():
        setattr(row, name, value)
    if verified is not None and verified != (row.email_verified_at is not None):
        _set_verified(row, verified)
        changed["verified"] = verified
    if not changed:
        return
    if changed.get("active") is False:
        end_sessions("customer", customer_id)
        revoke_tokens("customer", customer_id)
    names = sorted(changed)
    audit.record("customer.update", "customer", customer_id, fields=list(names))
    emit(CustomerUpdated(customer_id=customer_id, fields=tuple(names)))


def _set_verified(row: Customer, verified: bool) -> None:
    row.email_verified_at = now() if verified else None
    if verified:
        emit(CustomerVerified(customer_id=row.id, email=row.email))
    else:
        end_sessions("customer", row.id)


def _change_email(row: Customer, email: str, *, ask: bool) -> None:
    _refuse_taken(email)
    row.email_verified_at = None
    end_sessions("customer", row.id)
    revoke_tokens("customer", row.id)
    if ask:
        emit(EmailVerificationRequested(customer_id=row.id, email=email, locale=row.locale))


def _refuse_taken(email: str) -> None:
    if session().scalar(select(Customer.id).where(Customer.email == email)) is not None:
        raise EmailTaken()
