"""What every plugin must hold."""

from __future__ import annotations

from shopwright.testing import PluginContract
from shopwright_webhooks.plugin import Webhooks


class TestContract(PluginContract):
    """Inherited."""

    plugin = Webhooks
