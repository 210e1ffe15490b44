"""What the tests of accounts share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

import pytest
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.platform.db import read
from shopwright.platform.events import Event
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.events.outbox import event_types, load
from shopwright.testing.shop import Shop
from sqlalchemy import select

E = TypeVar("E", bound=Event)
PASSWORD = "correct horse battery"


@pytest.fixture
def emitted(shop: Shop) -> Callable[[type[E]], list[E]]:
    """All events of a kind that are in the outbox, in order."""
    names = {kind: name for name, kind in event_types().items()}

    def of(kind: type[E]) -> list[E]:
        with read() as db:
            rows = db.scalars(
                select(OutboxEvent).where(OutboxEvent.name == names[kind]).order_by(OutboxEvent.id)
            ).all()
        return [event for event in map(load, rows) if isinstance(event, kind)]

    return of


@pytest.fixture
def ada(shop: Shop) -> UUID:
    """A customer who can sign in."""
    return create_customer(
        NewCustomer(
            email="Ada@Example.com",
            first_name="Ada",
            last_name="Lovelace",
            verified=True,
            password=PASSWORD,
        )
    )
