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
from shopwright.platform.db.rows import insert_rows
from shopwright.platform.db.session import (
    CommandRefused,
    StartOver,
    Transaction,
    command,
    current_transaction,
    in_transaction,
    read,
    refuse_commands,
    session,
    transaction,
)

__all__ = [
    "Amount",
    "Base",
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
    "command",
    "current_transaction",
    "in_transaction",
    "insert_rows",
    "open_database",
    "read",
    "refuse_commands",
    "session",
    "transaction",
]
