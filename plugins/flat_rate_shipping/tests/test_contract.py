"""What every plugin must hold."""

from __future__ import annotations

from shopwright.testing import PluginContract
from shopwright_flat_rate_shipping.plugin import FlatRateShipping


class TestContract(PluginContract):
    """Inherited."""

    plugin = FlatRateShipping
