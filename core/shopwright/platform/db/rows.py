"""Inserting plain rows, without the bookkeeping of ORM objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.orm import Session

from shopwright.platform.db.base import Base


def insert_rows(db: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows` in one statement; none is fine. All have the same keys."""
    if rows:
        # The table's own INSERT: that of a model sends rows with a NULL apart from those without.
        db.execute(_statement(model), parameters_of(rows))


def parameters_of(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | dict[str, Any]:
    """What `execute` takes for `rows`, of which there are some.

    A single row is sent as one: drivers open a pipeline for many, which costs more than the row.
    """
    return [dict(row) for row in rows] if len(rows) > 1 else dict(rows[0])


@cache
def _statement(model: type[Base]) -> Insert:
    return insert(cast(Table, model.__table__))
