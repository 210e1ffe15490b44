"""What every plugin must hold."""

from __future__ import annotations

from shopwright.testing import PluginContract
from shopwright_recommendations.plugin import Recommendations


class TestContract(PluginContract):
    """Inherited."""

    plugin = Recommendations
