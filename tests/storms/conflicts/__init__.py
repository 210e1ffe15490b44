"""Each operation's 409: one short function brings the shop into the state for it, and asks.

The functions are called like the operations. What only the Idempotency-Key can bring about needs
none: see `tests.storms.provocations.under_a_busy_key`.
"""

from tests.storms.conflicts import carts, catalog, orders, people, platform, stock
from tests.storms.conflicts.scene import CONFLICTS, Scene, open_scene

__all__ = [
    "CONFLICTS",
    "Scene",
    "carts",
    "catalog",
    "open_scene",
    "orders",
    "people",
    "platform",
    "stock",
]
