"""Keeping the leases of what is in hand, so that nobody else takes up a job that takes long.

A lease only tells a job that is worked on from one that was lost. The process that has it renews
it; when the process is killed, it runs out within half a minute and the delivery is sent again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.platform.events.models import OutboxDelivery

LEASE = timedelta(seconds=30)
RENEWED_EVERY = 10.0  # seconds


class InHand:
    """The deliveries that this process works on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: set[UUID] = set()

    @contextmanager
    def holding(self, delivery_id: UUID) -> Iterator[None]:
        """For as long as the block lasts, `renew` keeps the delivery's lease."""
        with self._lock:
            self._ids.add(delivery_id)
        try:
            yield
        finally:
            with self._lock:
                self._ids.discard(delivery_id)

    def renew(self) -> None:
        """Make every lease last for at least another `LEASE`."""
        with self._lock:
            ids = list(self._ids)
        if not ids:
            return
        until = now() + LEASE
        with transaction() as db:
            db.execute(
                update(OutboxDelivery)
                .where(
                    OutboxDelivery.id.in_(ids),
                    OutboxDelivery.state == "sent",
                    OutboxDelivery.lease_until < until,
                )
                .values(lease_until=until)
            )
