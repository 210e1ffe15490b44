"""From events to what is sent: `{"type": "order.placed", "timestamp": ..., "data": {...}}`."""

from __future__ import annotations

import difflib
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json, to_jsonable_python
from shopwright import Event, hooks

ALL = "*"
TEST = "webhooks.test"


def event_type(hook: str) -> str:
    """`order_placed` is `order.placed`."""
    return hook.replace("_", ".", 1)


TYPES: tuple[str, ...] = tuple(sorted(map(event_type, hooks.EVENTS)))


def near(unknown: str) -> str:
    """The type that was probably meant, or ''."""
    return next(iter(difflib.get_close_matches(unknown, TYPES, n=1)), "")


def body_of(kind: str, event: Event) -> str:
    """What is sent of an event. Who did it is told, but for the name."""
    data: dict[str, Any] = to_jsonable_python(event)
    moment = data.pop("occurred_at")
    data["actor"].pop("label")
    return _body(kind, moment, data)


def body_of_test(endpoint_id: UUID, moment: datetime) -> str:
    """What is sent to see whether it arrives."""
    return _body(TEST, moment, {"endpoint_id": endpoint_id})


def person_of(event: Event) -> tuple[UUID | None, str | None]:
    """Whom an event is about: a customer's id, and an address as it can be looked for."""
    email = getattr(event, "email", None)
    return getattr(event, "customer_id", None), email.lower() if email else None


def _body(kind: str, moment: Any, data: dict[str, Any]) -> str:
    return to_json({"type": kind, "timestamp": moment, "data": data}).decode()
