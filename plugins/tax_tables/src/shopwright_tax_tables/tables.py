"""Tables of rates, as a merchant writes them down."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Annotated, Self

from babel import Locale
from pydantic import AfterValidator, Field, field_validator, model_validator
from shopwright import PluginSettings

STANDARD = "standard"
EXEMPT = "exempt"


@cache
def known_countries() -> frozenset[str]:
    """The two-letter codes of all countries and territories that CLDR knows."""
    codes = [str(code) for code in Locale("en").territories]
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha())


def _country(code: str) -> str:
    if code not in known_countries():
        raise ValueError(f"'{code}' is no country; use two capitals like DE (ISO 3166)")
    return code


def _prefix(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())


Country = Annotated[str, AfterValidator(_country)]
Category = Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=60)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=4, allow_inf_nan=False)]
PostalPrefix = Annotated[str, AfterValidator(_prefix), Field(min_length=1, max_length=16)]
Rates = dict[Category, Percent]


def _no_rate_for_exempt(rates: Rates) -> Rates:
    if EXEMPT in rates:
        raise ValueError(f"'{EXEMPT}' goods are never taxed; name the category differently")
    return rates


class Area(PluginSettings):
    """A part of a country with rates of its own; none at all where its taxes do not apply."""

    name: str = Field(min_length=1, max_length=80)
    regions: tuple[str, ...] = Field((), description="Codes of states or provinces: NY, CA.")
    postal_codes: tuple[PostalPrefix, ...] = Field((), description="Beginnings: 35, 27498.")
    rates: Annotated[Rates, AfterValidator(_no_rate_for_exempt)] = {}

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if not (self.regions or self.postal_codes):
            raise ValueError("say where it is: by regions or by postal codes")
        return self

    def holds(self, region: str, postal_code: str) -> bool:
        """Whether an address of its country lies in it."""
        code = _prefix(postal_code)
        return any(code.startswith(prefix) for prefix in self.postal_codes) or (
            bool(region) and region.casefold() in (name.casefold() for name in self.regions)
        )


class Table(PluginSettings):
    """A country's rates, in percent, by the category of goods. `standard` is for all others."""

    label: str = Field("VAT", min_length=1, max_length=40)
    rates: Annotated[Rates, AfterValidator(_no_rate_for_exempt)]
    areas: tuple[Area, ...] = ()

    @field_validator("rates")
    @classmethod
    def _standard_is_there(cls, rates: Rates) -> Rates:
        if STANDARD not in rates:
            raise ValueError(f"'{STANDARD}' is missing: the rate for categories not named here")
        return rates

    def rates_at(self, region: str, postal_code: str) -> Rates:
        """The rates at an address; in an area what it does not name is as in the country."""
        for area in self.areas:
            if area.holds(region, postal_code):
                return {**self.rates, **area.rates} if area.rates else {}
        return self.rates


def rate_of(rates: Rates, category: str) -> Decimal | None:
    """The percentage for a category, `standard` for an unknown one; None for exempt goods."""
    return None if category == EXEMPT else rates.get(category, rates[STANDARD])
