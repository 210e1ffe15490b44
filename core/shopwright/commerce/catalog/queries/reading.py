"""A plain connection for what is hot: the unit of work of a `Session` costs more than the query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from shopwright.platform.db import in_transaction, session
from shopwright.platform.runtime import runtime


@contextmanager
def connection() -> Iterator[Connection]:
    """Like `read()`, for Core statements: the open transaction's, or one in autocommit."""
    if in_transaction():
        yield session().connection()
        return
    with runtime().database.reader.connect() as opened:
        yield opened
