"""Customers who may keep cards at Stripe, their cards, and what webhooks came."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shopwright import Key, column_types, plugin_metadata
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """This plugin's tables. `realm` is live, test or stand_in: what they hold is of one account."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class StripeCustomer(Base):
    """Who a customer of the shop is at Stripe."""

    __tablename__ = "stripe_payments_customers"
    __table_args__ = (UniqueConstraint("customer_id", "realm"),)

    id: Mapped[Key]
    customer_id: Mapped[UUID]
    realm: Mapped[str]
    stripe_id: Mapped[str]
    created_at: Mapped[datetime]


class SavedCard(Base):
    """A card that a customer agreed to have kept: by Stripe. Here is what it is called, no number."""

    __tablename__ = "stripe_payments_cards"
    __table_args__ = (UniqueConstraint("stripe_id"),)

    id: Mapped[Key]
    customer_id: Mapped[UUID] = mapped_column(index=True)
    realm: Mapped[str]
    stripe_id: Mapped[str]
    brand: Mapped[str]
    last4: Mapped[str]
    exp_month: Mapped[int]
    exp_year: Mapped[int]
    created_at: Mapped[datetime]


class Arrivals(Base):
    """How webhooks of one realm do. `stale` and `forged` count in a row, until one is believed."""

    __tablename__ = "stripe_payments_arrivals"

    realm: Mapped[str] = mapped_column(primary_key=True)
    last_at: Mapped[datetime | None]
    last_type: Mapped[str] = mapped_column(default="")
    stale: Mapped[int] = mapped_column(default=0)
    forged: Mapped[int] = mapped_column(default=0)
    refused_at: Mapped[datetime | None]
