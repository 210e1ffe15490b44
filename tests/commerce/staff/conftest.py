"""What the tests of staff share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.staff import create_owner, create_staff
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.events.outbox import event_types, load
from shopwright.testing.shop import Shop
from sqlalchemy import select

PASSWORD = "correct horse battery"


@pytest.fixture
def emitted(shop: Shop) -> Callable[[type[Any]], list[Any]]:
    """All events of a kind that are in the outbox, in order."""
    names = {kind: name for name, kind in event_types().items()}

    def of(kind: type[Any]) -> list[Any]:
        with read() as db:
            rows = db.scalars(
                select(OutboxEvent).where(OutboxEvent.name == names[kind]).order_by(OutboxEvent.id)
            ).all()
        return [load(row) for row in rows]

    return of


@pytest.fixture
def olga(shop: Shop) -> UUID:
    """The shop's owner."""
    return create_owner("Olga@Example.com", "Olga", PASSWORD)


@pytest.fixture
def max_(olga: UUID) -> UUID:
    """A manager: may do much, but not change staff."""
    return create_staff("max@example.com", "Max", PASSWORD, "manager")
