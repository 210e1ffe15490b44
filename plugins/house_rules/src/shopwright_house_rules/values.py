"""The kinds of values that rules are made of."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import AfterValidator, Field
from shopwright.commerce.pricing import Money, known_currencies


def _currency(code: str) -> str:
    if code not in known_currencies():
        raise ValueError(f"'{code}' is no currency; use three capitals like EUR (ISO 4217)")
    return code


Currency = Annotated[str, AfterValidator(_currency)]
Amount = Annotated[int, Field(ge=1, le=10**12, description="Minor units: 490 is 4.90.")]
Amounts = dict[Currency, Amount]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="Two capitals: DE.")]
Countries = tuple[Country, ...]
Tag = Annotated[str, Field(min_length=1, max_length=255)]
Pattern = Annotated[str, Field(min_length=1, max_length=120)]


def exceeds(amount: Money, limits: Mapping[str, int]) -> Money | None:
    """The limit that `amount` is above; None where its currency has none."""
    limit = limits.get(amount.currency)
    return Money(limit, amount.currency) if limit is not None and amount.amount > limit else None


def falls_short(amount: Money, limits: Mapping[str, int]) -> Money | None:
    """The limit that `amount` is below; None where its currency has none."""
    limit = limits.get(amount.currency)
    return Money(limit, amount.currency) if limit is not None and amount.amount < limit else None


def matches(name: str, pattern: str) -> bool:
    """Whether an id is meant: `manual:*` is all of one provider."""
    return fnmatchcase(name, pattern)
