"""Money: an integer of minor units plus an ISO 4217 currency. Never a float, never a bare integer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.numbers import format_currency, get_currency_precision, list_currencies


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were put together."""


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` minor units (cents; for JPY whole yen) of `currency`."""

    amount: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        """Multiplied and rounded once, half up."""
        return Money(round_half_up(self.amount * Decimal(factor)), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return f"{self.decimal():f} {self.currency}"

    def decimal(self) -> Decimal:
        """The amount in major units: `Money(1050, "EUR").decimal() == Decimal("10.50")`."""
        return Decimal(self.amount).scaleb(-exponent(self.currency))

    def format(self, locale: str) -> str:
        """For people, by the locale's rules: `€10.50` or `10,50 €`."""
        return format_currency(self.decimal(), self.currency, locale=locale.replace("-", "_"))

    @classmethod
    def of(cls, value: Decimal | str | int, currency: str) -> Money:
        """From major units. Raises ValueError when `value` is finer than the currency allows."""
        minor = Decimal(value).scaleb(exponent(currency))
        if minor != minor.to_integral_value():
            raise ValueError(f"{value} has more decimals than {currency} allows")
        return cls(int(minor), currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} are of different currencies")
        return other.amount


@cache
def exponent(currency: str) -> int:
    """How many decimals a currency has (EUR 2, JPY 0, KWD 3). Source: CLDR, through Babel."""
    return get_currency_precision(currency)


@cache
def known_currencies() -> frozenset[str]:
    """All ISO 4217 codes that Babel knows."""
    return frozenset(list_currencies())


def round_half_up(value: Decimal) -> int:
    """To the nearest integer, halves away from zero: what receipts are expected to show."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def distribute(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights`, so that the parts add up to it exactly.

    Largest remainder: parts are rounded towards zero, then the rest goes, one unit each, to those
    that lost most; ties to the first. With no weight at all, everything goes to the first part.
    """
    whole = sum(weights)
    if not weights:
        return []
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    sign = -1 if total < 0 else 1
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    order = sorted(range(len(weights)), key=lambda index: (-shares[index][1], index))
    for index in order[: abs(total) - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
