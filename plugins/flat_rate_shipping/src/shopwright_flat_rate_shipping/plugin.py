"""The plugin."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright import Context, Plugin, hooks
from shopwright.commerce.shipping import ShippingProvider

from shopwright_flat_rate_shipping.provider import FlatRateProvider
from shopwright_flat_rate_shipping.settings import Settings


class FlatRateShipping(Plugin):
    """Brings the shipping provider `flat_rate`."""

    id = "flat_rate_shipping"
    settings: Settings

    @hooks.shipping_providers
    def providers(self, ctx: Context) -> Iterable[ShippingProvider]:
        """One provider for all zones."""
        return [FlatRateProvider(self.settings)]
