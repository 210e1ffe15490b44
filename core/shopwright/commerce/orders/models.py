"""Orders: copies of what was agreed, and everything that happened to them since."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db import Amount, Base, Currency, Key, Minor


class Order(Base):
    """One agreement. `cart_id` is unique: completing a cart twice gives the same order.

    All amounts are minor units of `currency`. The money columns are computed from the ledger by
    one function and stored, so that lists can filter and sort by them. `lost_total` went to buyers
    who won a dispute. `screening` is what the fraud screens came to: verdict, score, reasons.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(
            "state IN ('pending', 'awaiting_payment', 'open', 'completed', 'canceled')",
            name="state",
        ),
        CheckConstraint("refund_committed <= captured_total", name="refunds_within_captured"),
        CheckConstraint("refunded_total <= captured_total", name="refunded_within_captured"),
        Index("ix_orders_placed_at_id", "placed_at", "id"),
        Index("ix_orders_state_placed_at", "state", "placed_at", "id"),
        Index("ix_orders_payment_state", "payment_state", "placed_at", "id"),
        Index("ix_orders_fulfillment_state", "fulfillment_state", "placed_at", "id"),
        Index("ix_orders_customer_id_placed_at", "customer_id", "placed_at"),
        Index("ix_orders_email", "email"),
    )

    id: Mapped[Key]
    number: Mapped[int | None] = mapped_column(unique=True)
    invoice_number: Mapped[int | None] = mapped_column(unique=True)
    cart_id: Mapped[UUID] = mapped_column(unique=True)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    customer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("customers.id", ondelete="SET NULL")
    )
    email: Mapped[str]
    locale: Mapped[str]
    currency: Mapped[Currency]
    tax_included: Mapped[bool]
    state: Mapped[str] = mapped_column(default="pending")
    payment_state: Mapped[str] = mapped_column(default="unpaid")
    fulfillment_state: Mapped[str] = mapped_column(default="none")
    review: Mapped[bool] = mapped_column(default=False)
    cancel_reason: Mapped[str] = mapped_column(default="")
    shipping_address: Mapped[dict[str, Any] | None]
    billing_address: Mapped[dict[str, Any]]
    payment_method: Mapped[str | None]
    codes: Mapped[list[str]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(default="")
    fingerprint: Mapped[str]
    requires_shipping: Mapped[bool]
    subtotal: Mapped[Amount]
    discount_total: Mapped[Amount]
    fee_total: Mapped[Amount]
    shipping_total: Mapped[Amount]
    tax_total: Mapped[Amount]
    total: Mapped[Amount]
    authorized_total: Mapped[int] = mapped_column(Minor, default=0)
    captured_total: Mapped[int] = mapped_column(Minor, default=0)
    refunded_total: Mapped[int] = mapped_column(Minor, default=0)
    refund_committed: Mapped[int] = mapped_column(Minor, default=0)
    lost_total: Mapped[int] = mapped_column(Minor, default=0)
    screening: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    placed_at: Mapped[datetime | None]
    invoiced_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    canceled_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=now)


class OrderLine(Base):
    """A line as it was agreed. `fulfilled`, `canceled` and `refunded` are units of `quantity`."""

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("fulfilled >= 0 AND fulfilled + canceled <= quantity", name="units"),
        CheckConstraint("refunded >= 0 AND refunded <= quantity", name="refunded_units"),
    )

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    variant_id: Mapped[UUID] = mapped_column(index=True)
    product_id: Mapped[UUID]
    sku: Mapped[str | None]
    title: Mapped[str]
    variant_title: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    requires_shipping: Mapped[bool]
    weight_grams: Mapped[int]
    quantity: Mapped[int]
    unit_amount: Mapped[Amount]
    subtotal: Mapped[Amount]
    discount: Mapped[Amount]
    tax: Mapped[Amount]
    total: Mapped[Amount]
    fulfilled: Mapped[int] = mapped_column(default=0)
    canceled: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)


class OrderDiscount(Base):
    """A discount on the order (`line_id` None) or on one line; `amount` is positive."""

    __tablename__ = "order_discounts"

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    line_id: Mapped[UUID | None]
    source: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    label: Mapped[str]
    amount: Mapped[Amount]


class OrderFee(Base):
    """Something charged beside the goods: gift wrapping, a surcharge."""

    __tablename__ = "order_fees"

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    code: Mapped[str]
    label: Mapped[str]
    amount: Mapped[Amount]
    tax: Mapped[int] = mapped_column(Minor, default=0)


class OrderTax(Base):
    """Tax on one line, the shipping (`target` = shipping) or a fee, at one rate."""

    __tablename__ = "order_taxes"

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    target: Mapped[str]
    target_id: Mapped[UUID | None]
    label: Mapped[str]
    rate: Mapped[str]
    included: Mapped[bool]
    base: Mapped[Amount]
    amount: Mapped[Amount]


class OrderShipping(Base):
    """The shipping that was agreed; `option` is the provider's name and its code."""

    __tablename__ = "order_shipping"

    order_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True
    )
    option: Mapped[str]
    label: Mapped[str]
    amount: Mapped[Amount]
    discount: Mapped[int] = mapped_column(Minor, default=0)
    tax: Mapped[int] = mapped_column(Minor, default=0)


class Fulfillment(Base):
    """Goods that left together. `state`: shipped -> delivered, or canceled (they never left)."""

    __tablename__ = "fulfillments"

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="shipped")
    location_id: Mapped[UUID | None]
    carrier: Mapped[str] = mapped_column(default="")
    tracking_number: Mapped[str] = mapped_column(default="")
    tracking_url: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    delivered_at: Mapped[datetime | None]
    canceled_at: Mapped[datetime | None]


class FulfillmentLine(Base):
    """Units of an order's line in a fulfillment, taken from one hold."""

    __tablename__ = "fulfillment_lines"

    id: Mapped[Key]
    fulfillment_id: Mapped[UUID] = mapped_column(
        ForeignKey("fulfillments.id", ondelete="CASCADE"), index=True
    )
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id", ondelete="CASCADE"))
    level_id: Mapped[UUID | None]
    quantity: Mapped[int]


class TimelineEntry(Base):
    """What happened to an order, for people. `kind` is stable, `data` holds what it names."""

    __tablename__ = "order_timeline"
    __table_args__ = (Index("ix_order_timeline_order_id_at", "order_id", "at", "id"),)

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
    kind: Mapped[str]
    message: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actor: Mapped[str]
    public: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=now)


class OrderNumber(Base):
    """The sequence of order numbers: one row per number drawn. Unique and short, not gapless."""

    __tablename__ = "order_numbers"
    __table_args__ = ({"sqlite_autoincrement": True},)

    value: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    order_id: Mapped[UUID] = mapped_column(unique=True)


class InvoiceNumber(Base):
    """Invoice numbers: 1, 2, 3 without a gap, since none is ever changed or removed."""

    __tablename__ = "invoice_numbers"

    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), unique=True)
