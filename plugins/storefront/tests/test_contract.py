"""What every plugin must hold."""

from __future__ import annotations

from shopwright.testing import PluginContract
from shopwright_storefront.plugin import Storefront


class TestContract(PluginContract):
    """Inherited."""

    plugin = Storefront
