"""A database that falls silent holds nobody: the wait for an answer ends, and the connection with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from shopwright.platform.db import is_overload
from shopwright.platform.db.patience import PatientConnection, use_patient_connections
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.storms.proxy import FaultProxy, fault_proxy


@pytest.fixture
def way(postgres: str) -> Iterator[FaultProxy]:
    socket = Path(postgres.partition("host=")[2].replace("%2F", "/")) / ".s.PGSQL.5432"
    with fault_proxy(str(socket)) as proxy:
        yield proxy


@pytest.fixture
def engine(way: FaultProxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(PatientConnection, "patience", 0.5)
    engine = create_engine(f"postgresql+psycopg://postgres@127.0.0.1:{way.port}/postgres")
    use_patient_connections(engine)
    yield engine
    engine.dispose()


def _ask(engine: Engine, statement: str = "SELECT 7") -> object:
    with engine.connect() as connection:
        return connection.scalar(text(statement))


@pytest.mark.parametrize("statement", ["SELECT 7", "SELECT pg_sleep(30)"])
def test_silence_is_an_error_in_time_that_passes_by_itself(
    engine: Engine, way: FaultProxy, statement: str
) -> None:
    assert _ask(engine) == 7
    if statement == "SELECT 7":
        way.suffer("black_hole")
    started = time.monotonic()
    with pytest.raises(DBAPIError, match="did not answer within") as silent:
        _ask(engine, statement)
    assert time.monotonic() - started < 2
    assert is_overload(silent.value)
    way.heal()
    assert _ask(engine) == 7


def test_what_the_server_says_is_passed_on_and_the_connection_kept(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 50"))
        with pytest.raises(DBAPIError, match="statement timeout"):
            connection.execute(text("SELECT pg_sleep(0.3)"))
        connection.rollback()
        assert connection.scalar(text("SELECT 7")) == 7


def test_a_ping_waits_less_and_leaves_the_connection_as_it_was(
    engine: Engine, way: FaultProxy
) -> None:
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, PatientConnection)
        raw.rollback()
        raw.ping()
        assert not raw.autocommit
        way.suffer("black_hole")
        with pytest.raises(Exception, match="within 2 s"):
            raw.ping()
        connection.invalidate()
    way.heal()
