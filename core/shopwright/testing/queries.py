"""Counting statements: a page's or a command's cost, as an exact number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from shopwright.platform.runtime import runtime

# How a transaction begins is no query of ours: drivers differ in whether they show it.
_NOT_COUNTED = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """Collect the statements that the block sends to the database, in order."""
    statements: list[str] = []
    engine = runtime().database.engine

    def remember(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", remember)
