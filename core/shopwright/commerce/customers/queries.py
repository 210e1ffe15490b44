"""Reading customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, or_, select, tuple_

from shopwright.commerce.customers.errors import AddressNotFound, CustomerNotFound
from shopwright.commerce.customers.models import Customer, CustomerAddress, name_key
from shopwright.commerce.customers.types import (
    Address,
    AddressEntry,
    CustomerView,
    SignedInCustomer,
)
from shopwright.platform.accounts import fold_email
from shopwright.platform.accounts.models import LoginSession
from shopwright.platform.accounts.sessions import needs_touch, session_token_hash, touch_session
from shopwright.platform.clock import now
from shopwright.platform.db import read


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFilter:
    """Which customers. `text` is the beginning of a mail address or last name."""

    text: str | None = None
    group: str | None = None
    active: bool | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None


CustomerSort = Literal["newest", "oldest", "email"]
CustomerKey = tuple[datetime, UUID] | tuple[str]


def customer(customer_id: UUID) -> CustomerView:
    """One customer. Raises `CustomerNotFound`."""
    with read() as db:
        row = db.get(Customer, customer_id)
        if row is None or row.erased_at is not None:
            raise CustomerNotFound(customer_id)
        return view_of(row)


def customer_by_email(email: str) -> CustomerView | None:
    """The customer with this mail address, however it is spelled."""
    with read() as db:
        row = db.scalar(select(Customer).where(Customer.email == fold_email(email)))
        return view_of(row) if row is not None else None


def customers(
    wanted: CustomerFilter | None = None,
    *,
    sort: CustomerSort = "newest",
    after: CustomerKey | None = None,
    limit: int = 24,
) -> list[CustomerView]:
    """Customers in order. `after` is the last one's (created_at, id), or (email,) by email."""
    statement = _filtered(select(Customer), wanted or CustomerFilter())
    with read() as db:
        rows = db.scalars(_ordered(statement, sort, after).limit(limit)).all()
        return [view_of(row) for row in rows]


def customer_groups() -> list[str]:
    """The group labels in use."""
    with read() as db:
        return list(
            db.scalars(
                select(Customer.group)
                .where(Customer.group != "")
                .distinct()
                .order_by(Customer.group)
            )
        )


def address_book(customer_id: UUID) -> list[AddressEntry]:
    """The customer's address book, the default first."""
    with read() as db:
        rows = db.scalars(
            select(CustomerAddress)
            .where(CustomerAddress.customer_id == customer_id)
            .order_by(CustomerAddress.is_default.desc(), CustomerAddress.id)
        ).all()
        return [entry_of(row) for row in rows]


def address_entry(customer_id: UUID, address_id: UUID) -> AddressEntry:
    """One entry of this customer's book. Raises `AddressNotFound`."""
    with read() as db:
        row = db.get(CustomerAddress, address_id)
        if row is None or row.customer_id != customer_id:
            raise AddressNotFound(address_id)
        return entry_of(row)


def default_address(customer_id: UUID) -> Address | None:
    """The address to offer first."""
    with read() as db:
        found = db.scalar(
            select(CustomerAddress.address).where(
                CustomerAddress.customer_id == customer_id, CustomerAddress.is_default
            )
        )
        return Address.from_dict(found) if found is not None else None


def signed_in_customer(token: str) -> SignedInCustomer | None:
    """Whose session cookie `token` is; one indexed read. Keeps a session alive that is in use."""
    with read() as db:
        found = db.execute(
            select(
                LoginSession.id,
                LoginSession.seen_at,
                Customer.id.label("customer_id"),
                Customer.first_name,
                Customer.group,
                Customer.locale,
            )
            .join(Customer, Customer.id == LoginSession.account_id)
            .where(
                LoginSession.token_hash == session_token_hash("customer", token),
                LoginSession.kind == "customer",
                LoginSession.expires_at > now(),
                Customer.active,
            )
        ).one_or_none()
    if found is None:
        return None
    if needs_touch("customer", found.seen_at):
        touch_session("customer", found.id)
    return SignedInCustomer(
        customer_id=found.customer_id,
        session_id=found.id,
        first_name=found.first_name,
        group=found.group,
        locale=found.locale,
    )


def view_of(row: Customer) -> CustomerView:
    """The frozen value of a row."""
    return CustomerView(
        id=row.id,
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        phone=row.phone,
        locale=row.locale,
        group=row.group,
        note=row.note,
        accepts_marketing=row.accepts_marketing,
        active=row.active,
        verified=row.email_verified_at is not None,
        has_password=row.password_hash is not None,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def entry_of(row: CustomerAddress) -> AddressEntry:
    """The frozen value of a row."""
    return AddressEntry(
        id=row.id, address=Address.from_dict(row.address), is_default=row.is_default
    )


def _filtered(statement: Select[Customer], wanted: CustomerFilter) -> Select[Customer]:
    statement = statement.where(Customer.erased_at.is_(None))
    if wanted.text:
        text = fold_email(wanted.text)
        statement = statement.where(
            or_(
                Customer.email.startswith(text, autoescape=True),
                Customer.name_key.startswith(name_key(wanted.text), autoescape=True),
            )
        )
    if wanted.group is not None:
        statement = statement.where(Customer.group == wanted.group)
    if wanted.active is not None:
        statement = statement.where(Customer.active == wanted.active)
    if wanted.created_from is not None:
        statement = statement.where(Customer.created_at >= wanted.created_from)
    if wanted.created_until is not None:
        statement = statement.where(Customer.created_at < wanted.created_until)
    return statement


def _ordered(
    statement: Select[Customer], sort: CustomerSort, after: CustomerKey | None
) -> Select[Customer]:
    if sort == "email":
        statement = statement.order_by(Customer.email)
        return statement.where(Customer.email > after[0]) if after else statement
    key = tuple_(Customer.created_at, Customer.id)
    if sort == "oldest":
        statement = statement.order_by(Customer.created_at, Customer.id)
        return statement.where(key > after) if after else statement
    statement = statement.order_by(Customer.created_at.desc(), Customer.id.desc())
    return statement.where(key < after) if after else statement
