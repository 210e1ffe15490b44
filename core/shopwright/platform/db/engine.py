"""Engines and how their connections behave (design decision 1: two sessions, one engine).

Reads run in autocommit and hold nothing. Writes begin with `BEGIN IMMEDIATE` on SQLite, so that
two writers queue instead of failing with "database is locked" half-way.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, exc
from sqlalchemy.engine import make_url

from shopwright.platform.db.base import Base

_IDLE_SECONDS = 30.0
_PG_OPTIONS = (
    "-c lock_timeout=2000 -c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000 "
    "-c timezone=UTC"
)


class Database:
    """The engine of one shop. `reader` shares its pool, in autocommit; both are thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.reader = engine.execution_options(isolation_level="AUTOCOMMIT")
        self.is_sqlite = engine.dialect.name == "sqlite"

    def dispose(self) -> None:
        """Close all pooled connections; the engine opens new ones when asked again."""
        self.engine.dispose()


def open_database(app: Flask, url: str) -> Database:
    """Let Flask-SQLAlchemy make the engine for `url`, and set its connections up."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(url)
    extension = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)
    extension.init_app(app)
    with app.app_context():
        engine = extension.engine
    _listen(engine)
    return Database(engine)


def _engine_options(url: str) -> dict[str, Any]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        return {
            "connect_args": {"timeout": 5.0, "check_same_thread": False, "isolation_level": None}
        }
    return {
        "pool_size": 5,
        "max_overflow": 10,
        "pool_timeout": 5,
        "pool_recycle": 1800,
        "connect_args": {"options": _PG_OPTIONS, "connect_timeout": 2, "prepare_threshold": 3},
    }


def _listen(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        # psycopg is there where PostgreSQL is used
        from shopwright.platform.db.patience import use_patient_connections

        use_patient_connections(engine)
        event.listen(engine, "checkin", _remember_idle)
        event.listen(engine, "checkout", _ping_after_idle)


def _sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    if options.get("shopwright_snapshot"):
        connection.exec_driver_sql("BEGIN")
        return
    level = "FULL" if options.get("shopwright_durable") else "NORMAL"
    connection.exec_driver_sql(f"PRAGMA synchronous={level}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _remember_idle(_connection: Any, record: Any) -> None:
    record.info["idle_since"] = time.monotonic()


def _ping_after_idle(connection: Any, record: Any, _proxy: Any) -> None:
    """Ping only what lay idle: a ping per checkout would cost each request a round trip."""
    idle_since = record.info.get("idle_since")
    if idle_since is None or time.monotonic() - idle_since < _IDLE_SECONDS:
        return
    try:
        connection.ping()
    except Exception as error:
        raise exc.DisconnectionError(f"a pooled connection was gone: {error}") from error
