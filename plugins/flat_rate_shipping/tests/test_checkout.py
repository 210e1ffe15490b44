"""The plugin in a shop: quoted, chosen, and charged."""

from __future__ import annotations

from pathlib import Path

from shopwright.commerce.cart import cart_view
from shopwright.commerce.pricing import Money
from shopwright.testing import ScriptedProvider, open_shop, trading_plugin
from shopwright_flat_rate_shipping.plugin import FlatRateShipping


def test_a_cart_pays_the_band_of_its_weight_until_it_is_worth_free_shipping(
    tmp_path: Path,
) -> None:
    with open_shop(tmp_path, FlatRateShipping, trading_plugin(ScriptedProvider())) as shop:
        mug = shop.product(price=2200)
        three = shop.cart({mug: 3}, shipping="flat_rate:standard")
        four = shop.cart({mug: 4}, shipping="flat_rate:standard")
        assert cart_view(three).totals.shipping == Money(490, "EUR")
        assert cart_view(four).totals.shipping == Money(0, "EUR")
        assert cart_view(four).totals.problems == ()
