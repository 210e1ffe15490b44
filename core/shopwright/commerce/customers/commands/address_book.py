"""A customer's address book: at most 50 entries, one of them the default."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, update

from shopwright.commerce.customers.addresses import checked_address
from shopwright.commerce.customers.commands.rows import locked
from shopwright.commerce.customers.errors import AddressNotFound
from shopwright.commerce.customers.hooks import CustomerUpdated
from shopwright.commerce.customers.models import CustomerAddress
from shopwright.commerce.customers.queries import entry_of
from shopwright.commerce.customers.types import Address, AddressEntry
from shopwright.platform.db import command, session
from shopwright.platform.errors import Conflict
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7

LARGEST = 50


class AddressBookFull(Conflict):
    """The book holds as many entries as it may."""

    code = "address_book_full"

    def __init__(self) -> None:
        super().__init__(f"The address book holds {LARGEST} addresses already; remove one first.")


@command()
def add_address(customer_id: UUID, address: Address, *, default: bool = False) -> AddressEntry:
    """Add an entry; the first one is the default. Raises `InvalidAddress` or `AddressBookFull`."""
    checked = checked_address(address)
    locked(customer_id)
    db = session()
    count = db.scalar(select(func.count()).where(CustomerAddress.customer_id == customer_id))
    if count and count >= LARGEST:
        raise AddressBookFull()
    row = CustomerAddress(
        id=uuid7(), customer_id=customer_id, address=checked.to_dict(), is_default=not count
    )
    db.add(row)
    db.flush()
    if default:
        _make_default(row)
    _changed(customer_id)
    return entry_of(row)


@command()
def update_address(
    customer_id: UUID, address_id: UUID, address: Address | None, *, default: bool | None = None
) -> AddressEntry:
    """Replace the address, or make the entry the default, or both.

    A default ends by making another one the default, so `default=False` changes nothing.
    Raises `AddressNotFound` or `InvalidAddress`.
    """
    locked(customer_id)
    row = _entry(customer_id, address_id)
    if address is not None:
        row.address = checked_address(address).to_dict()
    if default:
        _make_default(row)
    _changed(customer_id)
    return entry_of(row)


@command()
def remove_address(customer_id: UUID, address_id: UUID) -> None:
    """Remove an entry; the oldest other one becomes the default. Raises `AddressNotFound`."""
    locked(customer_id)
    row = _entry(customer_id, address_id)
    db = session()
    db.delete(row)
    db.flush()
    if row.is_default:
        other = db.scalar(
            select(CustomerAddress)
            .where(CustomerAddress.customer_id == customer_id)
            .order_by(CustomerAddress.id)
            .limit(1)
        )
        if other is not None:
            other.is_default = True
    _changed(customer_id)


def _entry(customer_id: UUID, address_id: UUID) -> CustomerAddress:
    row = session().get(CustomerAddress, address_id)
    if row is None or row.customer_id != customer_id:
        raise AddressNotFound(address_id)
    return row


def _make_default(row: CustomerAddress) -> None:
    session().execute(
        update(CustomerAddress)
        .where(CustomerAddress.customer_id == row.customer_id, CustomerAddress.id != row.id)
        .values(is_default=False)
    )
    row.is_default = True


def _changed(customer_id: UUID) -> None:
    emit(CustomerUpdated(customer_id=customer_id, fields=("addresses",)))
