"""The plugin in a shop: a cart's taxes add up."""

from __future__ import annotations

from pathlib import Path

from shopwright.commerce.cart import cart_view
from shopwright.commerce.pricing import Money
from shopwright.testing import ScriptedProvider, open_shop, trading_plugin
from shopwright_tax_tables.plugin import TaxTables


def test_a_carts_taxes_are_within_its_prices(tmp_path: Path) -> None:
    with open_shop(tmp_path, TaxTables, trading_plugin(ScriptedProvider())) as shop:
        mug, book = shop.product(price=2200), shop.product(price=1800, tax_category="reduced")
        totals = cart_view(shop.cart({mug: 2, book: 1})).totals
        labels = [(line.target, line.label, line.amount.amount) for line in totals.taxes]
        assert labels == [
            ("line", "VAT 19 %", 703),
            ("line", "VAT 7 %", 118),
            ("shipping", "VAT 19 %", 78),
        ]
        assert totals.tax == Money(703 + 118 + 78, "EUR")
        assert totals.total == Money(2 * 2200 + 1800 + 490, "EUR")
