"""Addresses are checked by their country's rules, and written one way."""

from __future__ import annotations

import pytest
from shopwright.commerce.customers import (
    Address,
    InvalidAddress,
    checked_address,
    normalize_address,
    validate_address,
)


def address(**values: str) -> Address:
    defaults = {"first_name": "Ada", "last_name": "Lovelace", "address1": "Main Street 1"}
    return Address(**{**defaults, **values})


BERLIN = address(country="DE", city="Berlin", postal_code="10115")


def codes(checked: Address) -> set[tuple[str | None, str]]:
    return {(problem.field, problem.code) for problem in validate_address(checked)}


@pytest.mark.parametrize(
    "good",
    [
        BERLIN,
        address(country="US", city="Cupertino", region="CA", postal_code="95014"),
        address(country="us", city="Cupertino", region="california", postal_code="95014-1234"),
        address(country="GB", city="London", postal_code="sw1a 1aa"),
        address(country="CA", city="Ottawa", region="ON", postal_code="K1A 0B1"),
        address(country="IE", city="Dublin"),
        address(country="DE", city="Berlin", postal_code="10115", phone="+49 (0)30 123-456"),
        Address(
            country="FR", company="Atelier", address1="Rue 1", city="Paris", postal_code="75001"
        ),
    ],
)
def test_addresses_as_people_write_them_are_good(good: Address) -> None:
    assert validate_address(good) == []


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (address(country="DE"), {("city", "required"), ("postal_code", "required")}),
        (address(country="XX"), {("country", "unknown_country")}),
        (address(country="ZZ"), {("country", "unknown_country")}),
        (address(country="ALL"), {("country", "unknown_country")}),
        (address(country=""), {("country", "unknown_country")}),
        (
            address(country="DE", city="Berlin", postal_code="1234"),
            {("postal_code", "invalid_postal_code")},
        ),
        (
            address(country="US", city="C", region="CA", postal_code="10001"),
            {("postal_code", "invalid_postal_code")},
        ),
        (
            address(country="US", city="C", region="Bavaria", postal_code="95014"),
            {("region", "unknown_region")},
        ),
        (address(country="US", city="C", postal_code="95014"), {("region", "required")}),
        (
            Address(country="DE", address1="Weg 1", city="Berlin", postal_code="10115"),
            {("last_name", "required")},
        ),
        (
            address(country="DE", city="Berlin", postal_code="10115", phone="call me"),
            {("phone", "invalid_phone")},
        ),
        (address(country="DE", city="B" * 201, postal_code="10115"), {("city", "too_long")}),
    ],
)
def test_what_a_country_does_not_allow_is_named_field_by_field(
    bad: Address, expected: set[tuple[str, str]]
) -> None:
    assert codes(bad) == expected


def test_messages_are_sentences_that_name_the_country_and_an_example() -> None:
    (problem,) = validate_address(address(country="DE", city="Berlin", postal_code="1"))
    assert problem.message == "1 is not a valid postal code (Germany). It looks like 26133."


def test_problems_name_their_place_in_the_callers_input() -> None:
    (problem,) = validate_address(
        address(country="DE", city="Berlin", postal_code="1"), field="shipping_address"
    )
    assert problem.field == "shipping_address.postal_code"


def test_one_spelling_for_what_means_the_same() -> None:
    messy = address(
        country="us", city="  San   Francisco ", region="california", postal_code="94103"
    )
    assert normalize_address(messy) == address(
        country="US", city="San Francisco", region="CA", postal_code="94103"
    )


def test_normalizing_twice_changes_nothing() -> None:
    once = normalize_address(address(country="jp", region="Tokyo", city="x", postal_code="1540023"))
    assert normalize_address(once) == once


def test_a_checked_address_is_normalized_or_refused() -> None:
    assert checked_address(address(country="gb", city="London", postal_code="sw1a 1aa")) == address(
        country="GB", city="London", postal_code="SW1A 1AA"
    )
    with pytest.raises(InvalidAddress):
        checked_address(address(country="DE"))


def test_an_address_survives_json() -> None:
    assert Address.from_dict(BERLIN.to_dict()) == BERLIN


def test_keys_of_another_version_are_ignored() -> None:
    assert Address.from_dict({**BERLIN.to_dict(), "planet": "Earth"}) == BERLIN
