"""What every plugin must hold, with every rule set and each of them obeyed."""

from __future__ import annotations

from shopwright.testing import PluginContract
from shopwright_house_rules.plugin import HouseRules


class TestContract(PluginContract):
    """Inherited."""

    plugin = HouseRules
    settings = {
        "line_limit": 50,
        "tag_limits": {"rare": 1},
        "minimum_order": {"EUR": 100},
        "closed_countries": ["AQ"],
        "canceling": "until_open",
        "reason_length": 5,
        "keep_moves": True,
        "review_above": {"EUR": 1000},
        "review_risk": "highest",
        "payment_rules": [{"methods": "*:cash", "above": {"EUR": 50000}}],
        "shipping_rules": [{"options": "*:express", "heavier_than": 5000}],
        "need_weight": True,
        "refund_reason_above": {"EUR": 1000},
        "refund_at_most": {"EUR": 100000},
        "badges": {"new": "New"},
    }
