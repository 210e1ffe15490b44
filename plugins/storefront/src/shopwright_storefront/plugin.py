"""The plugin: what it adds to the shop."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright import Context, Plugin, StorefrontRoutes, hooks

from shopwright_storefront.settings import Settings
from shopwright_storefront.views.blueprint import storefront


class Storefront(Plugin):
    """Owns the shop's root and draws its pages by themes."""

    id = "storefront"
    settings: Settings

    @hooks.storefront_routes
    def routes(self, ctx: Context) -> Iterable[StorefrontRoutes]:
        """The whole shop."""
        return [storefront()]
