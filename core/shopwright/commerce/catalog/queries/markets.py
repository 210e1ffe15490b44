"""From what a shopper's front end asks for to a market: price list, currency and language."""

from __future__ import annotations

from collections.abc import Collection

from shopwright.commerce.catalog.queries.storefront import Market
from shopwright.commerce.channels import channel, default_channel
from shopwright.platform.errors import Invalid, Problem
from shopwright.platform.runtime import runtime


def market_of(
    handle: str | None = None, currency: str | None = None, locale: str | None = None
) -> Market:
    """That of a channel, or of the shop's main one.

    Raises `UnknownChannel`, `NoChannel`, or `Invalid` for a currency or locale that is not offered.
    """
    place = default_channel() if handle is None else channel(handle)
    locales = runtime().settings.locales
    problems = [
        problem
        for problem in (
            _fault("currency", currency, place.currencies),
            _fault("locale", locale, locales),
        )
        if problem is not None
    ]
    if problems:
        raise Invalid("The shop does not offer this.", code="not_offered", problems=problems)
    return Market(
        price_list_id=place.price_list_id,
        currency=currency or place.currency,
        locale=locale or (place.locale if place.locale in locales else locales[0]),
    )


def _fault(name: str, value: str | None, offered: Collection[str]) -> Problem | None:
    if value is None or value in offered:
        return None
    message = f"'{value}' is not offered here; choose one of: {', '.join(offered)}."
    return Problem(code="not_offered", message=message, field=f"?{name}")
