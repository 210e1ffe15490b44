"""Inserting plain rows, without the bookkeeping of ORM objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session

from shopwright.platform.db.base import Base


def insert_rows(db: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows` in one statement; none is fine. All have the same keys.

    A single row is sent as one: drivers open a pipeline for many, which costs more than the row.
    """
    if rows:
        parameters = [dict(row) for row in rows] if len(rows) > 1 else dict(rows[0])
        db.execute(_statement(model), parameters)


@cache
def _statement(model: type[Base]) -> Insert:
    return insert(model)
