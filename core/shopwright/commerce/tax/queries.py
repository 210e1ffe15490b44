"""Computing taxes."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.commerce.tax.hooks import tax_providers
from shopwright.commerce.tax.types import TaxLine, TaxRequest
from shopwright.platform.hooks import ask_provider, checked
from shopwright.platform.network import forbid_network
from shopwright.platform.runtime import runtime


def taxes(request: TaxRequest) -> Sequence[TaxLine]:
    """The taxes on `request`'s items; none in a shop without a tax provider."""
    found = runtime().registry.described(tax_providers)
    if not found:
        return ()
    plugin_id, provider = found[0]
    with forbid_network(f"the tax provider '{provider.name}'"):
        return ask_provider(
            tax_providers,
            plugin_id,
            lambda: checked(provider.tax_lines(request), Sequence[TaxLine]),
        )
