"""What the shop remembers of each plugin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.db import Base


class PluginState(Base):
    """One row per plugin that was ever enabled, or found broken. `settings` holds no plain secret."""

    __tablename__ = "plugin_states"

    id: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    version: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]
    changed_at: Mapped[datetime]
