"""Sealing every stored secret anew, with the `secret_key` in force.

Whatever is sealed in plugins' settings and tables is found by its looks and proven by opening it,
so that nothing depends on a plugin being enabled, or even installed. Each row is a change of its
own: a run that is cut short is simply run again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    MetaData,
    String,
    Table,
    Text,
    cast,
    inspect,
    literal,
    select,
    update,
)

from shopwright.platform import audit
from shopwright.platform.db import read, transaction
from shopwright.platform.plugins.migrations import version_table
from shopwright.platform.plugins.models import PluginState
from shopwright.platform.runtime import runtime
from shopwright.platform.secrets import CannotUnseal, is_current, seal, unseal

# A Fernet token: its version and the first bytes of its time, then 73 bytes at least in all.
_START = "gAAAAA"
_SEALED = re.compile(_START + r"[\w-]{92,}={0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """`rows` were sealed anew. `unreadable`: columns with secrets that no key opens."""

    rows: int
    unreadable: tuple[str, ...]


def rotate() -> Rotated:
    """Seal everything anew that was sealed with one of `old_secret_keys`."""
    rows = 0
    unreadable: set[str] = set()
    for column in _columns():
        for key, text in _sealed_in(column):
            renewed, is_readable = _renewed(text)
            if not is_readable:
                unreadable.add(f"{column.table.name}.{column.name}")
            if renewed != text:
                rows += _replace(column, key, text, renewed)
    with transaction():
        audit.record("secrets.rotate", "secrets", "all", rows=rows)
    return Rotated(rows=rows, unreadable=tuple(sorted(unreadable)))


def _columns() -> Iterator[Column[Any]]:
    """The text and JSON columns of plugins' settings and of all plugins' tables."""
    engine = runtime().database.engine
    names = inspect(engine).get_table_names()
    start = version_table("")
    prefixes = tuple(name.removeprefix(start) + "_" for name in names if name.startswith(start))
    wanted = [name for name in names if name.startswith(prefixes)]
    metadata = MetaData()
    metadata.reflect(engine, only=[PluginState.__tablename__, *wanted])
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | JSON):
                yield column


def _sealed_in(column: Column[Any]) -> list[tuple[Mapping[str, Any], str]]:
    """(primary key, text) of the rows that seem to hold a sealed value."""
    table: Table = column.table
    text = cast(column, Text)
    keys = list(table.primary_key.columns)
    statement = select(text, *keys).where(text.contains(_START, autoescape=True))
    with read() as db:
        return [
            (dict(zip((item.name for item in keys), row[1:], strict=True)), row[0])
            for row in db.execute(statement)
        ]


def _renewed(text: str) -> tuple[str, bool]:
    """`text` with what is sealed in it sealed anew, and whether all of it could be read."""
    is_readable = True

    def renew(found: re.Match[str]) -> str:
        nonlocal is_readable
        if is_current(found[0]):
            return found[0]
        try:
            return seal(unseal(found[0]))
        except CannotUnseal:
            is_readable = False
            return found[0]

    return _SEALED.sub(renew, text), is_readable


def _replace(column: Column[Any], key: Mapping[str, Any], text: str, renewed: str) -> int:
    """Unless somebody changed it meanwhile: then it has been sealed with the new key already."""
    value: ColumnElement[Any] = literal(renewed, Text())
    if not runtime().database.is_sqlite:  # where JSON is text, and has no type to be cast to
        value = cast(value, column.type)
    table: Table = column.table
    same_row = [table.c[name] == value for name, value in key.items()]
    with transaction() as db:
        done = db.execute(
            update(table).where(*same_row, cast(column, Text) == text).values({column.name: value})
        )
        return int(done.rowcount)  # type: ignore[attr-defined]
