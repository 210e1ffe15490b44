"""Cursors that describe their columns when somebody looks.

SQLAlchemy asks for the description after every statement, but looks into it only the first time a
statement's form is met. Making it was a twentieth of all that a request costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from psycopg import Column, Cursor
from psycopg.pq import ExecStatus


class _Columns(Sequence[Column]):
    """A list of columns, each made when it is taken."""

    def __init__(self, cursor: LeanCursor, count: int) -> None:
        self._cursor = cursor
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Column: ...
    @overload
    def __getitem__(self, index: slice) -> list[Column]: ...
    def __getitem__(self, index: int | slice) -> Column | list[Column]:
        found = range(self._count)[index]
        if isinstance(found, range):
            return [Column(self._cursor, number) for number in found]
        return Column(self._cursor, found)


class LeanCursor(Cursor[Any]):
    """psycopg's own, but for the description."""

    @property
    def description(self) -> Any:
        """As psycopg's: None for what returns no rows."""
        result = self.pgresult
        if result is not None and result.status == ExecStatus.TUPLES_OK and result.nfields:
            return _Columns(self, result.nfields)
        return super().description
