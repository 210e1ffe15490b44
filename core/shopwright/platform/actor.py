"""Who does what is being done: a person, a program, or the shop itself.

The doors set it once per request or job; events, the audit log and timelines copy it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ActorKind = Literal["system", "guest", "customer", "staff", "api_key", "plugin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """`id` is empty for the system and for guests; `label` is what a person reads (no address)."""

    kind: ActorKind
    id: UUID | None = None
    label: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id or self.label or '-'}"


SYSTEM = Actor(kind="system", label="system")
GUEST = Actor(kind="guest", label="guest")

_actor: ContextVar[Actor] = ContextVar("shopwright_actor", default=SYSTEM)


def current_actor() -> Actor:
    """The actor in force; the system when nobody else was named."""
    return _actor.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Make `actor` the one in force for the length of the block."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)
