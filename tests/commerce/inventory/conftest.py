"""Fixtures for tests of stock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import event, select


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


@pytest.fixture
def events(shop: Shop) -> Callable[[str], list[dict[str, Any]]]:
    """Payloads of what was emitted so far, by the hook's name."""

    def named(name: str) -> list[dict[str, Any]]:
        with read() as db:
            return list(
                db.scalars(
                    select(OutboxEvent.payload)
                    .where(OutboxEvent.name == name)
                    .order_by(OutboxEvent.id)
                )
            )

    return named
