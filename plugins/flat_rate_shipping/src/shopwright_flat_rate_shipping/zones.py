"""Zones, and the rates of each."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, field_validator, model_validator
from shopwright import PluginSettings

from shopwright_flat_rate_shipping.bands import (
    Currency,
    Prices,
    SubtotalBands,
    WeightBands,
    band_of,
)
from shopwright_flat_rate_shipping.places import GROUPS, REST, checked_country, plain

Country = Annotated[str, AfterValidator(checked_country)]
PostalPrefix = Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=16)]
Days = Annotated[int, Field(ge=0, le=365, description="Working days.")]


class Rate(PluginSettings):
    """One way to send, as shoppers choose it.

    It costs either `price`, or what the band of the order's weight or subtotal says. A currency
    without a price is one in which the rate is not on offer.
    """

    code: str = Field(
        pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$",
        max_length=60,
        description="Stays when you rename it; use the same in each zone for the same service.",
    )
    label: str = Field(min_length=1, max_length=80)
    description: str = Field("", max_length=300)
    price: Prices = {}
    weight_bands: WeightBands = ()
    subtotal_bands: dict[Currency, SubtotalBands] = {}
    free_above: Prices = Field({}, description="From this subtotal on it costs nothing.")
    min_days: Days | None = None
    max_days: Days | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        ways = [bool(self.price), bool(self.weight_bands), bool(self.subtotal_bands)]
        if sum(ways) != 1:
            raise ValueError("give one of price, weight_bands and subtotal_bands")
        unpriced = sorted(self.free_above.keys() - self.currencies)
        if unpriced:
            raise ValueError(f"free_above names {', '.join(unpriced)}, which has no price here")
        if None not in (self.min_days, self.max_days) and self.min_days > self.max_days:  # type: ignore[operator]
            raise ValueError("min_days is above max_days")
        return self

    @property
    def currencies(self) -> frozenset[str]:
        """In which it is on offer."""
        by_weight = self.weight_bands[0].price if self.weight_bands else {}
        return frozenset(self.price) | frozenset(by_weight) | frozenset(self.subtotal_bands)

    def cost(self, *, weight_grams: int, subtotal: int, currency: str) -> int | None:
        """Minor units; None where it is not on offer."""
        if currency not in self.currencies:
            return None
        found = self._listed(weight_grams, subtotal, currency)
        free_from = self.free_above.get(currency)
        if found is not None and free_from is not None and subtotal >= free_from:
            return 0
        return found

    def _listed(self, weight_grams: int, subtotal: int, currency: str) -> int | None:
        if self.weight_bands:
            heavy = band_of(self.weight_bands, weight_grams)
            return heavy.price[currency] if heavy else None
        if self.subtotal_bands:
            worth = band_of(self.subtotal_bands[currency], subtotal)
            return worth.price if worth else None
        return self.price[currency]


class Zone(PluginSettings):
    """Where its rates hold. Regions and postal codes narrow it to a part of one country.

    The most specific zone wins: the longest postal prefix, a region, the country, a group like
    `EU`, the rest of the world. A zone without rates is one that nothing is sent to.
    """

    name: str = Field(min_length=1, max_length=80)
    countries: tuple[Country, ...] = Field(
        min_length=1, description="DE; EU for its members; * for the rest of the world."
    )
    regions: tuple[str, ...] = Field((), description="Codes of states or provinces: CA, NY.")
    postal_codes: tuple[PostalPrefix, ...] = Field((), description="Beginnings: 27498, 35.")
    rates: tuple[Rate, ...] = ()

    @field_validator("rates")
    @classmethod
    def _each_code_once(cls, rates: tuple[Rate, ...]) -> tuple[Rate, ...]:
        codes = [rate.code for rate in rates]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"more than one rate has the code {', '.join(twice)}")
        return rates

    @model_validator(mode="after")
    def _parts_are_of_one_country(self) -> Self:
        one = len(self.countries) == 1 and self.countries[0] not in (REST, *GROUPS)
        if (self.regions or self.postal_codes) and not one:
            raise ValueError("regions and postal codes are parts of one country: name just that")
        return self

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """What an address may match: (country, part); two zones must not share one."""
        if not (self.regions or self.postal_codes):
            return tuple((country, "") for country in self.countries)
        (country,) = self.countries
        regions = tuple((country, f"region {region.upper()}") for region in self.regions)
        return regions + tuple((country, f"postal code {code}") for code in self.postal_codes)
