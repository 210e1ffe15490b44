"""The tables of pages and menus."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shopwright import Key, column_types, plugin_metadata
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """This plugin's tables."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class Page(Base):
    """A page that the merchant wrote. `texts` are by locale; those under `` are the shop's own."""

    __tablename__ = "storefront_pages"

    id: Mapped[Key]
    handle: Mapped[str] = mapped_column(unique=True)
    published: Mapped[bool]
    texts: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]


class Menu(Base):
    """A menu, with its entries as they nest."""

    __tablename__ = "storefront_menus"

    handle: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    items: Mapped[list[Any]]
    updated_at: Mapped[datetime]
