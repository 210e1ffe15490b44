"""Amounts."""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import get_currency_precision
from shopwright.commerce import pricing

from shopwright_storefront.render.text import written_money
from shopwright_storefront.theme_api.v1 import Money


@lru_cache(maxsize=8192)
def money(amount: int, currency: str, locale: str) -> Money:
    """Minor units as templates get them. The same object for the same amount: nobody changes it."""
    full, short = written_money(amount, currency, locale)
    return Money(amount=amount, currency=currency, formatted=full, without_zeros=short)


def money_of(value: pricing.Money, locale: str) -> Money:
    """An amount of the shop's."""
    return money(value.amount, value.currency, locale)


def minor_units(text: str, currency: str) -> int | None:
    """What somebody typed as a price (`12`, `12.50`, `12,50`); None for what is none."""
    cleaned = text.strip().replace(",", ".")
    try:
        value = float(cleaned)
    except ValueError:
        return None
    if not 0 <= value < 10**9:
        return None
    return round(value * 10.0 ** get_currency_precision(currency))


def major_units(amount: int, currency: str) -> str:
    """Minor units as somebody types them: 1250 is `12.50`, 1200 `12`."""
    precision = get_currency_precision(currency)
    text = f"{amount / 10**precision:.{precision}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
