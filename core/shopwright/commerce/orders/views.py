"""Orders for those who bought them: what a page or a mail shows, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from shopwright.commerce.customers.types import Address
from shopwright.commerce.orders.models import Fulfillment, FulfillmentLine, Order, OrderLine
from shopwright.commerce.orders.queries import list_orders, order_detail
from shopwright.commerce.orders.types import OrderDetail, OrderFilter, OrderSummary
from shopwright.commerce.pricing import Money
from shopwright.platform.db import read


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineView:
    """A line as it was agreed, and how many of its units were sent, canceled and refunded."""

    id: UUID
    product_id: UUID
    variant_id: UUID
    sku: str | None
    title: str
    variant_title: str
    options: Mapping[str, Any]
    quantity: int
    fulfilled: int
    canceled: int
    refunded: int
    unit_price: Money
    discount: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCharge:
    """A discount, a fee or a tax."""

    label: str
    amount: Money
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderParcel:
    """A parcel: shipped, delivered or canceled. `units` are by the order's lines."""

    id: UUID
    number: int
    state: str
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None
    units: Mapping[UUID, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoment:
    """Something that happened, and that the buyer may know."""

    at: datetime
    kind: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order as its buyer sees it. It has no number, and no `placed_at`, before it is placed.

    Its invoice has a number of its own, once it was paid or goods left (`issue_invoice`).
    Discounts and taxes are summed up by their labels.
    """

    id: UUID
    number: int | None
    state: str
    payment_state: str
    fulfillment_state: str
    invoice_number: int | None
    invoiced_at: datetime | None
    placed_at: datetime | None
    completed_at: datetime | None
    canceled_at: datetime | None
    customer_id: UUID | None
    email: str
    currency: str
    locale: str
    shipping_address: Address | None
    billing_address: Address | None
    shipping_label: str
    payment_method: str
    note: str
    lines: tuple[OrderLineView, ...]
    subtotal: Money
    discounts: tuple[OrderCharge, ...]
    fees: tuple[OrderCharge, ...]
    shipping: Money
    taxes: tuple[OrderCharge, ...]
    tax: Money
    tax_included: bool
    total: Money
    paid: Money
    refunded: Money
    parcels: tuple[OrderParcel, ...]
    timeline: tuple[OrderMoment, ...]


def order_view(order_id: UUID) -> OrderView:
    """One order. Who may see it is for the caller to check. Raises `OrderNotFound`."""
    detail = order_detail(order_id)
    order, currency = detail.order, detail.order.currency
    return OrderView(
        id=order.id,
        number=order.number,
        state=order.state,
        payment_state=order.payment_state,
        fulfillment_state=order.fulfillment_state,
        invoice_number=order.invoice_number,
        invoiced_at=order.invoiced_at,
        placed_at=order.placed_at,
        completed_at=order.completed_at,
        canceled_at=order.canceled_at,
        customer_id=order.customer_id,
        email=order.email,
        currency=currency,
        locale=order.locale,
        shipping_address=_address(order.shipping_address),
        billing_address=_address(order.billing_address),
        shipping_label=detail.shipping.label if detail.shipping else "",
        payment_method=order.payment_method or "",
        note=order.note,
        lines=tuple(_line(line, currency) for line in detail.lines),
        subtotal=Money(order.subtotal, currency),
        discounts=_summed([(r.label, r.code, r.amount) for r in detail.discounts], currency),
        fees=_summed([(r.label, r.code, r.amount) for r in detail.fees], currency),
        shipping=Money(order.shipping_total, currency),
        taxes=_summed([(r.label, "", r.amount) for r in detail.taxes], currency),
        tax=Money(order.tax_total, currency),
        tax_included=order.tax_included,
        total=Money(order.total, currency),
        paid=Money(order.captured_total, currency),
        refunded=Money(order.refunded_total, currency),
        parcels=tuple(_parcel(head, lines) for head, lines in detail.fulfillments),
        timeline=_timeline(detail),
    )


def orders_of(customer_id: UUID, *, limit: int = 20, start: int = 0) -> list[OrderSummary]:
    """A customer's placed orders, the newest first, from the one of number `start` on."""
    found = list_orders(OrderFilter(customer_id=customer_id), limit=start + limit)
    return found[start:]


def count_orders_of(customer_id: UUID) -> int:
    """How many orders a customer has placed."""
    own = select(func.count()).where(Order.customer_id == customer_id, Order.placed_at.is_not(None))
    with read() as db:
        return db.scalar(own) or 0


def _line(line: OrderLine, currency: str) -> OrderLineView:
    plain = ("id", "product_id", "variant_id", "sku", "title", "variant_title", "options")
    units = ("quantity", "fulfilled", "canceled", "refunded")
    values = {name: getattr(line, name) for name in (*plain, *units)}
    return OrderLineView(
        **values,
        unit_price=Money(line.unit_amount, currency),
        discount=Money(line.discount, currency),
        total=Money(line.total, currency),
    )


def _summed(rows: list[tuple[str, str, int]], currency: str) -> tuple[OrderCharge, ...]:
    sums: dict[tuple[str, str], int] = {}
    for label, code, amount in rows:
        sums[label, code] = sums.get((label, code), 0) + amount
    return tuple(
        OrderCharge(label=label, code=code, amount=Money(amount, currency))
        for (label, code), amount in sums.items()
    )


def _parcel(head: Fulfillment, lines: tuple[FulfillmentLine, ...]) -> OrderParcel:
    return OrderParcel(
        id=head.id,
        number=head.number,
        state=head.state,
        carrier=head.carrier,
        tracking_number=head.tracking_number,
        tracking_url=head.tracking_url,
        shipped_at=head.created_at,
        delivered_at=head.delivered_at,
        units={line.order_line_id: line.quantity for line in lines},
    )


def _timeline(detail: OrderDetail) -> tuple[OrderMoment, ...]:
    return tuple(
        OrderMoment(at=entry.at, kind=entry.kind, message=entry.message)
        for entry in detail.timeline
        if entry.public
    )


def _address(data: dict[str, Any] | None) -> Address | None:
    return Address.from_dict(data) if data else None
