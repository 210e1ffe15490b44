"""Hooks of tax."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.commerce.tax.types import TaxProvider
from shopwright.platform.hooks import Context, boot_hook


@boot_hook
def tax_providers(ctx: Context) -> Iterable[TaxProvider]:
    """Returns the tax providers that a plugin brings; called once, when the shop starts.

    The first plugin in `after`/`before` order that brings one computes the shop's taxes.

        @hooks.tax_providers
        def providers(self, ctx: Context) -> Iterable[TaxProvider]:
            return [TwentyPercent()]
    """
    raise NotImplementedError
