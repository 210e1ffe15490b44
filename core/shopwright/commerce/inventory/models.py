"""Stock: levels, the promises on them, and an append-only ledger that explains every unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db import Base, Handle, Key


class Location(Base):
    """A place that keeps stock."""

    __tablename__ = "locations"

    id: Mapped[Key]
    handle: Mapped[Handle]
    name: Mapped[str]
    address: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active: Mapped[bool] = mapped_column(default=True)


class StockLevel(Base):
    """Units of one variant at one location.

    `on_hand` exist, `held` of them are promised and not yet shipped; a bug becomes an error here.
    """

    __tablename__ = "stock_levels"
    __table_args__ = (
        UniqueConstraint("variant_id", "location_id"),
        CheckConstraint("held >= 0", name="held_not_negative"),
        CheckConstraint("held <= on_hand", name="held_within_on_hand"),
        Index("ix_stock_levels_location_id_id", "location_id", "id"),
    )

    id: Mapped[Key]
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id", ondelete="RESTRICT"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("locations.id"))
    on_hand: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    low_threshold: Mapped[int | None]


class StockHold(Base):
    """One promise of units: held -> allocated -> shipped, or -> released | expired.

    `quantity` are units that exist, `shipped` of them have left; a level's `held` is the sum of
    `quantity - shipped` over its open holds (held, allocated).
    `expires_at` NULL means that no clock ends it (a payment is under way, or it is allocated).
    `backordered` are units promised beyond what exists; they are not part of the level's `held`.
    """

    __tablename__ = "stock_holds"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("backordered >= 0", name="backordered_not_negative"),
        CheckConstraint("shipped >= 0 AND shipped <= quantity", name="shipped_within_quantity"),
        CheckConstraint("quantity + backordered > 0 OR state <> 'held'", name="holds_something"),
        CheckConstraint(
            "state IN ('held', 'allocated', 'shipped', 'released', 'expired')", name="state"
        ),
        Index(
            "uq_stock_holds_cart_level_held",
            "cart_id",
            "level_id",
            unique=True,
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
        Index(
            "ix_stock_holds_due",
            "expires_at",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
        # Most holds of a level are long over; the open ones must be found without reading them.
        Index("ix_stock_holds_level_id_state", "level_id", "state", "id"),
    )

    id: Mapped[Key]
    level_id: Mapped[UUID] = mapped_column(ForeignKey("stock_levels.id"))
    cart_id: Mapped[UUID | None] = mapped_column(index=True)
    order_id: Mapped[UUID | None] = mapped_column(index=True)
    quantity: Mapped[int]
    backordered: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="held")
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class StockMovement(Base):
    """One change of `on_hand`, with its cause. Append-only, by trigger.

    `cause`: received, counted, correction, shipped, restocked, damaged, imported or transferred.
    """

    __tablename__ = "stock_movements"
    __table_args__ = (
        Index("ix_stock_movements_level_at", "level_id", "at", "id"),
        Index("ix_stock_movements_at", "at", "id"),
        Index(
            "ix_stock_movements_reference",
            "reference",
            sqlite_where=text("reference <> ''"),
            postgresql_where=text("reference <> ''"),
        ),
    )

    id: Mapped[Key]
    level_id: Mapped[UUID] = mapped_column(ForeignKey("stock_levels.id"))
    delta: Mapped[int]
    on_hand_after: Mapped[int]
    cause: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class StockDiscrepancy(Base):
    """A difference that reconciliation found; shown with its rows, never silently repaired.

    `kind`: on_hand (`expected` is the sum of movements), held (the sum of open holds), or
    canceled_order (open holds of canceled orders; expected are none). One row per level and kind
    while it is open.
    """

    __tablename__ = "stock_discrepancies"
    __table_args__ = (
        Index(
            "uq_stock_discrepancies_open",
            "level_id",
            "kind",
            unique=True,
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index("ix_stock_discrepancies_found_at_id", "found_at", "id"),
    )

    id: Mapped[Key]
    level_id: Mapped[UUID] = mapped_column(ForeignKey("stock_levels.id"))
    kind: Mapped[str]
    expected: Mapped[int]
    found: Mapped[int]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    found_at: Mapped[datetime] = mapped_column(default=now)
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str] = mapped_column(default="")
