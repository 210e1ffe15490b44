"""Hooks of shipping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shopwright.commerce.shipping.types import ShippingOption, ShippingProvider, ShippingRequest
from shopwright.platform.hooks import Context, boot_hook, compute_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingQuotes:
    """What the providers quoted, cheapest first."""

    request: ShippingRequest
    options: tuple[ShippingOption, ...]


@boot_hook
def shipping_providers(ctx: Context) -> Iterable[ShippingProvider]:
    """Returns the providers that a plugin brings; called once, when the shop starts.

    @hooks.shipping_providers
    def providers(self, ctx: Context) -> Iterable[ShippingProvider]:
        return [PigeonPost()]
    """
    raise NotImplementedError


@compute_hook(money=True)
def shipping_options(draft: ShippingQuotes, ctx: Context) -> tuple[ShippingOption, ...]:
    """Filters, changes or adds to what the providers quoted; runs at every quote. Pure.

    @hooks.shipping_options
    def no_express_to_islands(
        self, draft: ShippingQuotes, ctx: Context
    ) -> tuple[ShippingOption, ...]:
        return tuple(option for option in draft.options if "express" not in option.id)
    """
    raise NotImplementedError
