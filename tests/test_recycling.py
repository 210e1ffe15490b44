"""The next test cannot tell that its PostgreSQL database had another test before it."""

from __future__ import annotations

import psycopg
import pytest
from shopwright.testing.servers import create_database, database_name

from tests.recycling import RecycledDatabases


@pytest.fixture
def databases(postgres: str) -> RecycledDatabases:
    url = create_database(postgres)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE shelves (id serial PRIMARY KEY)")
        connection.execute("CREATE TABLE books (shelf integer REFERENCES shelves)")
        connection.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''books stay''; END'"
        )
        connection.execute(
            "CREATE TRIGGER stay BEFORE DELETE ON books FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    return RecycledDatabases(postgres, database_name(url))


def _written(databases: RecycledDatabases, *statements: str) -> tuple[str, int]:
    """Use one, with these statements; its URL, and its number in the server."""
    with databases.database() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)
        return url, _oid(url)


def _oid(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_rows_and_numbers_are_gone_and_what_forbids_it_is_still_there(
    databases: RecycledDatabases,
) -> None:
    _, first = _written(
        databases, "INSERT INTO shelves DEFAULT VALUES", "INSERT INTO books SELECT id FROM shelves"
    )
    with databases.database() as url, psycopg.connect(url) as connection:
        assert _oid(url) == first
        assert connection.execute("SELECT * FROM books").fetchall() == []
        assert connection.execute("INSERT INTO shelves DEFAULT VALUES RETURNING id").fetchall() == [
            (1,)
        ]
        connection.execute("INSERT INTO books VALUES (1)")
        with pytest.raises(psycopg.errors.RaiseException, match="books stay"):
            connection.execute("DELETE FROM books")


def test_who_was_there_before_finds_it_gone(databases: RecycledDatabases) -> None:
    with databases.database() as before:
        left_open = psycopg.connect(before, autocommit=True)
    with databases.database() as now:
        assert now != before
        with pytest.raises(psycopg.OperationalError):
            left_open.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(before)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE lamps ()",
        "DROP TABLE books",
        "ALTER TABLE books ADD COLUMN title text",
        "ALTER TABLE books DISABLE TRIGGER stay",
        "CREATE INDEX ON books (shelf)",
        "ALTER TABLE shelves ADD CHECK (id < 9)",
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN OLD; END'",
        "INSERT INTO shelves DEFAULT VALUES; ANALYZE shelves",
    ],
)
def test_one_that_is_not_as_it_was_made_is_not_used_again(
    databases: RecycledDatabases, change: str
) -> None:
    _, untouched = _written(databases)
    _, changed = _written(databases, change)
    _, next_one = _written(databases)
    assert untouched == changed
    assert next_one != changed
