"""Quoting."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from shopwright.commerce.shipping.hooks import ShippingQuotes, shipping_options, shipping_providers
from shopwright.commerce.shipping.types import (
    ShippingOption,
    ShippingProvider,
    ShippingRate,
    ShippingRequest,
)
from shopwright.platform.hooks import PluginFailed, ask_provider, chain, checked, rests
from shopwright.platform.network import forbid_network
from shopwright.platform.runtime import runtime


def quote(request: ShippingRequest) -> tuple[ShippingOption, ...]:
    """Every way to send `request`, cheapest first, after the plugins had their say.

    A provider that fails is left out: the others' options remain.
    """
    found: list[ShippingOption] = []
    for plugin_id, provider in runtime().registry.described(shipping_providers):
        if rests(shipping_providers, plugin_id):
            continue
        with (
            suppress(PluginFailed),
            forbid_network(f"the shipping provider '{provider.name}'"),
        ):
            found += ask_provider(shipping_providers, plugin_id, partial(_ask, provider, request))
    found.sort(key=lambda option: (option.rate.amount.amount, option.id))
    quotes = ShippingQuotes(request=request, options=tuple(found))
    return chain(shipping_options, quotes, "options")


def _ask(provider: ShippingProvider, request: ShippingRequest) -> list[ShippingOption]:
    rates = checked(provider.quote(request), Sequence[ShippingRate])
    return [ShippingOption(id=f"{provider.name}:{rate.code}", rate=rate) for rate in rates]
