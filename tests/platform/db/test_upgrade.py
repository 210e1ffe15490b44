"""`shopwright upgrade`: the revisions make the schema that the models declare."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from shopwright.commerce import models
from shopwright.platform.db.changing import check_foreign_keys, schema_connection
from shopwright.platform.db.migrate import NewerSchema, SchemaState, status, upgrade
from shopwright.platform.db.schema import create_all
from shopwright.testing.servers import create_database
from sqlalchemy import Connection, create_engine, inspect, text

__all__ = ["models"]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Two databases without a table, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/one.db", f"sqlite:///{tmp_path}/two.db"
    server = request.getfixturevalue("postgres")
    return _driver(create_database(server)), _driver(create_database(server))


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


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
        found[f"{table} uniques"] = sorted(
            str(connection.exec_driver_sql(f"PRAGMA index_info({row[1]})").all())
            for row in connection.exec_driver_sql(f"PRAGMA index_list({table})")
            if row[3] == "u"
        )
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


def test_upgrades_at_the_same_time_wait_for_each_other(empty_urls: tuple[str, str]) -> None:
    url, _ = empty_urls
    states: list[SchemaState] = []
    start = threading.Barrier(3)

    def run() -> None:
        start.wait()
        states.append(upgrade(url).state)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(state.value for state in states) == ["current", "current", "empty"]


def test_an_upgrade_waits_for_whoever_has_just_made_the_file(tmp_path: Path) -> None:
    """SQLite refuses to change the journal of a file that is in use, and waits for nobody."""
    path = tmp_path / "shop.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.5, other.execute, ["COMMIT"])
    done.start()
    assert upgrade(f"sqlite:///{path}").state is SchemaState.EMPTY
    done.join()
    other.close()


def test_the_status_tells_what_is_missing(empty_urls: tuple[str, str]) -> None:
    url, _ = empty_urls
    engine = create_engine(url)

    before = status(engine)
    upgrade(url)
    after = status(engine)
    engine.dispose()

    assert before.state is SchemaState.EMPTY
    assert before.missing[-1] == before.head
    assert (after.state, after.missing) == (SchemaState.CURRENT, ())


def test_a_database_of_a_later_version_is_left_alone(empty_urls: tuple[str, str]) -> None:
    url, _ = empty_urls
    upgrade(url)
    with schema_connection(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerSchema, match="9999"):
        upgrade(url)


def test_an_upgrade_that_fails_half_way_leaves_nothing_behind(
    empty_urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = empty_urls

    def break_off(_connection: Connection) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("shopwright.platform.db.migrate.create_extras", break_off)

    with pytest.raises(OSError, match="disk"):
        upgrade(url)

    assert picture(url) == {}


def test_rebuilding_a_table_on_sqlite_does_not_delete_what_refers_to_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    with schema_connection(url) as connection:
        for statement in (
            "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
            "CREATE TABLE children (parent_id INTEGER REFERENCES parents ON DELETE CASCADE)",
            "INSERT INTO parents VALUES (1)",
            "INSERT INTO children VALUES (1)",
        ):
            connection.execute(text(statement))

    with schema_connection(url) as connection:
        connection.execute(text("DROP TABLE parents"))
        connection.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO parents VALUES (1)"))
        check_foreign_keys(connection)
        left = connection.execute(text("SELECT count(*) FROM children")).scalar_one()

    assert left == 1


def test_an_upgrade_that_leaves_orphans_is_refused(tmp_path: Path) -> None:
    with schema_connection(f"sqlite:///{tmp_path}/shop.db") as connection:
        connection.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE children (parent_id INTEGER REFERENCES parents)"))
        connection.execute(text("INSERT INTO children VALUES (7)"))

        with pytest.raises(RuntimeError, match="'children'"):
            check_foreign_keys(connection)
