"""Who of the staff looks at a page: for plugins that bring pages to the dashboard, or draw it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import request

from shopwright.commerce.staff import covers, staff_login, staff_logout
from shopwright.http.auth import current_caller, dropped_cookie, session_token
from shopwright.http.forms import check_rate
from shopwright.http.rest.kit import authorize
from shopwright.http.rest.kit import staff as staff_access
from shopwright.http.shoppers import SIGN_IN_RATES, answer_with, keep_signed_in, this_browser
from shopwright.platform.errors import Forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Somebody of the staff who signed in with this browser."""

    user_id: UUID
    session_id: UUID
    name: str
    permissions: frozenset[str]

    def may(self, *permissions: str) -> bool:
        """Whether they hold all of these rights."""
        return covers(self.permissions, permissions)


def current_staff(*permissions: str) -> StaffMember:
    """Who of the staff looks at this page, which is below `/admin`.

    Raises `Unauthenticated` when nobody is signed in, and `Forbidden` when they lack a right.
    """
    authorize(staff_access(*permissions), hide=False)
    caller = current_caller()
    if caller.staff_id is None or caller.session_id is None:
        raise Forbidden("This page is for people who signed in, not for API keys.")
    return StaffMember(
        user_id=caller.staff_id,
        session_id=caller.session_id,
        name=caller.name,
        permissions=caller.permissions,
    )


def sign_in_staff(email: str, password: str) -> UUID:
    """Sign somebody of the staff in, from the next request on. Returns whose account it is.

    Raises `WrongStaffCredentials` or `TooManyStaffAttempts`, and `TooMany` for an address that
    tries often.
    """
    check_rate("admin_session_sign_in", SIGN_IN_RATES)
    opened = staff_login(email, password, this_browser("staff"))
    keep_signed_in(opened)
    return opened.account_id


def sign_out_staff() -> None:
    """Sign them out; no error when nobody is signed in."""
    token = session_token(request, "staff")
    if token is not None:
        staff_logout(token)
    answer_with(dropped_cookie("staff"))
