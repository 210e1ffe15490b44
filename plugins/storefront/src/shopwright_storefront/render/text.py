"""Words, numbers, money and dates, in the shopper's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision

from shopwright_storefront.render.current import current_render
from shopwright_storefront.render.markup import mistaken
from shopwright_storefront.themes.locales import TextMissing

_GRAMS_PER_KILOGRAM = 1000


@lru_cache(maxsize=64)
def babel_locale(code: str) -> Locale:
    """Babel's data for a language; English for one that it does not know."""
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _locale() -> Locale:
    return babel_locale(current_render().locale)


def money(value: Mapping[str, Any] | None, zeros: bool = True) -> str:
    """An amount as the shopper reads it; without `zeros`, €48 instead of €48.00."""
    if value is None:
        return ""
    return str(value["formatted"] if zeros else value["without_zeros"])


def money_range(low: Mapping[str, Any], high: Mapping[str, Any]) -> str:
    """Two amounts, or one where they are the same."""
    if low["amount"] == high["amount"]:
        return money(low)
    return f"{money(low)}–{money(high)}"  # noqa: RUF001 - a dash between amounts


def decimal_amount(amount: int, currency: str) -> str:
    """Minor units as machines read them: 4800 EUR is `48.00`."""
    return str(Decimal(amount).scaleb(-get_currency_precision(currency)))


def written_money(amount: int, currency: str, locale: str) -> tuple[str, str]:
    """How a `Money` of minor units is written: with and without an empty fraction."""
    precision = get_currency_precision(currency)
    value = amount / 10**precision
    known = babel_locale(locale)
    full = format_currency(value, currency, locale=known)
    if not precision or amount % 10**precision:
        return full, full
    pattern = known.currency_formats["standard"].pattern.replace(".00", "")
    return full, format_currency(
        value, currency, format=pattern, locale=known, currency_digits=False
    )


def number(value: float, digits: int | None = None) -> str:
    """A number with the language's separators; `digits` after the point."""
    shown = value if digits is None else round(value, min(max(digits, 0), 6))
    return str(format_decimal(shown, locale=_locale()))


def weight(grams: float) -> str:
    """Grams, or kilograms from a thousand on."""
    if grams < _GRAMS_PER_KILOGRAM:
        return f"{number(grams)} g"
    return f"{number(grams / _GRAMS_PER_KILOGRAM, 2)} kg"


def day(value: str | date | None, format: str = "medium", time: bool = False) -> str:
    """A moment's day, with its time if wanted; `format` is short, medium, long or full."""
    if not value:
        return ""
    if format not in ("short", "medium", "long", "full"):
        raise ValueError(f"'date' does not know '{format}'; use short, medium, long or full")
    moment = value if isinstance(value, date) else datetime.fromisoformat(value)
    if time and isinstance(moment, datetime):
        return format_datetime(moment.astimezone(UTC), format, locale=_locale())
    return format_date(moment, format, locale=_locale())


def t(key: str, **values: Any) -> str:
    """The text of the theme's locales under this key; `count` chooses the plural."""
    render = current_render()
    assert render.theme is not None
    try:
        return render.theme.texts(render.locale).say(key, values)
    except TextMissing as error:
        mistaken(str(error))
        return key.rpartition(".")[2].replace("_", " ").capitalize()


def translated(value: str) -> str:
    """A setting's text: `t:home.hero` is the text of that key."""
    return t(value[2:]) if value.startswith("t:") else value


FILTERS: dict[str, Callable[..., Any]] = {
    "money": money,
    "number": number,
    "weight": weight,
    "date": day,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {"money_range": money_range, "t": t}
