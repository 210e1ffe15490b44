"""Customers are made, found, listed and changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine
from shopwright.commerce.customers import (
    CustomerChanges,
    CustomerFilter,
    CustomerNotFound,
    CustomerRegistered,
    CustomerUpdated,
    CustomerVerified,
    EmailTaken,
    EmailVerificationRequested,
    NewCustomer,
    create_customer,
    customer,
    customer_by_email,
    customer_groups,
    customers,
    login,
    signed_in_customer,
    update_customer,
)
from shopwright.platform import audit
from shopwright.platform.accounts import Browser, InvalidEmail
from shopwright.testing.shop import Shop

Emitted = Callable[[type[Any]], list[Any]]
PASSWORD = "correct horse battery"


@pytest.fixture
def crowd(shop: Shop) -> list[UUID]:
    """Five customers, made a minute apart."""
    ids = []
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        for index, last_name in enumerate(["Abel", "Babbage", "Cantor", "Bernoulli", "Boole"]):
            new = NewCustomer(
                email=f"{'edcba'[index]}@example.com",
                last_name=last_name,
                group="trade" if index % 2 else "",
            )
            ids.append(create_customer(new))
            clock.shift(60)
    return ids


def test_staff_and_imports_make_customers(shop: Shop, emitted: Emitted) -> None:
    customer_id = create_customer(NewCustomer(email="Bea@example.com", group="trade", note="kind"))
    found = customer(customer_id)
    assert (found.email, found.group, found.note) == ("bea@example.com", "trade", "kind")
    assert (found.verified, found.has_password, found.active) == (False, False, True)
    assert emitted(CustomerRegistered)[0].by_staff
    assert customer_by_email(" BEA@example.com ") == found


def test_an_address_belongs_to_one_customer(shop: Shop, ada: UUID) -> None:
    with pytest.raises(EmailTaken):
        create_customer(NewCustomer(email="ADA@example.com"))


def test_only_what_differs_is_a_change(shop: Shop, ada: UUID, emitted: Emitted) -> None:
    update_customer(ada, CustomerChanges(first_name="Ada", group="vip", locale="fr"))
    assert [event.fields for event in emitted(CustomerUpdated)] == [("group", "locale")]
    assert customer(ada).group == "vip"
    update_customer(ada, CustomerChanges(group="vip"))
    assert len(emitted(CustomerUpdated)) == 1


def test_changes_are_in_the_audit_log_without_their_values(shop: Shop, ada: UUID) -> None:
    update_customer(ada, CustomerChanges(last_name="King"))
    entry = audit.entries()[0]
    assert (entry.action, entry.subject) == ("customer.update", f"customer:{ada}")
    assert entry.data == {"fields": ["last_name"]}


def test_an_address_that_staff_change_has_to_be_confirmed(
    shop: Shop, ada: UUID, emitted: Emitted
) -> None:
    opened = login("ada@example.com", PASSWORD, Browser())
    update_customer(ada, CustomerChanges(email="new@example.com"))
    assert not customer(ada).verified
    assert emitted(EmailVerificationRequested)[-1].email == "new@example.com"
    assert signed_in_customer(opened.token) is None


def test_staff_can_vouch_for_an_address(shop: Shop, emitted: Emitted) -> None:
    customer_id = create_customer(NewCustomer(email="bea@example.com", password=PASSWORD))
    update_customer(customer_id, CustomerChanges(email="b@example.com", verified=True))
    assert emitted(EmailVerificationRequested) == []
    assert [event.email for event in emitted(CustomerVerified)] == ["b@example.com"]
    opened = login("b@example.com", PASSWORD, Browser())
    update_customer(customer_id, CustomerChanges(verified=False))
    assert signed_in_customer(opened.token) is None
    assert emitted(CustomerUpdated)[-1].fields == ("verified",)


def test_staff_cannot_give_an_address_that_is_taken_or_none(shop: Shop, ada: UUID) -> None:
    create_customer(NewCustomer(email="bea@example.com"))
    with pytest.raises(EmailTaken):
        update_customer(ada, CustomerChanges(email="bea@example.com"))
    with pytest.raises(InvalidEmail):
        update_customer(ada, CustomerChanges(email="nonsense"))


def test_who_is_not_there_is_named(shop: Shop) -> None:
    with pytest.raises(CustomerNotFound, match=str(UUID(int=7))):
        update_customer(UUID(int=7), CustomerChanges(first_name="x"))
    with pytest.raises(CustomerNotFound):
        customer(UUID(int=7))


def names(rows: list[Any]) -> list[str]:
    return [row.last_name for row in rows]


def test_lists_come_newest_first_or_in_another_order(shop: Shop, crowd: list[UUID]) -> None:
    newest = ["Boole", "Bernoulli", "Cantor", "Babbage", "Abel"]
    assert names(customers()) == newest
    assert names(customers(sort="oldest")) == newest[::-1]
    assert names(customers(sort="email")) == newest


@pytest.mark.parametrize("sort", ["newest", "oldest", "email"])
def test_pages_follow_each_other_without_gap_or_overlap(
    shop: Shop, crowd: list[UUID], sort: Any
) -> None:
    everything = customers(sort=sort)
    seen: list[Any] = []
    after: Any = None
    while page := customers(sort=sort, after=after, limit=2):
        seen += page
        last = page[-1]
        after = (last.email,) if sort == "email" else (last.created_at, last.id)
    assert seen == everything


def test_customers_are_found_by_the_beginning_of_address_or_name(
    shop: Shop, crowd: list[UUID]
) -> None:
    assert names(customers(CustomerFilter(text="B"))) == ["Boole", "Bernoulli", "Babbage"]
    assert names(customers(CustomerFilter(text="e@EXAMPLE"))) == ["Abel"]
    assert names(customers(CustomerFilter(text="%"))) == []
    update_customer(crowd[0], CustomerChanges(last_name="Ångström"))
    assert names(customers(CustomerFilter(text="åNGS"))) == ["Ångström"]


def test_customers_are_filtered_by_group_state_and_time(shop: Shop, crowd: list[UUID]) -> None:
    update_customer(crowd[0], CustomerChanges(active=False))
    assert names(customers(CustomerFilter(group="trade"))) == ["Bernoulli", "Babbage"]
    assert names(customers(CustomerFilter(active=False))) == ["Abel"]
    third = customer(crowd[2]).created_at
    assert names(customers(CustomerFilter(created_from=third))) == ["Boole", "Bernoulli", "Cantor"]
    assert names(customers(CustomerFilter(created_until=third))) == ["Babbage", "Abel"]
    assert customer_groups() == ["trade"]
