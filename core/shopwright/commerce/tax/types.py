"""What crosses the border of tax, and the protocol of its providers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

from shopwright.commerce.customers.types import Address
from shopwright.commerce.pricing import Money

Target = Literal["line", "shipping", "fee"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxable:
    """Something that may be taxed. `amount` is after discounts; net or gross as the request says."""

    target: Target
    id: UUID | None
    category: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRequest:
    """`destination` is None while the shopper has not said where to; `country` is then the channel's."""

    channel: str
    country: str
    destination: Address | None
    tax_included: bool
    items: tuple[Taxable, ...]
    customer_group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """Tax on one item at one rate (0.19 = 19 %), rounded once. `base` is what it was computed from."""

    target: Target
    id: UUID | None
    label: str
    rate: Decimal
    base: Money
    amount: Money


class TaxProvider(Protocol):
    """Computes taxes. Pure: it runs at every calculation of a cart, without network or writes."""

    name: str

    def tax_lines(self, request: TaxRequest) -> Sequence[TaxLine]:
        """The taxes on the items. With `tax_included`, the part of each amount that is tax."""
        ...
