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
from shopwright.commerce.orders.invoices import issue_invoice
from shopwright.commerce.orders.queries import has_ordered, order_state
from shopwright.commerce.orders.together import Together, bought_together
from shopwright.commerce.orders.types import OrderSummary
from shopwright.commerce.orders.views import (
    OrderCharge,
    OrderLineView,
    OrderMoment,
    OrderParcel,
    OrderView,
    count_orders_of,
    order_view,
    orders_of,
)

__all__ = [
    "OrderCanceled",
    "OrderCharge",
    "OrderDraft",
    "OrderFulfilled",
    "OrderLineSnapshot",
    "OrderLineView",
    "OrderMoment",
    "OrderNoteAdded",
    "OrderPaid",
    "OrderParcel",
    "OrderPlaced",
    "OrderSummary",
    "OrderTransition",
    "OrderTransitioned",
    "OrderView",
    "ShipmentDelivered",
    "ShipmentShipped",
    "Together",
    "bought_together",
    "count_orders_of",
    "has_ordered",
    "issue_invoice",
    "order_state",
    "order_view",
    "orders_of",
]
