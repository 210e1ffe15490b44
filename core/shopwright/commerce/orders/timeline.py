"""An order's timeline: everything that happened to it, for people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from shopwright.commerce.orders.models import TimelineEntry
from shopwright.platform.actor import current_actor
from shopwright.platform.ids import uuid7


def note(
    db: Session,
    order_id: UUID,
    kind: str,
    message: str,
    *,
    data: dict[str, Any] | None = None,
    public: bool = False,
) -> None:
    """Write one entry. `public` ones are shown to the shopper."""
    db.add(
        TimelineEntry(
            id=uuid7(),
            order_id=order_id,
            kind=kind,
            message=message,
            data=data or {},
            actor=str(current_actor()),
            public=public,
        )
    )
