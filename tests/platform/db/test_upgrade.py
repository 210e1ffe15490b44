"""`shopwright upgrade`: the revisions make the schema that the models declare."""

from __future__ import annotations

from pathlib import Path

import pytest
from shopwright.commerce import models
from shopwright.platform.db.migrate import (
    SchemaState,
    upgrade,
)
from shopwright.platform.db.schema import create_all
from sqlalchemy import Connection, create_engine, inspect, text

__all__ = ["models"]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Two databases without a table, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/one.db", f"sqlite:///{tmp_path}/two.db"
    server = request.getfixturevalue("postgres")
    make = request.getfixturevalue("empty_postgres")
    return make(server), make(server)


def picture(url: str) -> dict[str, object]:
    """Everything there is in a schema, in a form that can be compared."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            look = _sqlite if engine.dialect.name == "sqlite" else _postgresql
            return look(connection)
    finally:
        engine.dispose()


def _sqlite(connection: Connection) -> dict[str, object]:
    found: dict[str, object] = {}
    rows = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' "
        "AND name <> 'alembic_version'"
    )
    for kind, name, sql in rows.all():
        found[f"{kind} {name}"] = " ".join(sql.split()) if kind != "table" else "table"
    inspector = inspect(connection)
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        for pragma in ("table_info", "foreign_key_list"):
            rows = connection.exec_driver_sql(f"PRAGMA {pragma}({table})")
            found[f"{table} {pragma}"] = sorted(
                str(row[2:] if pragma == "foreign_key_list" else row[1:]) for row in rows
            )
        found[f"{table} checks"] = sorted(map(str, inspector.get_check_constraints(table)))
        found[f"{table} uniques"] = sorted(map(str, inspector.get_unique_constraints(table)))
    return found


_QUERIES = {
    "columns": "SELECT table_name || '.' || column_name, data_type || ' ' || is_nullable || ' ' || "
    "coalesce(column_default, '') || coalesce(generation_expression, '') || "
    "coalesce(character_maximum_length::text, '') FROM information_schema.columns "
    "WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences",
}


def _postgresql(connection: Connection) -> dict[str, object]:
    found: dict[str, object] = {}
    for kind, query in _QUERIES.items():
        for name, definition in connection.execute(text(query)):
            if "alembic_version" not in name:
                found[f"{kind} {name}"] = definition
    return found


def test_the_revisions_make_what_the_models_declare(empty_urls: tuple[str, str]) -> None:
    upgraded, declared = empty_urls

    upgrade(upgraded)
    engine = create_engine(declared)
    create_all(engine)
    engine.dispose()

    assert picture(upgraded) == picture(declared)


def test_upgrading_twice_changes_nothing_the_second_time(empty_urls: tuple[str, str]) -> None:
    url, _ = empty_urls

    before = upgrade(url)
    first = picture(url)
    again = upgrade(url)

    assert (before.state, again.state) == (SchemaState.EMPTY, SchemaState.CURRENT)
    assert picture(url) == first
