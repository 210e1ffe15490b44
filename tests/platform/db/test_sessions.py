"""`read()`, `transaction()` and `@command`, on both databases."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from flask import Flask, current_app
from shopwright.platform.clock import now
from shopwright.platform.db import (
    CommandFailed,
    CommandRefused,
    command,
    current_transaction,
    in_transaction,
    read,
    refresh_statistics,
    refuse_commands,
    session,
    transaction,
)
from shopwright.platform.events.models import Schedule
from shopwright.platform.network import NetworkForbidden, check_network
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import create_engine, event, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from structlog.testing import capture_logs


def put(name: str, every: int = 1) -> None:
    """Some row, in the open transaction."""
    session().add(Schedule(name=name, job="-", every_seconds=every, next_at=now()))
    session().flush()


def names() -> list[str]:
    with read() as db:
        return list(db.scalars(select(Schedule.name).order_by(Schedule.name)))


@contextmanager
def elsewhere(work: object) -> Iterator[threading.Thread]:
    """Runs `work` in another thread, in the same shop."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def run() -> None:
        with app.app_context():
            work()  # type: ignore[operator]

    thread = threading.Thread(target=run)
    thread.start()
    yield thread
    thread.join(10)
    assert not thread.is_alive()


# --- read() ---


def test_a_read_holds_no_lock_and_no_transaction(shop: Shop) -> None:
    done = threading.Event()

    def write() -> None:
        with transaction():
            put("written meanwhile")
        done.set()

    with read() as db:
        db.execute(select(Schedule)).all()
        with elsewhere(write):
            assert done.wait(5)
        assert db.scalar(select(func.count()).select_from(Schedule)) == 1


def test_a_read_inside_a_transaction_sees_what_it_wrote(shop: Shop) -> None:
    with transaction():
        put("new")
        assert names() == ["new"]
        with read() as db:
            assert db is session()


def test_a_snapshot_stays_as_it_was_when_it_was_opened(shop: Shop) -> None:
    with transaction():
        put("before")

    with read(snapshot=True) as db:
        count = select(func.count()).select_from(Schedule)
        assert db.scalar(count) == 1
        with transaction():
            put("after")
        assert db.scalar(count) == 1

    assert names() == ["after", "before"]


# --- transaction() ---


def test_a_transaction_commits_when_its_block_ends_well(shop: Shop) -> None:
    with transaction():
        put("kept")
        assert in_transaction()

    assert not in_transaction()
    assert names() == ["kept"]


def test_an_exception_rolls_everything_back(shop: Shop) -> None:
    def fail() -> None:
        with transaction():
            put("lost")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert names() == []


def test_an_inner_transaction_joins_the_outer_one(shop: Shop) -> None:
    def fail() -> None:
        with transaction() as outer:
            with transaction() as inner:
                put("inner")
            assert inner is outer
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert names() == []


def test_effects_after_the_commit_run_once_it_is_there_and_only_then(shop: Shop) -> None:
    seen: list[list[str]] = []

    with transaction():
        put("row")
        current_transaction().after_commit["look"] = lambda: seen.append(names())
        current_transaction().after_commit["look"] = lambda: seen.append(names())
        assert seen == []
    assert seen == [["row"]]


def test_a_transaction_that_fails_has_no_effects(shop: Shop) -> None:
    seen: list[list[str]] = []

    def fail() -> None:
        with transaction():
            current_transaction().after_commit["look"] = lambda: seen.append(names())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert seen == []


def test_without_a_transaction_there_is_no_session_to_write_with(shop: Shop) -> None:
    with pytest.raises(RuntimeError, match="@command"):
        session()


def test_a_durable_transaction_waits_for_the_disk_on_sqlite(shop: Shop) -> None:
    if not runtime().database.is_sqlite:
        with transaction(durable=True) as db:
            assert db.execute(text("SHOW synchronous_commit")).scalar() == "on"
        return

    def level(durable: bool) -> object:
        with transaction(durable=durable) as db:
            return db.execute(text("PRAGMA synchronous")).scalar()

    assert [level(True), level(False), level(True)] == [2, 1, 2]


# --- the network ---


def test_the_network_is_refused_inside_a_transaction(shop: Shop) -> None:
    check_network("a call")

    with transaction(), pytest.raises(NetworkForbidden, match="a call was called inside a trans"):
        check_network("a call")

    check_network("a call")


def test_redis_is_network_too(shop: Shop) -> None:
    with transaction(), pytest.raises(NetworkForbidden, match="Redis"):
        assert runtime().broker.client


def test_effects_after_the_commit_may_use_the_network(shop: Shop) -> None:
    with transaction():
        current_transaction().after_commit["call"] = lambda: check_network("a call")


# --- @command ---


@command()
def add(name: str) -> str:
    put(name)
    return name.upper()


def test_a_command_is_one_transaction_and_returns_its_value(shop: Shop) -> None:
    assert add("x") == "X"
    assert names() == ["x"]


def test_commands_called_by_a_command_join_it(shop: Shop) -> None:
    @command()
    def both() -> None:
        add("a")
        add("b")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        both()

    assert names() == []


@pytest.mark.parametrize("outer", [transaction, command])
def test_a_command_that_failed_takes_the_transaction_with_it(
    shop: Shop, outer: Callable[..., Any]
) -> None:
    """It may have written half of what it does: nobody keeps that by catching its error."""

    @command()
    def half() -> None:
        put("half")
        raise ZeroDivisionError

    @outer()
    def go_on() -> None:
        with suppress(ZeroDivisionError):
            half()
        put("more")

    with pytest.raises(CommandFailed, match=r"half.* failed in it.*before the transaction"):
        go_on()

    assert names() == []


class Deadlock(Exception):
    """What psycopg raises, as far as we look at it."""

    sqlstate = "40P01"


class Busy(Exception):
    """What sqlite3 raises."""

    sqlite_errorname = "SQLITE_BUSY_SNAPSHOT"


class Broken(Exception):
    """Running it again would not help."""

    sqlstate = "23505"


@pytest.mark.parametrize("cause", [Deadlock(), Busy()])
def test_a_command_is_run_again_as_a_whole_after_a_lost_race(shop: Shop, cause: Exception) -> None:
    tries = []

    @command()
    def unlucky() -> str:
        put(f"try {len(tries)}")
        tries.append(1)
        if len(tries) < 4:
            raise OperationalError("UPDATE", {}, cause)
        return "done"

    assert unlucky() == "done"
    assert names() == ["try 3"]


def test_after_three_repetitions_the_failure_is_the_callers(shop: Shop) -> None:
    tries = []

    @command()
    def hopeless() -> None:
        tries.append(1)
        raise OperationalError("UPDATE", {}, Deadlock())

    with pytest.raises(OperationalError):
        hopeless()

    assert len(tries) == 4


def test_what_would_fail_again_is_not_repeated(shop: Shop) -> None:
    tries = []

    @command()
    def wrong() -> None:
        tries.append(1)
        raise IntegrityError("INSERT", {}, Broken())

    with pytest.raises(IntegrityError):
        wrong()

    assert len(tries) == 1


def test_only_the_outermost_command_repeats(shop: Shop) -> None:
    inner_tries, outer_tries = [], []

    @command()
    def inner() -> None:
        inner_tries.append(1)
        if len(inner_tries) == 1:
            raise OperationalError("UPDATE", {}, Deadlock())

    @command()
    def outer() -> None:
        outer_tries.append(1)
        inner()

    outer()

    assert (len(inner_tries), len(outer_tries)) == (2, 2)


def test_where_commands_are_refused_the_error_names_both_sides(shop: Shop) -> None:
    with refuse_commands("the hook 'order_placing'"), pytest.raises(CommandRefused) as error:
        add("x")

    assert "add was called inside the hook 'order_placing'" in str(error.value)
    assert names() == []


# --- races ---


def test_real_deadlocks_are_survived(shop: Shop) -> None:
    """Two commands that lock the same rows in opposite order."""
    with transaction():
        put("a", every=0)
        put("b", every=0)
    meet = threading.Barrier(2, timeout=0.5)

    @command()
    def raise_both(first: str, second: str) -> None:
        for index, name in enumerate((first, second)):
            session().execute(
                update(Schedule)
                .where(Schedule.name == name)
                .values(every_seconds=Schedule.every_seconds + 1)
            )
            if index == 0:
                # SQLite lets one in at a time, and a repetition comes alone
                with suppress(threading.BrokenBarrierError):
                    meet.wait()

    with elsewhere(lambda: raise_both("b", "a")):
        raise_both("a", "b")

    with read() as db:
        assert set(db.scalars(select(Schedule.every_seconds))) == {2}


def test_writers_on_sqlite_are_let_in_in_the_order_they_came(shop: Shop) -> None:
    if not runtime().database.is_sqlite:
        pytest.skip("PostgreSQL's own lock queue does that")
    order: list[int] = []
    threads = []

    def writer(number: int) -> None:
        with transaction():
            order.append(number)

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with transaction():
        for number in range(8):
            thread = threading.Thread(target=_in_context, args=(app, writer, number))
            thread.start()
            threads.append(thread)
            time.sleep(0.02)
    for thread in threads:
        thread.join(10)

    assert order == list(range(8))


def _in_context(app: Flask, work: object, number: int) -> None:
    with app.app_context():
        work(number)  # type: ignore[operator]


def test_a_writer_that_fails_lets_the_next_one_in(shop: Shop) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), transaction():
            raise ZeroDivisionError

    add("next")

    assert names() == ["next"]


def test_many_writers_at_once_all_get_through(shop: Shop) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with transaction():
        put("counter", every=0)

    @command()
    def count() -> None:
        session().execute(update(Schedule).values(every_seconds=Schedule.every_seconds + 1))

    def work(_number: int) -> None:
        for _ in range(10):
            count()

    threads = [threading.Thread(target=_in_context, args=(app, work, n)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    with read() as db:
        assert db.scalar(select(Schedule.every_seconds)) == 80


# --- keys and times ---


def test_keys_are_in_the_order_in_which_they_were_made() -> None:
    from shopwright.platform.ids import uuid7

    made = [uuid7() for _ in range(5000)]

    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {key.version for key in made} == {7}


def test_times_come_back_aware_and_in_utc(shop: Shop) -> None:
    with transaction():
        put("row")

    with read() as db:
        moment = db.scalars(select(Schedule.next_at)).one()

    assert moment.utcoffset() is not None
    assert abs((now() - moment).total_seconds()) < 60


def test_a_time_without_a_zone_is_refused(shop: Shop) -> None:
    naive = now().replace(tzinfo=None)
    row = Schedule(name="x", job="-", every_seconds=1, next_at=naive)

    with pytest.raises(StatementError, match="naive datetime"), transaction():
        session().add(row)


# --- connections ---


def test_a_pooled_connection_that_died_while_it_lay_idle_is_replaced(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    if runtime().database.is_sqlite:
        pytest.skip("there is nobody at the other end of a file")
    monkeypatch.setattr("shopwright.platform.db.engine._IDLE_SECONDS", 0.0)
    with read() as db:
        victim = db.scalar(text("SELECT pg_backend_pid()"))
    add("before")
    killer = create_engine(runtime().database.engine.url)
    with killer.connect() as connection:
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        connection.execute(text(f"{others} AND datname = current_database()"))
    killer.dispose()

    add("after")

    assert names() == ["after", "before"]
    with read() as db:
        assert db.scalar(text("SELECT pg_backend_pid()")) != victim


def test_the_database_looks_at_its_tables_when_told(shop: Shop) -> None:
    if runtime().database.is_sqlite:
        refresh_statistics()  # SQLite decides by itself what is worth looking at
        return
    counted = text("SELECT reltuples FROM pg_class WHERE relname = 'schedules'")
    with transaction():
        put("one")

    refresh_statistics()

    with read() as db:
        assert db.scalar(counted) == len(names())


def test_nobody_fails_because_the_tables_cannot_be_looked_at(shop: Shop) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("-", {}, Exception("database is locked"))

    event.listen(runtime().database.engine, "before_cursor_execute", refuse)
    with capture_logs() as logs:
        refresh_statistics()

    assert [line["event"] for line in logs] == ["the database knows its tables as they were before"]
