"""What every plugin must hold."""

from __future__ import annotations

from shopwright.testing import PluginContract
from shopwright_promotions.plugin import Promotions


class TestContract(PluginContract):
    """Inherited."""

    plugin = Promotions
