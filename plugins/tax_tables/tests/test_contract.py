"""What every plugin must hold."""

from __future__ import annotations

from shopwright.testing import PluginContract
from shopwright_tax_tables.plugin import TaxTables


class TestContract(PluginContract):
    """Inherited."""

    plugin = TaxTables
