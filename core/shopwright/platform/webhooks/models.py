"""The inbox: what services have told plugins."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.db import Base


class ReceivedWebhook(Base):
    """A verified event of a service. It is forgotten with its delivery, 30 days after that is over.

    The delivery's `dedupe_key` keeps it from being received twice. `payload` is JSON as text: that
    may hold what PostgreSQL's own JSON refuses.
    """

    __tablename__ = "received_webhooks"

    delivery_id: Mapped[UUID] = mapped_column(
        ForeignKey("outbox_deliveries.id", ondelete="CASCADE"), primary_key=True
    )
    plugin: Mapped[str] = mapped_column(index=True)
    event_id: Mapped[str]
    payload: Mapped[str]
