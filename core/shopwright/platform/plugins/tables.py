"""What a plugin declares its own tables with.

    class Base(DeclarativeBase):
        metadata = plugin_metadata()
        type_annotation_map = column_types

    class Card(Base):
        __tablename__ = "gift_wrap_cards"      # the plugin's id comes first
        id: Mapped[Key]
        text: Mapped[str]
        made_at: Mapped[datetime]              # aware, UTC, on both databases

Each plugin has a metadata of its own: its tables migrate apart from the core's, and have no
foreign keys to them.
"""

from __future__ import annotations

from sqlalchemy import MetaData

from shopwright.platform.db.base import NAMING, Json, Key, Minor, UtcDateTime, type_map

__all__ = ["Json", "Key", "Minor", "UtcDateTime", "column_types", "plugin_metadata"]

column_types = type_map


def plugin_metadata() -> MetaData:
    """A metadata that names constraints as the core does, so that they can be migrated."""
    return MetaData(naming_convention=NAMING)
