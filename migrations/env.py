"""Alembic's environment. It is only run by `shopwright.platform.db.migrate`, which connects."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from shopwright.commerce import models
from shopwright.platform.db import Base, UtcDateTime

__all__ = ["models"]


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Spell our own types as plain ones: a revision must not change when a class of ours does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def ours(item: Any, name: str | None, kind: str, reflected: bool, _compare_to: Any) -> bool:
    """Leave tables alone that are not the core's: plugins have version tables of their own."""
    return not (kind == "table" and reflected and name not in Base.metadata.tables)


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=context.config.attributes["batch"],
        render_item=render_item,
        include_object=ours,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
