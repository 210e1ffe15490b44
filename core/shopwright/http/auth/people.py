"""Flask-Login, on our own sessions.

Flask-Login answers `current_user` for plugins' pages and templates. Where it would keep people in a
signed cookie that nobody can revoke, it asks us, and we look the session up in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Flask, Request, Response, current_app
from flask_login import AnonymousUserMixin, LoginManager, UserMixin

from shopwright.commerce.customers import signed_in_customer
from shopwright.commerce.staff import signed_in_staff
from shopwright.http.auth.cookies import Kind, session_token
from shopwright.http.rest.kit import endpoint_of

# Below these paths, and for plugins' routes that are declared for staff, a browser is asked for its
# staff cookie; elsewhere for its customer cookie.
STAFF_PATHS = ("/api/v1/admin", "/admin")


@dataclass(frozen=True, kw_only=True)
class Person(UserMixin):
    """A signed-in customer or member of staff; flask-login's `current_user`."""

    kind: Kind
    id: UUID
    session_id: UUID
    name: str
    permissions: frozenset[str] = frozenset()

    def get_id(self) -> str:
        """`customer:<id>` or `staff:<id>`: the two are never taken for each other."""
        return f"{self.kind}:{self.id}"


class People(LoginManager):
    """Finds the person behind a request's cookie."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        # It guards flask's own session, which we do not keep people in.
        self.session_protection = None  # type: ignore[assignment]
        self.anonymous_user = AnonymousUserMixin
        self.request_loader(person_of)  # type: ignore[no-untyped-call]

    def init_app(self, app: Flask, add_context_processor: bool = True) -> None:
        """Make `current_user` known to the application and its templates."""
        super().init_app(app, add_context_processor)  # type: ignore[no-untyped-call]

    def _update_remember_cookie(self, response: Response) -> Response:
        """Our sessions last by themselves. (The original makes every answer vary by cookie.)"""
        return response


def person_of(asking: Request) -> Person | None:
    """Who is signed in with the cookie that counts for this path."""
    if is_staff_path(asking.path) or _is_declared_for_staff(asking):
        return _staff(session_token(asking, "staff"))
    return _customer(session_token(asking, "customer"))


def is_staff_path(path: str) -> bool:
    """Whether `path` belongs to the staff's side of the shop."""
    return any(path == prefix or path.startswith(prefix + "/") for prefix in STAFF_PATHS)


def _is_declared_for_staff(asking: Request) -> bool:
    view = current_app.view_functions.get(asking.endpoint or "")
    endpoint = endpoint_of(view) if view else None
    return endpoint is not None and endpoint.access.kind == "staff"


def _customer(token: str | None) -> Person | None:
    found = signed_in_customer(token) if token else None
    if found is None:
        return None
    return Person(
        kind="customer",
        id=found.customer_id,
        session_id=found.session_id,
        name=found.first_name,
    )


def _staff(token: str | None) -> Person | None:
    found = signed_in_staff(token) if token else None
    if found is None:
        return None
    return Person(
        kind="staff",
        id=found.user_id,
        session_id=found.session_id,
        name=found.name,
        permissions=found.permissions,
    )
