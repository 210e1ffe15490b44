"""Quoting."""

from __future__ import annotations

from shopwright.commerce.shipping.hooks import ShippingQuotes, shipping_options, shipping_providers
from shopwright.commerce.shipping.types import ShippingOption, ShippingRequest
from shopwright.platform.hooks import chain
from shopwright.platform.network import forbid_network
from shopwright.platform.runtime import runtime


def quote(request: ShippingRequest) -> tuple[ShippingOption, ...]:
    """Every way to send `request`, cheapest first, after the plugins had their say."""
    found = []
    for _, provider in runtime().registry.described(shipping_providers):
        with forbid_network(f"the shipping provider '{provider.name}'"):
            found += [
                ShippingOption(id=f"{provider.name}:{rate.code}", rate=rate)
                for rate in provider.quote(request)
            ]
    found.sort(key=lambda option: (option.rate.amount.amount, option.id))
    quotes = ShippingQuotes(request=request, options=tuple(found))
    return chain(shipping_options, quotes, "options")
