"""Bands: stretches of weight or subtotal that have one price each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Protocol, TypeVar

from pydantic import AfterValidator, Field
from shopwright import PluginSettings
from shopwright.commerce.pricing import known_currencies


def _currency(code: str) -> str:
    if code not in known_currencies():
        raise ValueError(f"'{code}' is no currency; use three capitals like EUR (ISO 4217)")
    return code


Currency = Annotated[str, AfterValidator(_currency)]
Minor = Annotated[int, Field(ge=0, le=10**12, description="Minor units: 490 is 4.90.")]
Prices = dict[Currency, Minor]


class Band(Protocol):
    """`start` belongs to the band, `end` to the next; without an end it goes on for ever."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int | None: ...


B = TypeVar("B", bound=Band)


class WeightBand(PluginSettings):
    """What parcels from `from_grams` up to, but not including, `to_grams` cost."""

    from_grams: int = Field(0, ge=0)
    to_grams: int | None = Field(None, gt=0)
    price: Annotated[Prices, Field(min_length=1)]

    @property
    def start(self) -> int:
        """In grams."""
        return self.from_grams

    @property
    def end(self) -> int | None:
        """In grams."""
        return self.to_grams


class SubtotalBand(PluginSettings):
    """What orders from `from_amount` up to, but not including, `to_amount` pay for shipping."""

    from_amount: Minor = 0
    to_amount: Minor | None = None
    price: Minor

    @property
    def start(self) -> int:
        """In minor units."""
        return self.from_amount

    @property
    def end(self) -> int | None:
        """In minor units."""
        return self.to_amount


def band_of(bands: Iterable[B], value: int) -> B | None:
    """The band that `value` lies in; None beyond the last one."""
    for band in bands:
        if band.start <= value and (band.end is None or value < band.end):
            return band
    return None


def check_bands(bands: Sequence[Band]) -> None:
    """Raise ValueError unless the bands begin at 0 and follow each other without gap or overlap.

    The last one may have an end: beyond it the rate is not on offer.
    """
    reached: int | None = 0
    for number, band in enumerate(bands, start=1):
        if reached is None:
            raise ValueError(f"band {number} can never apply: band {number - 1} has no end")
        if band.start > reached:
            raise ValueError(f"a gap: nothing is said of {reached} to {band.start} (band {number})")
        if band.start < reached:
            raise ValueError(
                f"an overlap: band {number} begins at {band.start}, "
                f"band {number - 1} ends at {reached}"
            )
        if band.end is not None and band.end <= band.start:
            raise ValueError(f"band {number} ends at {band.end}, where or before it begins")
        reached = band.end


def weight_bands(bands: tuple[WeightBand, ...]) -> tuple[WeightBand, ...]:
    """As `check_bands`; every band must have a price in each currency that any has."""
    check_bands(bands)
    currencies = set().union(*(band.price for band in bands))
    for number, band in enumerate(bands, start=1):
        missing = sorted(currencies - band.price.keys())
        if missing:
            raise ValueError(f"band {number} has no price in {', '.join(missing)}")
    return bands


def subtotal_bands(bands: tuple[SubtotalBand, ...]) -> tuple[SubtotalBand, ...]:
    """As `check_bands`, and not empty."""
    if not bands:
        raise ValueError("there has to be a band; leave the currency out where it is not served")
    check_bands(bands)
    return bands


WeightBands = Annotated[tuple[WeightBand, ...], AfterValidator(weight_bands)]
SubtotalBands = Annotated[tuple[SubtotalBand, ...], AfterValidator(subtotal_bands)]
