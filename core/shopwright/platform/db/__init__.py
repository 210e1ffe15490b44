"""The database: one engine, `read()` for queries, `transaction()` and `@command` for writes."""

from __future__ import annotations

from shopwright.platform.db.base import (
    Amount,
    Base,
    Currency,
    Handle,
    Json,
    Key,
    Minor,
    UtcDateTime,
)
from shopwright.platform.db.engine import Database, open_database
from shopwright.platform.db.rows import insert_rows, parameters_of
from shopwright.platform.db.session import (
    CommandFailed,
    CommandRefused,
    StartOver,
    Transaction,
    allow_commands,
    command,
    current_transaction,
    in_transaction,
    is_overload,
    read,
    refuse_commands,
    session,
    transaction,
)
from shopwright.platform.db.statistics import refresh_statistics

__all__ = [
    "Amount",
    "Base",
    "CommandFailed",
    "CommandRefused",
    "Currency",
    "Database",
    "Handle",
    "Json",
    "Key",
    "Minor",
    "StartOver",
    "Transaction",
    "UtcDateTime",
    "allow_commands",
    "command",
    "current_transaction",
    "in_transaction",
    "insert_rows",
    "is_overload",
    "open_database",
    "parameters_of",
    "read",
    "refresh_statistics",
    "refuse_commands",
    "session",
    "transaction",
]
