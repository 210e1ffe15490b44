"""Texts in the reader's language, and amounts and times as that language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_timedelta
from shopwright.commerce.pricing import Money

FALLBACK = "en"
_FOLDER = files("shopwright_email_notify") / "locales"
Texts = Mapping[str, Mapping[str, str]]


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are texts in."""
    names = sorted(item.name for item in _FOLDER.iterdir())
    return tuple(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@cache
def texts_of(language: str) -> Texts:
    """All texts of a language, by section and key."""
    found: Texts = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """Speaks one language. `locale` is what Babel formats by: `de_AT`; `language`: `de`."""

    locale: str
    language: str

    @classmethod
    def of(cls, *wanted: str) -> Words:
        """The first of the locales that there are texts for, else English."""
        for name in wanted:
            locale = name.replace("-", "_")
            language = locale.partition("_")[0].lower()
            if language in languages():
                return cls(_known(locale) or language, language)
        return cls(FALLBACK, FALLBACK)

    def say(self, key: str, **values: str) -> str:
        """The text of `key` (`order_paid.title`) with its `{placeholders}` filled in.

        What is filled in is never looked at for placeholders itself.
        """
        section, _, name = key.partition(".")
        return texts_of(self.language)[section][name].format_map(values)

    def money(self, amount: Money) -> str:
        """As people write it: `10,50 €`."""
        return amount.format(self.locale)

    def day(self, moment: datetime) -> str:
        """`November 23, 2026`, by UTC."""
        return format_date(moment.date(), "long", locale=self.locale)

    def lifetime(self, length: timedelta) -> str:
        """`3 days`, `1 hour`."""
        return format_timedelta(length, threshold=1, locale=self.locale)


def _known(locale: str) -> str | None:
    try:
        return str(Locale.parse(locale))
    except (UnknownLocaleError, ValueError):
        return None
