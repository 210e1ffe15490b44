"""Connections to PostgreSQL that give up on a server that has fallen silent.

The server ends what takes it too long (`statement_timeout`). A server that says nothing any more, or
the network before it, ends nothing: then the client must.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event

from shopwright.platform.db.cursors import LeanCursor

R = TypeVar("R")
_SECONDS = 6.0  # longer than the server's own limit of a statement
_PING_SECONDS = 2.0
_INTERVAL = 0.1  # psycopg's own


class PatientConnection(Connection[Any]):
    """Waits `patience` seconds for the answer to a statement; then it is closed for good."""

    patience = _SECONDS

    def wait(self, gen: PQGen[R], interval: float = _INTERVAL, timeout: float | None = None) -> R:
        """Raises `OperationalError` when nothing came in time."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except OperationalError:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise  # the server's own words
        self.pgconn.finish()
        raise OperationalError(f"the database did not answer within {self.patience:g} s")

    def ping(self) -> None:
        """Whether the server is there, asked without a transaction. Raises when it is not."""
        autocommit, self.patience = self.autocommit, _PING_SECONDS
        self.autocommit = True
        self.execute("SELECT 1")
        self.autocommit, self.patience = autocommit, _SECONDS


def use_patient_connections(engine: Engine) -> None:
    """Have the pool of `engine` open no others."""
    event.listen(engine, "do_connect", _connect)


def _connect(
    _dialect: Any, _record: Any, arguments: Sequence[Any], options: Mapping[str, Any]
) -> PatientConnection:
    return PatientConnection.connect(*arguments, **options, cursor_factory=LeanCursor)
