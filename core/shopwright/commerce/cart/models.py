"""Carts: what a shopper intends. Guests hold a token, customers own theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db import Base, Currency, Key, Minor


class Cart(Base):
    """`state`: active, completed (an order was placed from it) or merged (into a customer's cart).

    `seen` is the picture the shopper saw last: unit prices and availability per line, so that
    changes can be reported.
    """

    __tablename__ = "carts"
    __table_args__ = (
        Index("ix_carts_updated_at_id", "updated_at", "id"),
        Index(
            "uq_carts_customer_active",
            "customer_id",
            "channel_id",
            unique=True,
            sqlite_where=text("state = 'active' AND customer_id IS NOT NULL"),
            postgresql_where=text("state = 'active' AND customer_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="active")
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    customer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("customers.id", ondelete="SET NULL")
    )
    currency: Mapped[Currency]
    locale: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    shipping_address: Mapped[dict[str, Any] | None]
    billing_address: Mapped[dict[str, Any] | None]
    shipping_option: Mapped[str | None]
    payment_method: Mapped[str | None]
    codes: Mapped[list[str]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class CartLine(Base):
    """A variant in a quantity, with the shopper's options (an engraving). Lines alike are one line.

    `seen_*` is what the shopper was told last.
    """

    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id", "options_key"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[Key]
    cart_id: Mapped[UUID] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID] = mapped_column(
        ForeignKey("variants.id", ondelete="CASCADE"), index=True
    )
    quantity: Mapped[int]
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    options_key: Mapped[str] = mapped_column(default="")
    seen_amount: Mapped[int | None] = mapped_column(Minor)
    seen_available: Mapped[bool | None]
