"""Inserting plain rows, without the bookkeeping of ORM objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from pydantic_core import to_json
from sqlalchemy import (
    JSON,
    ColumnClause,
    Insert,
    String,
    Table,
    Text,
    bindparam,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Session

from shopwright.platform.db.base import Base

_ROWS = "rows"


def insert_rows(
    db: Session,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    shared: Mapping[str, Any] | None = None,
) -> None:
    """Insert `rows` in one statement; none is fine. All have the same keys.

    `shared` is what all of them have alike: PostgreSQL gets it once, which makes many rows cheap. Rows
    beside it bring their keys: a default is asked for once per statement there, not once per row.
    """
    if not rows:
        return
    if shared and len(rows) > 1 and db.get_bind().dialect.name == "postgresql":
        statement = _of_json(model, tuple(rows[0]), tuple(shared))
        db.execute(statement, {_ROWS: to_json(rows).decode(), **shared})
        return
    # The table's own INSERT: that of a model sends rows with a NULL apart from those without.
    whole = [{**row, **shared} for row in rows] if shared else rows
    db.execute(_of_values(model), parameters_of(whole))


def parameters_of(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | dict[str, Any]:
    """What `execute` takes for `rows`, of which there are some.

    A single row is sent as one: drivers open a pipeline for many, which costs more than the row.
    """
    return [dict(row) for row in rows] if len(rows) > 1 else dict(rows[0])


@cache
def _of_values(model: type[Base]) -> Insert:
    return insert(_table(model))


@cache
def _of_json(model: type[Base], columns: tuple[str, ...], shared: tuple[str, ...]) -> Insert:
    """Of one JSON array: an array of SQL per column takes drivers four times as long to write."""
    table = _table(model)
    given = bindparam(_ROWS, type_=Text()).cast(JSON())
    rows = func.json_to_recordset(given).table_valued(*(_typed(table, name) for name in columns))
    alike = [bindparam(name, type_=table.c[name].type) for name in shared]
    chosen = select(*rows.render_derived(with_types=True).c, *alike)
    return insert(table).from_select((*columns, *shared), chosen)


def _typed(table: Table, name: str) -> ColumnClause[Any]:
    kind = table.c[name].type
    # A VARCHAR with a length would cut here what is too long; storing it refuses that.
    return column(name, Text() if isinstance(kind, String) else kind)


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)
