"""A customer's address book."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.commerce.customers import (
    Address,
    AddressBookFull,
    AddressNotFound,
    InvalidAddress,
    NewCustomer,
    add_address,
    address_book,
    address_entry,
    create_customer,
    default_address,
    remove_address,
    update_address,
)
from shopwright.commerce.customers.commands import address_book as book
from shopwright.testing.shop import Shop

HOME = Address(
    country="DE", last_name="Lovelace", address1="Weg 1", city="Berlin", postal_code="10115"
)
WORK = Address(
    country="GB", last_name="Lovelace", address1="Road 2", city="London", postal_code="sw1a 1aa"
)


def test_the_first_address_is_the_default(shop: Shop, ada: UUID) -> None:
    first = add_address(ada, HOME)
    second = add_address(ada, WORK)
    assert (first.is_default, second.is_default) == (True, False)
    assert default_address(ada) == HOME


def test_addresses_are_kept_normalized(shop: Shop, ada: UUID) -> None:
    assert add_address(ada, WORK).address.postal_code == "SW1A 1AA"


def test_there_is_one_default(shop: Shop, ada: UUID) -> None:
    first = add_address(ada, HOME)
    second = add_address(ada, WORK, default=True)
    assert [(entry.id, entry.is_default) for entry in address_book(ada)] == [
        (second.id, True),
        (first.id, False),
    ]
    update_address(ada, first.id, None, default=True)
    assert [entry.id for entry in address_book(ada) if entry.is_default] == [first.id]


def test_removing_the_default_makes_the_oldest_other_one_it(shop: Shop, ada: UUID) -> None:
    first, second, third = (add_address(ada, HOME) for _ in range(3))
    remove_address(ada, first.id)
    assert [(entry.id, entry.is_default) for entry in address_book(ada)] == [
        (second.id, True),
        (third.id, False),
    ]


def test_the_last_address_can_go(shop: Shop, ada: UUID) -> None:
    remove_address(ada, add_address(ada, HOME).id)
    assert address_book(ada) == []
    assert default_address(ada) is None


def test_a_replaced_address_is_checked(shop: Shop, ada: UUID) -> None:
    entry = add_address(ada, HOME)
    with pytest.raises(InvalidAddress):
        update_address(ada, entry.id, Address(country="DE"))
    changed = update_address(ada, entry.id, WORK)
    assert changed.address.city == "London"
    assert changed.is_default


def test_addresses_of_others_do_not_exist(shop: Shop, ada: UUID) -> None:
    entry = add_address(ada, HOME)
    bea = create_customer(NewCustomer(email="bea@example.com"))
    for attempt in (
        lambda: address_entry(bea, entry.id),
        lambda: update_address(bea, entry.id, WORK),
        lambda: remove_address(bea, entry.id),
    ):
        with pytest.raises(AddressNotFound):
            attempt()
    assert address_entry(ada, entry.id).address == HOME


def test_a_book_has_an_end(shop: Shop, ada: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "LARGEST", 2)
    for _ in range(2):
        add_address(ada, HOME)
    with pytest.raises(AddressBookFull):
        add_address(ada, HOME)
