"""The demo shop's customers have addresses that a checkout accepts."""

from __future__ import annotations

import pytest
from shopwright.commerce.customers.addresses import normalize_address, validate_address
from shopwright.commerce.customers.types import Address
from shopwright.demo.people import DemoCustomer, demo_customers, demo_guests

PEOPLE = demo_customers() + demo_guests()
KEYS = {
    "first_name",
    "last_name",
    "company",
    "address1",
    "address2",
    "city",
    "region",
    "postal_code",
    "country",
    "phone",
}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.email)
def test_every_address_keeps_its_countrys_rules(person: DemoCustomer) -> None:
    assert person.addresses
    for address in person.addresses:
        assert set(address) == KEYS
        assert address["address1"]
        there = Address.from_dict(address)
        assert validate_address(there) == []
        assert normalize_address(there) == there


def test_mail_addresses_are_unique_and_lead_nowhere() -> None:
    mails = [person.email for person in PEOPLE]
    assert len(set(mails)) == len(mails)
    assert all(mail.endswith(("@example.com", "@example.org")) for mail in mails)
    assert all(mail == mail.lower() and mail.isascii() for mail in mails)


def test_customers_come_from_nine_countries() -> None:
    countries = {person.addresses[0]["country"] for person in demo_customers()}
    assert countries == {"DE", "AT", "NL", "FR", "IT", "ES", "SE", "US", "GB"}
    assert len(demo_customers()) >= 25


def test_guests_have_no_account() -> None:
    assert all(person.registered for person in demo_customers())
    assert not any(person.registered for person in demo_guests())
