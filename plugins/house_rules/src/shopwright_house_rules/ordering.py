"""Which carts may become orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shopwright import Problem
from shopwright.commerce.customers import Address
from shopwright.commerce.pricing import Money

from shopwright_house_rules.values import Countries, falls_short


def below_minimum(subtotal: Money, minimum: Mapping[str, int], locale: str) -> Iterator[Problem]:
    """A problem when the goods cost less than they have to."""
    needed = falls_short(subtotal, minimum)
    if needed is not None:
        missing = needed - subtotal
        yield Problem(
            code="below_minimum_order",
            message=f"Orders start at {needed.format(locale)}: "
            f"please add goods for {missing.format(locale)}.",
            meta={
                "minimum": needed.amount,
                "missing": missing.amount,
                "currency": needed.currency,
            },
        )


def missing_for_minimum(
    cart: Mapping[str, Any], minimum: Mapping[str, int], locale: str
) -> str | None:
    """What a cart's page tells while the goods cost less than they have to."""
    subtotal = Money(cart["subtotal"]["amount"], cart["subtotal"]["currency"])
    problems = below_minimum(subtotal, minimum, locale) if cart["lines"] else ()
    return next((item.message for item in problems), None)


def not_delivered_to(address: Address | None, closed: Countries) -> Iterator[Problem]:
    """A problem when goods would be sent to a country that is closed."""
    if address is not None and address.country in closed:
        yield Problem(
            code="country_not_delivered_to",
            message=f"We do not deliver to {address.country}; please give an address elsewhere.",
            field="shipping_address.country",
            meta={"country": address.country},
        )
