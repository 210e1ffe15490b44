"""The tables of revisions and publications, whose rows are never changed, and of drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from shopwright import Key
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shopwright_storefront.content.models import Base


class Revision(Base):
    """A theme version with what the merchant has changed of it, and which revision that came from."""

    __tablename__ = "storefront_revisions"

    id: Mapped[Key]
    theme: Mapped[str]
    theme_version: Mapped[str]
    parent: Mapped[UUID | None] = mapped_column(ForeignKey("storefront_revisions.id"))
    overlay: Mapped[dict[str, Any]]
    author: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_storefront_revisions_theme", "theme", "created_at"),)


class Publication(Base):
    """A revision that was shown from this moment on; the one of the highest number is in force.

    `before`: the number of what a rollback goes back to.
    """

    __tablename__ = "storefront_publications"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("storefront_revisions.id"))
    before: Mapped[int | None]
    published_at: Mapped[datetime]


class Draft(Base):
    """What one of the staff has changed of a theme since the revision `base`, for their eyes."""

    __tablename__ = "storefront_drafts"

    owner: Mapped[str] = mapped_column(primary_key=True)
    theme: Mapped[str] = mapped_column(primary_key=True)
    base: Mapped[UUID | None] = mapped_column(ForeignKey("storefront_revisions.id"))
    overlay: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
