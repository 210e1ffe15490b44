"""What every plugin must hold."""

from __future__ import annotations

from shopwright import Context
from shopwright.commerce.orders.commands import cancel
from shopwright.testing import PluginContract
from shopwright.testing.shop import Shop
from shopwright_promotions import commands
from shopwright_promotions.plugin import Promotions
from shopwright_promotions.types import PromotionInput

SALE = '{"name": "Sale", "automatic": true, "action": {"kind": "percent_off", "percent": "10"}}'


class TestContract(PluginContract):
    """Inherited."""

    plugin = Promotions

    def sell(self, shop: Shop) -> None:
        """Two orders that are cheaper, one of which is canceled."""
        commands.create(Context("promotions", None), PromotionInput.model_validate_json(SALE))
        kept, canceled = shop.place_order(), shop.place_order()
        assert kept.total.amount == canceled.total.amount == 2200 - 220 + 490
        cancel(canceled.order_id, reason="changed their mind")
