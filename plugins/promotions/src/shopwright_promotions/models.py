"""The tables: promotions, the codes that open them, and one row per order that used one."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from shopwright import Key, Minor, column_types, plugin_metadata
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """This plugin's tables."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class Promotion(Base):
    """An offer. `terms` holds its conditions and its action as JSON; `revision` changes with every edit.

    `used` counts the orders that have it, and is changed by guarded updates only.
    """

    __tablename__ = "promotions_promotions"
    __table_args__ = (
        CheckConstraint("used >= 0", name="used_not_negative"),
        CheckConstraint("used <= limit_total", name="used_within_limit"),
    )

    id: Mapped[Key]
    name: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    automatic: Mapped[bool]
    enabled: Mapped[bool]
    archived_at: Mapped[datetime | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    channels: Mapped[list[str]]
    lane: Mapped[str]
    priority: Mapped[int]
    limit_total: Mapped[int | None]
    limit_per_customer: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    terms: Mapped[str]
    revision: Mapped[UUID]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Code(Base):
    """A code that opens a promotion. Generated ones are good for one order: `limit_total` is 1."""

    __tablename__ = "promotions_codes"
    __table_args__ = (
        CheckConstraint("used >= 0", name="used_not_negative"),
        CheckConstraint("used <= limit_total", name="used_within_limit"),
        Index("ix_promotions_codes_promotion_id_code", "promotion_id", "code"),
    )

    id: Mapped[Key]
    promotion_id: Mapped[UUID] = mapped_column(
        ForeignKey("promotions_promotions.id", ondelete="CASCADE")
    )
    code: Mapped[str] = mapped_column(unique=True)
    limit_total: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Use(Base):
    """One order's use of one promotion, by `code` or ("") automatically.

    `state`: counted; returned, when the order was canceled; or beyond: the order was paid after its
    use had been returned and taken by somebody else. `person` is a customer or the hash of an
    address, and None once that person was erased.
    """

    __tablename__ = "promotions_uses"
    __table_args__ = (
        UniqueConstraint("promotion_id", "order_id"),
        CheckConstraint("state IN ('counted', 'returned', 'beyond')", name="state"),
        Index("ix_promotions_uses_promotion_id_person", "promotion_id", "person"),
        Index("ix_promotions_uses_promotion_id_id", "promotion_id", "id"),
        Index("ix_promotions_uses_cart_id_promotion_id", "cart_id", "promotion_id"),
    )

    id: Mapped[Key]
    promotion_id: Mapped[UUID] = mapped_column(
        ForeignKey("promotions_promotions.id", ondelete="CASCADE")
    )
    order_id: Mapped[UUID] = mapped_column(index=True)
    cart_id: Mapped[UUID]
    code: Mapped[str]
    person: Mapped[str | None] = mapped_column(index=True)
    amount: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[str]
    at: Mapped[datetime]


# For statements that say it in SQL: nothing is loaded, so nothing has to be kept in step.
PROMOTIONS = cast(Table, Promotion.__table__)
CODES = cast(Table, Code.__table__)
USES = cast(Table, Use.__table__)
