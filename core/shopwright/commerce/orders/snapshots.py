"""Orders as the values that events carry."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from shopwright.commerce.channels import channel_by_id
from shopwright.commerce.customers.types import Address
from shopwright.commerce.orders.hooks import OrderLineSnapshot, OrderPlaced
from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.commerce.pricing import Money

_LINES = (
    select(OrderLine)
    .where(OrderLine.order_id == bindparam("order_id"))
    .order_by(OrderLine.position)
)


def line_snapshots(db: Session, order_id: UUID, currency: str) -> tuple[OrderLineSnapshot, ...]:
    """The order's lines in their order."""
    rows = db.scalars(_LINES, {"order_id": order_id})
    return tuple(snapshot(row, currency) for row in rows)


def snapshot(row: OrderLine, currency: str) -> OrderLineSnapshot:
    """One line as a value."""
    return OrderLineSnapshot(
        id=row.id,
        variant_id=row.variant_id,
        sku=row.sku,
        title=row.title,
        variant_title=row.variant_title,
        quantity=row.quantity,
        unit_price=Money(row.unit_amount, currency),
        total=Money(row.total, currency),
    )


def placed_event(db: Session, order: Order, *, instructions: str) -> OrderPlaced:
    """What is told when an order becomes binding."""
    assert order.number is not None
    currency = order.currency
    address = order.shipping_address
    return OrderPlaced(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        email=order.email,
        locale=order.locale,
        channel=channel_by_id(order.channel_id).handle,
        lines=line_snapshots(db, order.id, currency),
        subtotal=Money(order.subtotal, currency),
        discount=Money(order.discount_total, currency),
        shipping=Money(order.shipping_total, currency),
        tax=Money(order.tax_total, currency),
        total=Money(order.total, currency),
        payment_state=order.payment_state,
        payment_method=order.payment_method,
        instructions=instructions,
        fee=Money(order.fee_total, currency),
        tax_included=order.tax_included,
        shipping_address=Address.from_dict(address) if address else None,
    )
