"""Shipping: what it costs to send an order, quoted by providers."""

from __future__ import annotations

from shopwright.commerce.shipping.hooks import ShippingQuotes
from shopwright.commerce.shipping.queries import quote
from shopwright.commerce.shipping.types import (
    Parcel,
    ShippingOption,
    ShippingProvider,
    ShippingRate,
    ShippingRequest,
)

__all__ = [
    "Parcel",
    "ShippingOption",
    "ShippingProvider",
    "ShippingQuotes",
    "ShippingRate",
    "ShippingRequest",
    "quote",
]
