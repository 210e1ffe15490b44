"""Fixtures for tests of stock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom


@pytest.fixture
def room(shop: Shop) -> Stockroom:
    """A place with stock, on each database."""
    return Stockroom()


@pytest.fixture
def statements(shop: Shop) -> Iterator[list[str]]:
    """The SQL that is sent to the database while the test runs."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = runtime().database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
