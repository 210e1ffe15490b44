"""Who is signed in."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.commerce.customers import AddressEntry, CustomerView

from shopwright_storefront.present.addresses import address
from shopwright_storefront.present.language import Language
from shopwright_storefront.theme_api.v1 import Address, Customer


def customer(
    view: CustomerView, language: Language, entries: Iterable[AddressEntry] = ()
) -> Customer:
    """The customer, with addresses where the page is about those."""
    return Customer(
        id=str(view.id),
        first_name=view.first_name,
        last_name=view.last_name,
        email=view.email,
        group=view.group,
        is_verified=view.verified,
        addresses=addresses(entries, language),
        orders_url=language.path("/account/orders"),
        account_url=language.path("/account"),
    )


def addresses(entries: Iterable[AddressEntry], language: Language) -> list[Address]:
    """An address book."""
    return [
        address(entry.address, language, key=str(entry.id), is_default=entry.is_default)
        for entry in entries
    ]
