"""What is stored of custom fields."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.db import Base, Json


class CustomValue(Base):
    """One value. It outlives its field's declaration, and goes with its entity or its plugin."""

    __tablename__ = "custom_values"

    entity: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
