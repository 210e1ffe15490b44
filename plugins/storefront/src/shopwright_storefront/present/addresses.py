"""Addresses, as people read them."""

from __future__ import annotations

from shopwright.commerce import customers

from shopwright_storefront.present.language import Language
from shopwright_storefront.render.text import babel_locale
from shopwright_storefront.theme_api.v1 import Address


def address(
    found: customers.Address, language: Language, *, key: str = "", is_default: bool = False
) -> Address:
    """One of them; `key` is its place in an address book."""
    country = babel_locale(language.locale).territories.get(found.country, found.country)
    town = " ".join(part for part in (found.postal_code, found.city, found.region) if part)
    lines = [found.name, found.company, found.address1, found.address2, town, country]
    return Address(
        id=key,
        name=found.name,
        company=found.company,
        line1=found.address1,
        line2=found.address2,
        city=found.city,
        region=found.region,
        postcode=found.postal_code,
        country=found.country,
        country_name=country,
        phone=found.phone,
        lines=[line for line in lines if line],
        is_default=is_default,
    )
