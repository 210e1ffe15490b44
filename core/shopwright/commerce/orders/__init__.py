"""Orders: what was agreed, and everything that happened to it since."""

from __future__ import annotations

from shopwright.commerce.orders.hooks import (
    OrderCanceled,
    OrderDraft,
    OrderFulfilled,
    OrderLineSnapshot,
    OrderNoteAdded,
    OrderPaid,
    OrderPlaced,
    OrderTransition,
    OrderTransitioned,
    ShipmentDelivered,
    ShipmentShipped,
)
from shopwright.commerce.orders.queries import has_ordered, order_state

__all__ = [
    "OrderCanceled",
    "OrderDraft",
    "OrderFulfilled",
    "OrderLineSnapshot",
    "OrderNoteAdded",
    "OrderPaid",
    "OrderPlaced",
    "OrderTransition",
    "OrderTransitioned",
    "ShipmentDelivered",
    "ShipmentShipped",
    "has_ordered",
    "order_state",
]
