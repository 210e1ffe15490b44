"""What crosses the border of shipping, and the protocol of its providers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from shopwright.commerce.customers.types import Address
from shopwright.commerce.pricing import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A line that must be sent. `total` is after discounts."""

    line_id: UUID
    product_id: UUID
    variant_id: UUID
    sku: str | None
    quantity: int
    weight_grams: int
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingRequest:
    """What is to be sent where. `subtotal` is what the goods cost after discounts."""

    channel: str
    destination: Address
    parcels: tuple[Parcel, ...]
    subtotal: Money
    customer_group: str = ""

    @property
    def weight_grams(self) -> int:
        """The weight of everything."""
        return sum(parcel.weight_grams * parcel.quantity for parcel in self.parcels)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingRate:
    """One way to send it. `code` is stable within its provider; days are working days."""

    code: str
    label: str
    amount: Money
    description: str = ""
    min_days: int | None = None
    max_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingOption:
    """A rate as shoppers choose it: `id` is `<provider>:<code>`."""

    id: str
    rate: ShippingRate


class ShippingProvider(Protocol):
    """Quotes rates. `quote` runs at every calculation of a cart: pure, without network or writes.

    A carrier with live rates fetches them in a job and answers from its own table.
    """

    name: str

    def quote(self, request: ShippingRequest) -> Sequence[ShippingRate]:
        """The rates for this request; empty when the provider does not serve it."""
        ...
