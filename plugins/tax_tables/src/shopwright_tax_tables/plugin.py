"""The plugin."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright import Context, Plugin, hooks
from shopwright.commerce.tax import TaxProvider

from shopwright_tax_tables.provider import TableProvider
from shopwright_tax_tables.settings import Settings


class TaxTables(Plugin):
    """Brings the tax provider `tax_tables`."""

    id = "tax_tables"
    settings: Settings

    @hooks.tax_providers
    def providers(self, ctx: Context) -> Iterable[TaxProvider]:
        """One provider for all countries."""
        return [TableProvider(self.settings)]
