"""`Shop`: a running shop for tests, with short ways to the things that tests need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from shopwright.platform.clock import now
from shopwright.platform.db import read
from shopwright.platform.events.deliver import perform
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.runtime import runtime


@dataclass(frozen=True, slots=True)
class Shop:
    """The application, in whose context the test runs."""

    app: Flask

    @classmethod
    @contextmanager
    def running(cls, app: Flask) -> Iterator[Shop]:
        """Push the application's context, and close its database in the end."""
        with app.app_context():
            try:
                yield cls(app)
            finally:
                runtime().database.dispose()

    def client(self) -> FlaskClient:
        """A new browser without cookies."""
        return self.app.test_client()

    def deliver(self, *, rounds: int = 10) -> int:
        """Work off all deliveries that are due, and those they cause, as a worker would."""
        done = 0
        for _ in range(rounds):
            due = self._due()
            if not due:
                return done
            for delivery_id in due:
                perform(delivery_id)
            done += len(due)
        raise AssertionError(f"deliveries still cause new ones after {rounds} rounds")

    def _due(self) -> list[UUID]:
        with read() as db:
            return list(
                db.scalars(
                    select(OutboxDelivery.id)
                    .where(OutboxDelivery.state.in_(("due", "sent")), OutboxDelivery.run_at <= now())
                    .order_by(OutboxDelivery.id)
                )
            )
