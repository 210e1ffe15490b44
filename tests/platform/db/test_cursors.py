"""Columns of a result are described when somebody looks, as psycopg would describe them."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Column, Connection, Cursor
from shopwright.platform.db.cursors import LeanCursor
from sqlalchemy.engine import make_url


@pytest.fixture
def connection(postgres: str) -> Iterator[Connection]:
    url = make_url(postgres).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as opened:
        yield opened


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 AS one, 'b'::text AS two, now() AS three",
        "SELECT 1 AS one WHERE false",
        "SELECT",
        "CREATE TEMPORARY TABLE some_things (thing text)",
    ],
)
def test_the_description_is_psycopgs_own(connection: Connection, statement: str) -> None:
    expected = _described(Cursor(connection), statement)
    connection.rollback()
    assert _described(LeanCursor(connection), statement) == expected


def _described(cursor: Cursor, statement: str) -> object:
    columns = cursor.execute(statement.encode()).description
    if columns is None:
        return None
    every = [tuple(column) for column in columns]
    assert len(every) == len(columns)
    assert [tuple(column) for column in columns[1:]] == every[1:]
    return every


def test_a_column_is_made_when_it_is_taken(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    class Counted(Column):
        def __init__(self, cursor: LeanCursor, index: int) -> None:
            made.append(index)
            super().__init__(cursor, index)

    monkeypatch.setattr("shopwright.platform.db.cursors.Column", Counted)
    with LeanCursor(connection) as cursor:
        cursor.execute("SELECT 1 AS one, 2 AS two")
        columns = cursor.description
        assert made == []
        assert columns[1].name == "two"
    assert made == [1]
