"""What every plugin must hold."""

from __future__ import annotations

from shopwright.testing import PluginContract
from shopwright_manual_payments.plugin import ManualPayments


class TestContract(PluginContract):
    """Inherited."""

    plugin = ManualPayments
