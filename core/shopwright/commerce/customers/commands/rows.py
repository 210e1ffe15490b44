"""Finding the row that a command is about."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select

from shopwright.commerce.customers.errors import CustomerNotFound
from shopwright.commerce.customers.models import Customer
from shopwright.platform.db import read, session


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What decides about signing in, as it was read."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    password_hash: str | None
    active: bool
    verified: bool


def locked(customer_id: UUID) -> Customer:
    """The customer's row, locked until the transaction ends. Raises `CustomerNotFound`."""
    row = session().get(Customer, customer_id, with_for_update=True)
    if row is None or row.erased_at is not None:
        raise CustomerNotFound(customer_id)
    return row


def credentials(condition: ColumnElement[bool]) -> Credentials | None:
    """What one account signs in with, read outside of a transaction: checking takes its time."""
    with read() as db:
        row = db.execute(
            select(
                Customer.id,
                Customer.email,
                Customer.first_name,
                Customer.last_name,
                Customer.password_hash,
                Customer.active,
                Customer.email_verified_at.is_not(None).label("verified"),
            ).where(condition, Customer.erased_at.is_(None))
        ).one_or_none()
    return Credentials(**row._mapping) if row is not None else None


def credentials_of(customer_id: UUID) -> Credentials:
    """Those of a known customer. Raises `CustomerNotFound`."""
    found = credentials(Customer.id == customer_id)
    if found is None:
        raise CustomerNotFound(customer_id)
    return found
