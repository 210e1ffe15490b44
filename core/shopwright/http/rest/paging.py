"""Cutting a list into pages by cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from shopwright.http.rest.kit import Cursor

Row = TypeVar("Row")


def cut(
    rows: Sequence[Row], limit: int, sort: str, key: Callable[[Row], tuple[Any, ...]]
) -> tuple[Sequence[Row], str | None]:
    """The page, and the cursor of the next one: query `limit + 1` rows and hand them over.

    `key` is what the rows are sorted by under the name `sort`, unique for each.
    """
    if len(rows) <= limit:
        return rows, None
    page = rows[:limit]
    return page, Cursor.encode(sort, *key(page[-1]))
