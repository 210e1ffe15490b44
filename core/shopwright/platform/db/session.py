"""`read()`, `transaction()` and `@command`: the only ways to the database.

    with read() as db:                    # autocommit, holds nothing, ends with the block
        rows = db.execute(select(...))

    @command(durable=True)                # one transaction; joins the caller's; retried as a whole
    def rename(product_id: UUID, title: str) -> None:
        db = session()

No row crosses from one to the other: ids and frozen values do.
"""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from sqlalchemy.orm import Session

from shopwright.platform.db.turns import writers_turn
from shopwright.platform.network import forbid_network
from shopwright.platform.runtime import runtime

P = ParamSpec("P")
R = TypeVar("R")

_ATTEMPTS = 4
# deadlock, serialization failure, lock not available
_RETRIED_SQLSTATES = frozenset({"40P01", "40001", "55P03"})
# connection, insufficient resources, operator intervention: a statement that took too long included
_OVERLOAD = ("08", "53", "57")


@dataclass(slots=True, kw_only=True)
class Transaction:
    """One open write transaction, with what runs just before and just after its commit."""

    session: Session
    durable: bool
    restartable: bool = False
    failed: str = ""
    before_commit: list[Callable[[Session], None]] = field(default_factory=list)
    after_commit: dict[str, Callable[[], None]] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)


_transaction: ContextVar[Transaction | None] = ContextVar("shopwright_transaction", default=None)
_reading: ContextVar[Session | None] = ContextVar("shopwright_reading", default=None)
commands_refused: ContextVar[object] = ContextVar("shopwright_commands_refused", default=None)
_companion: ContextVar[Callable[[Session], None] | None] = ContextVar(
    "shopwright_transaction_companion", default=None
)


class StartOver(Exception):
    """Raised in a restartable transaction: roll back, call `prepare`, and run the command again."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        super().__init__("the command has to start over")
        self.prepare = prepare


class CommandRefused(RuntimeError):
    """A core command was called from a hook that runs inside a core transaction."""


class CommandFailed(RuntimeError):
    """A transaction was to be committed although a command that had joined it had failed."""


class _Writer(Session):
    """The session of a transaction, which only `transaction` ends: no hook that runs inside does."""

    def commit(self) -> None:
        _check_ending_allowed("commit")
        super().commit()

    def rollback(self) -> None:
        _check_ending_allowed("roll back")
        super().rollback()

    def close(self) -> None:
        _check_ending_allowed("close")
        super().close()


def _check_ending_allowed(what: str) -> None:
    where = commands_refused.get()
    if where is not None:
        raise CommandRefused(f"{where} must not {what} the shop's transaction, which goes on")


@contextmanager
def read(*, snapshot: bool = False) -> Iterator[Session]:
    """A session for reading. Inside a transaction it is that transaction's, so a query sees its writes.

    `snapshot=True` gives one consistent view for as long as the block lasts; for exports.
    """
    current = _transaction.get()
    outer = current.session if current else _reading.get()
    if outer is not None and not snapshot:
        yield outer
        return
    opened = _snapshot_session() if snapshot else _reader_session()
    with opened as db:
        # Queries that the block calls read by this session too, so they share its view.
        token = _reading.set(db)
        try:
            yield db
        finally:
            _reading.reset(token)


def _reader_session() -> Session:
    return Session(runtime().database.reader, autoflush=False, expire_on_commit=False)


@contextmanager
def _snapshot_session() -> Iterator[Session]:
    engine = runtime().database.engine
    options: dict[str, Any] = {"shopwright_snapshot": True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with Session(engine.execution_options(**options), autoflush=False) as db:
        yield db


def in_transaction() -> bool:
    """Whether the calling code runs inside a write transaction."""
    return _transaction.get() is not None


def session() -> Session:
    """The open transaction's session; an error outside of one."""
    return current_transaction().session


def current_transaction() -> Transaction:
    """The open write transaction; an error outside of one."""
    current = _transaction.get()
    if current is None:
        raise RuntimeError("no transaction is open: call this from inside a @command")
    return current


@contextmanager
def transaction(*, durable: bool = False) -> Iterator[Session]:
    """Open a write transaction, or join the one that is open. Commits when the block ends well.

    `durable` makes SQLite wait for the disk, so that a power cut cannot take the commit back.
    """
    current = _transaction.get()
    if current is not None:
        yield current.session
        return
    database = runtime().database
    with writers_turn() if database.is_sqlite else nullcontext():
        engine = database.engine.execution_options(shopwright_durable=durable)
        with _Writer(engine, autoflush=False, expire_on_commit=False) as db:
            opened = Transaction(session=db, durable=durable)
            if (companion := _companion.get()) is not None:
                opened.before_commit.append(companion)
            token = _transaction.set(opened)
            try:
                with forbid_network("a transaction"):
                    yield db
                    _check_whole(opened)
                    db.flush()
                    for step in opened.before_commit:
                        step(db)
                    db.commit()
            finally:
                _transaction.reset(token)
    for effect in opened.after_commit.values():
        effect()


@contextmanager
def accompanied(step: Callable[[Session], None]) -> Iterator[None]:
    """Run `step` in every transaction that the block opens, just before its commit."""
    token = _companion.set(step)
    try:
        yield
    finally:
        _companion.reset(token)


@contextmanager
def refuse_commands(where: str) -> Iterator[None]:
    """Refuse core commands for the length of the block (hooks inside a transaction)."""
    token = commands_refused.set(where)
    try:
        yield
    finally:
        commands_refused.reset(token)


@contextmanager
def allow_commands() -> Iterator[None]:
    """For the rare write of our own that a hook may cause without asking for it."""
    token = commands_refused.set(None)
    try:
        yield
    finally:
        commands_refused.reset(token)


def command(*, durable: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function one transaction, retried as a whole on a deadlock or a lock time-out.

    Only the outermost command retries, so arguments must be values and nothing outside the
    database may change before it returns. One that fails inside of a transaction takes it along.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            _check_commands_allowed(function)
            if (joined := _transaction.get()) is not None:
                with _failing(joined, function):
                    return function(*args, **kwargs)
            for attempt in range(1, _ATTEMPTS):
                try:
                    with transaction(durable=durable):
                        current_transaction().restartable = True
                        return function(*args, **kwargs)
                except StartOver as again:
                    again.prepare()
                except DBAPIError as error:
                    if not is_transient(error):
                        raise
                    time.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311
            with transaction(durable=durable):
                return function(*args, **kwargs)

        return run

    return decorate


@contextmanager
def _failing(joined: Transaction, function: Callable[..., object]) -> Iterator[None]:
    """What a command wrote before it failed is nobody's to keep."""
    try:
        yield
    except BaseException:
        joined.failed = joined.failed or _name(function)
        raise


def _check_whole(opened: Transaction) -> None:
    if opened.failed:
        raise CommandFailed(
            f"this transaction cannot be committed: {opened.failed} failed in it. Let its error end "
            "the transaction, or call it before the transaction begins"
        )


def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _check_commands_allowed(function: Callable[..., object]) -> None:
    where = commands_refused.get()
    if where is not None:
        raise CommandRefused(
            f"{_name(function)} was called inside {where}; "
            "subscribe to an '-ed' hook and call it there"
        )


def is_transient(error: DBAPIError) -> bool:
    """Whether running the whole transaction again may succeed."""
    sqlstate = getattr(error.orig, "sqlstate", None)
    return sqlstate in _RETRIED_SQLSTATES or _is_sqlite_busy(error)


def is_overload(error: BaseException) -> bool:
    """Whether the database is away, full, or too slow now: nothing is wrong with what was asked."""
    if isinstance(error, TimeoutError):  # no connection of the pool became free
        return True
    if not isinstance(error, DBAPIError):
        return False
    sqlstate = str(getattr(error.orig, "sqlstate", None) or "")
    return (
        error.connection_invalidated
        or is_transient(error)
        or sqlstate.startswith(_OVERLOAD)
        or (isinstance(error, OperationalError) and not sqlstate and not _is_sqlite(error))
    )


def _is_sqlite_busy(error: DBAPIError) -> bool:
    return str(getattr(error.orig, "sqlite_errorname", "")).startswith("SQLITE_BUSY")


def _is_sqlite(error: DBAPIError) -> bool:
    return hasattr(error.orig, "sqlite_errorname")
