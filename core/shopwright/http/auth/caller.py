"""`Caller`: whoever a request comes from, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shopwright.commerce.staff import covers
from shopwright.http.rest.kit import Access
from shopwright.platform.actor import GUEST, Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The kit's actor. `session_id` and `name` are there for people who signed in.

    A customer's name is here and not in the actor: that one goes into logs nobody can scrub.
    """

    actor: Actor
    permissions: frozenset[str] = frozenset()
    session_id: UUID | None = None
    name: str = ""

    @property
    def authenticated(self) -> bool:
        """False for guests."""
        return self.actor.kind != "guest"

    @property
    def key(self) -> str:
        """Tells callers apart across requests; empty for guests."""
        return str(self.actor) if self.authenticated else ""

    @property
    def customer_id(self) -> UUID | None:
        """The signed-in customer."""
        return self.actor.id if self.actor.kind == "customer" else None

    @property
    def staff_id(self) -> UUID | None:
        """The signed-in member of staff; None for API keys."""
        return self.actor.id if self.actor.kind == "staff" else None

    def permits(self, access: Access) -> bool:
        """Whether this caller may call an endpoint declared with `access`."""
        if access.kind == "public":
            return True
        if access.kind == "customer":
            return self.actor.kind == "customer"
        return self.actor.kind in ("staff", "api_key") and covers(
            self.permissions, access.permissions
        )


GUEST_CALLER = Caller(actor=GUEST)
