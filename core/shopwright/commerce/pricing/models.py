"""Prices: explicit per variant, price list and currency; and their range per product."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.db import Amount, Base, Handle, Key, Minor


class PriceList(Base):
    """A set of prices. `tax_included` says whether they are gross."""

    __tablename__ = "price_lists"

    id: Mapped[Key]
    handle: Mapped[Handle]
    name: Mapped[str]
    tax_included: Mapped[bool] = mapped_column(default=True)


class Price(Base):
    """What one variant costs, in minor units; `compare_at` is the struck-through price."""

    __tablename__ = "prices"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("compare_at IS NULL OR compare_at >= 0", name="compare_at_not_negative"),
    )

    variant_id: Mapped[UUID] = mapped_column(
        ForeignKey("variants.id", ondelete="CASCADE"), primary_key=True
    )
    price_list_id: Mapped[UUID] = mapped_column(
        ForeignKey("price_lists.id", ondelete="CASCADE"), primary_key=True
    )
    currency: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Amount]
    compare_at: Mapped[int | None] = mapped_column(Minor)


class ProductPrice(Base):
    """The range over a published product's active variants: what lists sort and filter by.

    `compare_at` belongs to the cheapest variant. `variant_prices` holds each variant's price as
    ready JSON members, in the order of the variants, separated by `ranges.MARK`.
    """

    __tablename__ = "product_prices"
    __table_args__ = (
        Index("ix_product_prices_sort", "price_list_id", "currency", "min_amount", "product_id"),
    )

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    price_list_id: Mapped[UUID] = mapped_column(
        ForeignKey("price_lists.id", ondelete="CASCADE"), primary_key=True
    )
    currency: Mapped[str] = mapped_column(primary_key=True)
    min_amount: Mapped[Amount]
    max_amount: Mapped[Amount]
    compare_at: Mapped[int | None] = mapped_column(Minor)
    variant_prices: Mapped[bytes] = mapped_column(LargeBinary)


class CategoryPrice(Base):
    """The lowest price of a product under each category above it: a category sorted by price."""

    __tablename__ = "category_prices"

    category_id: Mapped[UUID] = mapped_column(
        ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True
    )
    price_list_id: Mapped[UUID] = mapped_column(
        ForeignKey("price_lists.id", ondelete="CASCADE"), primary_key=True
    )
    currency: Mapped[str] = mapped_column(primary_key=True)
    min_amount: Mapped[int] = mapped_column(Minor, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True
    )
