"""What orders and carts hold about a person: part of the copy they may ask for, and erased with them.

An erased person's orders are kept, for the tax office wants the sums; what names the person goes.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from shopwright.commerce.cart.models import Cart
from shopwright.commerce.customers import CustomerErased, exports_personal_data
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.platform import audit
from shopwright.platform.db import command, read, session
from shopwright.platform.errors import JSON
from shopwright.platform.events.consumers import Consumers

_KEPT_OF_AN_ADDRESS = ("country", "region")


def register(consumers: Consumers) -> None:
    """Hear of people who are erased."""
    consumers.hear(CustomerErased, "orders_erasure", lambda event: erase(event.customer_id))


@exports_personal_data("orders")
def export(customer_id: UUID) -> JSON:
    """The customer's orders: number, date, sum, address."""
    with read() as db:
        orders = db.scalars(
            select(Order).where(Order.customer_id == customer_id).order_by(Order.created_at)
        ).all()
    return [
        {
            "number": order.number,
            "placed_at": order.placed_at.isoformat() if order.placed_at else None,
            "state": order.state,
            "total": {"amount": order.total, "currency": order.currency},
            "email": order.email,
            "shipping_address": order.shipping_address,
            "billing_address": order.billing_address,
            "note": order.note,
        }
        for order in orders
    ]


@command()
def erase(customer_id: UUID) -> None:
    """Take out whatever names the person. Country and region stay: taxes were computed from them."""
    db = session()
    orders = db.scalars(
        select(Order).where(Order.customer_id == customer_id).order_by(Order.id).with_for_update()
    ).all()
    for order in orders:
        order.email = ""
        order.note = ""
        order.shipping_address = _scrubbed(order.shipping_address)
        order.billing_address = _scrubbed(order.billing_address) or {}
        if order.screening is not None:
            order.screening = {**order.screening, "reasons": []}
    db.execute(
        update(Cart)
        .where(Cart.customer_id == customer_id)
        .values(email="", note="", shipping_address=None, billing_address=None)
    )
    db.execute(
        update(PaymentAttempt)
        .where(PaymentAttempt.order_id.in_([order.id for order in orders]))
        .values(options={}, paid_with="", return_url="", cancel_url="")
    )
    audit.record("orders.erase", "customer", customer_id, orders=len(orders))


def _scrubbed(address: dict[str, Any] | None) -> dict[str, Any] | None:
    if not address:
        return address
    return {name: value if name in _KEPT_OF_AN_ADDRESS else "" for name, value in address.items()}
