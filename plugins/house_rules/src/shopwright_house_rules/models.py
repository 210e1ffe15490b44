"""Who moved which order by hand, and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shopwright import Key, column_types, plugin_metadata
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """This plugin's tables."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class OrderMove(Base):
    """One move that somebody asked for. `actor` is a kind: staff, api_key, customer, system."""

    __tablename__ = "house_rules_order_moves"

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(index=True)
    from_state: Mapped[str]
    to_state: Mapped[str]
    reason: Mapped[str]
    override: Mapped[bool]
    actor: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    actor_label: Mapped[str]
    at: Mapped[datetime]
