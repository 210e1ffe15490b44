"""Which products are bought together."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shopwright import column_types, plugin_metadata
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """This plugin's tables."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class Pair(Base):
    """So many orders had both. Each pair is there twice, once for each product's page."""

    __tablename__ = "recommendations_pairs"

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    other_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    orders: Mapped[int]


class Shown(Base):
    """What stands on a product's page in a locale: handle, title and picture of each other."""

    __tablename__ = "recommendations_shown"

    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    others: Mapped[list[Any]]
