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
]
