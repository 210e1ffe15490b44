"""Orders as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shopwright.commerce.orders.models import (
    Fulfillment,
    FulfillmentLine,
    Order,
    OrderDiscount,
    OrderFee,
    OrderLine,
    OrderShipping,
    OrderTax,
    TimelineEntry,
)
from shopwright.commerce.payments.models import PaymentAttempt, PaymentEntry, Refund


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """A row of a list."""

    id: UUID
    number: int | None
    email: str
    customer_id: UUID | None
    state: str
    payment_state: str
    fulfillment_state: str
    review: bool
    total: int
    currency: str
    placed_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDetail:
    """An order with everything that belongs to it. The rows are detached: read them only."""

    order: Order
    channel: str
    lines: tuple[OrderLine, ...]
    discounts: tuple[OrderDiscount, ...]
    fees: tuple[OrderFee, ...]
    taxes: tuple[OrderTax, ...]
    shipping: OrderShipping | None
    fulfillments: tuple[tuple[Fulfillment, tuple[FulfillmentLine, ...]], ...]
    timeline: tuple[TimelineEntry, ...]
    attempts: tuple[PaymentAttempt, ...]
    entries: tuple[PaymentEntry, ...]
    refunds: tuple[Refund, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """What a list is narrowed to; None means any. `text` is a number or an address."""

    state: str | None = None
    payment_state: str | None = None
    fulfillment_state: str | None = None
    review: bool | None = None
    customer_id: UUID | None = None
    channel_id: UUID | None = None
    text: str = ""
    placed_from: datetime | None = None
    placed_until: datetime | None = None
