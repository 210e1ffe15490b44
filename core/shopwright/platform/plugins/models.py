"""What the shop remembers of each plugin."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from shopwright.platform.db import Base
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime


class PluginState(Base):
    """One row per plugin that was ever enabled, or set up. `settings` holds no plain secret.

    `version` is '' as long as it was never enabled: then none of its code may run.
    """

    __tablename__ = "plugin_states"

    id: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    version: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]
    changed_at: Mapped[datetime]


class PluginStamp(Base):
    """One row, which changes whenever a plugin is switched or set up: what processes look at."""

    __tablename__ = "plugin_stamp"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[UUID]


# For statements that read something else anyway; see `LivePlugins.compare`.
PLUGINS_STAMP = select(PluginStamp.stamp).scalar_subquery()


def current_stamp(db: Session, *, hold: bool = False) -> UUID | None:
    """What the plugins' states are at; None as long as there are none.

    With `hold` it stays that until the transaction ends.
    """
    statement = select(PluginStamp.stamp)
    return db.scalar(statement.with_for_update(read=True) if hold else statement)


def new_stamp(db: Session) -> None:
    """Tell every process to look at the plugins' states again. Call it wherever they change."""
    stamp = uuid7()
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    row = dialect.insert(PluginStamp).values(id=1, stamp=stamp)
    db.execute(row.on_conflict_do_update(index_elements=["id"], set_={"stamp": stamp}))
