"""Staff signing in and out, their passwords, and what they may do."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import request

from shopwright.commerce.staff import (
    change_staff_password,
    request_staff_password_reset,
    set_password_by_token,
    staff_login,
    staff_logout,
    staff_user,
)
from shopwright.http.auth import (
    browser_of,
    current_caller,
    dropped_cookie,
    session_cookie,
    session_token,
)
from shopwright.http.rest.kit import ADMIN, PUBLIC, Api, Model, OutModel, Page, Reply, Result, staff
from shopwright.http.rest.people import (
    AcceptedOut,
    Email,
    NewPasswordIn,
    Password,
    PasswordChangeIn,
    PasswordResetIn,
    SignInOut,
)
from shopwright.platform.accounts import end_session, sessions_of
from shopwright.platform.errors import Forbidden, NotFound

api = Api(
    "admin_session",
    tag="Staff session",
    description="Staff signing in, and what they may do.",
    prefix=ADMIN,
)

_LOOK = AcceptedOut(message="If that is possible, a mail with the next step is on its way.")
_FEW = "10/minute,60/hour;by=ip"


class StaffLoginIn(Model):
    """The credentials of a member of staff."""

    email: Email
    password: Password


class StaffSessionOut(OutModel):
    """Who asks - a person or a program - and what they may do. '*' stands for everything."""

    kind: Literal["staff", "api_key"]
    id: UUID
    name: str
    permissions: list[str]


class NotAPerson(Forbidden):
    """An API key asked for what only people have."""

    code = "not_a_person"

    def __init__(self) -> None:
        super().__init__("This is for people who signed in, not for API keys.")


@api.post(
    "/session",
    body=StaffLoginIn,
    returns={201: StaffSessionOut},
    access=PUBLIC,
    errors=(401,),
    limit="10/minute,100/hour;by=ip",
    summary="Sign in as staff",
)
def sign_in(body: StaffLoginIn) -> Result:
    """Sets the staff cookie, which ends after twelve hours without use."""
    opened = staff_login(body.email, body.password, browser_of("staff"))
    found = staff_user(opened.account_id)
    out = StaffSessionOut(
        kind="staff", id=found.id, name=found.name, permissions=sorted(found.permissions)
    )
    return Reply(out, headers=[session_cookie(opened)])


@api.delete("/session", access=PUBLIC, summary="Sign out")
def sign_out() -> Result:
    """Ends the session and drops its cookie; no error when nobody was signed in."""
    token = session_token(request, "staff")
    if token is not None:
        staff_logout(token)
    return Reply(None, status=204, headers=[dropped_cookie("staff")])


@api.get("/session", returns=StaffSessionOut, access=staff(), summary="Who am I, and what may I do")
def read_session() -> Result:
    """For people and for API keys alike."""
    caller = current_caller()
    assert caller.actor.id is not None
    return StaffSessionOut(
        kind="staff" if caller.actor.kind == "staff" else "api_key",
        id=caller.actor.id,
        name=caller.actor.label,
        permissions=sorted(caller.permissions),
    )


@api.post(
    "/session/password",
    body=PasswordChangeIn,
    access=staff(),
    limit="10/minute;by=actor",
    summary="Change my password",
)
def change_password(body: PasswordChangeIn) -> Result:
    """Signs the account out everywhere else; this browser gets a new session."""
    opened = change_staff_password(
        _me(), body.current_password, body.new_password, browser_of("staff")
    )
    return Reply(None, status=204, headers=[session_cookie(opened)])


@api.get(
    "/session/browsers",
    returns=Page[SignInOut],
    access=staff(),
    errors=(403,),
    summary="List where I am signed in",
)
def list_browsers() -> Result:
    current = current_caller().session_id
    return Page[SignInOut](
        items=[SignInOut.of(view, current) for view in sessions_of("staff", _me())]
    )


@api.delete(
    "/session/browsers/<uuid:session_id>", access=staff(), summary="Sign one browser of mine out"
)
def end_browser(session_id: UUID) -> None:
    if not end_session("staff", _me(), session_id):
        raise NotFound("You are not signed in there.")


@api.post(
    "/invitation",
    body=NewPasswordIn,
    access=PUBLIC,
    limit=_FEW,
    summary="Accept an invitation by setting a password",
)
def accept_invitation(body: NewPasswordIn) -> None:
    """Takes the token from the invitation; afterwards its owner can sign in."""
    set_password_by_token(body.token, body.password, "invite")


@api.post(
    "/password-reset",
    body=PasswordResetIn,
    returns={202: AcceptedOut},
    access=PUBLIC,
    limit=_FEW,
    summary="Forgot the password",
)
def request_reset(body: PasswordResetIn) -> Result:
    """Sends a link that is good for an hour, and once."""
    request_staff_password_reset(body.email)
    return _LOOK


@api.post(
    "/password-reset/confirm",
    body=NewPasswordIn,
    access=PUBLIC,
    limit=_FEW,
    summary="Set a new password by the link from the mail",
)
def confirm_reset(body: NewPasswordIn) -> None:
    """Signs the account out everywhere."""
    set_password_by_token(body.token, body.password, "reset_password")


def _me() -> UUID:
    user_id = current_caller().staff_id
    if user_id is None:
        raise NotAPerson()
    return user_id
