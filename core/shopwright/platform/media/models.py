"""Uploaded pictures and their renditions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.clock import now
from shopwright.platform.db import Base, Key


class Media(Base):
    """A picture. `state`: processing, ready or failed; `renditions` maps a width to a file's path.

    `source_url` is set for pictures that were named by an import and are fetched later;
    `digest` (SHA-256 of the upload) makes the same file one row.
    """

    __tablename__ = "media"

    id: Mapped[Key]
    state: Mapped[str] = mapped_column(default="processing", index=True)
    file_name: Mapped[str] = mapped_column(default="")
    alt: Mapped[str] = mapped_column(default="")
    digest: Mapped[str | None] = mapped_column(unique=True)
    source_url: Mapped[str | None] = mapped_column(index=True)
    original: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    dominant_color: Mapped[str | None]
    renditions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
