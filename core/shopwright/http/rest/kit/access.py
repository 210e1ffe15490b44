"""Who may call an endpoint. The one place where that is decided is `authorize`.

An endpoint cannot be declared without an `Access`, so nothing is open by omission.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from flask import g, request

from shopwright.http.rest.kit.runtime import runtime
from shopwright.platform.errors import Forbidden, NotFound, Unauthenticated

_CHALLENGE = 'Bearer realm="shopwright"'


@dataclass(frozen=True, slots=True)
class Access:
    """What a caller needs. Compare and read it; make it with `PUBLIC`, `CUSTOMER`, `staff(...)`."""

    kind: Literal["public", "customer", "staff"]
    permissions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind}({', '.join(self.permissions)})" if self.permissions else self.kind


PUBLIC = Access("public")
"""Anyone. The actor is not even looked up unless the view calls `current_actor()`."""

CUSTOMER = Access("customer")
"""A signed-in customer."""


def staff(*permissions: str) -> Access:
    """A member of staff, or an API key, that holds all of `permissions` (`"orders:refund"`).

    Without permissions: any member of staff, for what each may see of themselves.
    """
    for permission in permissions:
        area, colon, action = permission.partition(":")
        if not (area and colon and action):
            raise ValueError(f"permission {permission!r} must be spelled 'area:action'")
    return Access("staff", permissions)


class Actor(Protocol):
    """Whoever calls, as `resolve_actor` of `init_app` returns it."""

    @property
    def authenticated(self) -> bool:
        """False for guests."""

    @property
    def key(self) -> str:
        """Tells actors apart across requests (`customer:018f...`); empty for guests."""

    def permits(self, access: Access) -> bool:
        """Whether this actor may call an endpoint declared with `access`."""


def current_actor() -> Actor:
    """The caller of this request, looked up once and only when somebody asks.

    Raises `Unauthenticated` for a wrong session or key: a PUBLIC endpoint that calls this has 401
    among its `errors`.
    """
    actor: Actor | None = g.get("actor")
    if actor is None:
        actor = runtime().resolve_actor(request)
        g.actor = actor
    return actor


def authorize(access: Access, *, hide: bool) -> None:
    """Let the caller pass or raise 401, 403, or 404 where the endpoint hides what exists."""
    if access.kind == "public":
        return
    actor = current_actor()
    if actor.permits(access):
        return
    if not actor.authenticated:
        raise SignInRequired()
    if hide:
        raise NotFound("There is nothing here that you may see.")
    needed = f": it needs {' and '.join(access.permissions)}" if access.permissions else ""
    raise Forbidden(f"Your account may not do this{needed}.")


class SignInRequired(Unauthenticated):
    """The endpoint needs a session or an API key, and the request carries neither."""

    headers = (("WWW-Authenticate", _CHALLENGE),)

    def __init__(self) -> None:
        super().__init__("Sign in, or send an API key as 'Authorization: Bearer <key>'.")
