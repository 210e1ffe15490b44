"""Where an order stands: its fulfillment state, and whether it is done."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.commerce.orders.states import follow


def store_fulfillment_state(db: Session, order: Order) -> None:
    """Compute and store it from the lines that have to be sent."""
    if order.fulfillment_state in ("delivered", "returned"):
        return
    db.flush()
    fulfilled, wanted = db.execute(
        select(
            func.coalesce(func.sum(OrderLine.fulfilled), 0),
            func.coalesce(func.sum(OrderLine.quantity - OrderLine.canceled), 0),
        ).where(OrderLine.order_id == order.id, OrderLine.requires_shipping)
    ).one()
    if fulfilled == 0:
        order.fulfillment_state = "none"
    elif fulfilled < wanted:
        order.fulfillment_state = "partial"
    else:
        order.fulfillment_state = "fulfilled"


def is_being_screened(order: Order) -> bool:
    """Whether the fraud screens have still to be asked."""
    return order.screening is not None and order.screening["verdict"] == "pending"


def complete_if_done(db: Session, order: Order) -> None:
    """An open order that is paid and sent is completed, by itself."""
    sent = not order.requires_shipping or order.fulfillment_state in ("fulfilled", "delivered")
    paid = order.payment_state in ("paid", "partly_refunded")
    if order.state == "open" and sent and paid and not (order.review or is_being_screened(order)):
        follow(db, order, "completed", reason="paid and sent")
