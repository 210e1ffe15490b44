"""Members of staff."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shopwright.commerce import staff as area
from shopwright.commerce.staff import StaffChanges, StaffView
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, PageQuery, Result, staff
from shopwright.http.rest.paging import cut
from shopwright.http.rest.people import AcceptedOut, Email, Locale, Name, SignInOut
from shopwright.platform.accounts import sessions_of

api = Api("admin_staff", tag="Staff", description="People who run the shop.", prefix=ADMIN)

READ, WRITE = staff("staff:read"), staff("staff:write")
_ROLES = Field(max_length=50, description="Ids of roles.")


class InviteIn(Model):
    """Who is invited, and what they will be allowed to do."""

    email: Email
    name: Name = Field(min_length=1)
    roles: list[UUID] = _ROLES
    locale: Locale = "en"


class StaffPatch(Model):
    """What is left out stays. A new mail address, or `active: false`, signs the account out."""

    email: Email = ""
    name: Name = Field(default="", min_length=1)
    roles: list[UUID] = Field(
        default=[], max_length=50, description="Ids of all roles from now on."
    )
    locale: Locale = "en"
    active: bool = True


class RoleRef(OutModel):
    """A role that somebody has."""

    id: UUID
    name: str


class StaffOut(OutModel):
    """A member of staff. `invited`: no password was set yet."""

    id: UUID
    email: str
    name: str
    locale: str
    state: Literal["invited", "active", "inactive"]
    roles: list[RoleRef]
    created_at: datetime
    last_login_at: datetime | None

    @classmethod
    def of(cls, view: StaffView) -> StaffOut:
        """From the value that commerce gives."""
        return cls(
            id=view.id,
            email=view.email,
            name=view.name,
            locale=view.locale,
            state=view.state,
            roles=[RoleRef(id=role.id, name=role.name) for role in view.roles],
            created_at=view.created_at,
            last_login_at=view.last_login_at,
        )


@api.get("/staff", query=PageQuery, returns=Page[StaffOut], access=READ, summary="List staff")
def list_staff(query: PageQuery) -> Result:
    """In the order they were invited."""
    after = query.after("oldest", datetime, UUID)
    rows = area.staff_users(after=after, limit=query.limit + 1)
    page, following = cut(rows, query.limit, "oldest", lambda row: (row.created_at, row.id))
    return Page[StaffOut](items=[StaffOut.of(row) for row in page], next=following)


@api.post(
    "/staff",
    body=InviteIn,
    returns={201: StaffOut},
    access=WRITE,
    errors=(404, 409),
    idempotent=True,
    summary="Invite somebody",
)
def invite(body: InviteIn) -> Result:
    """Sends a mail with a link to set a password. Nobody can give rights that they lack."""
    user_id = area.invite_staff(body.email, body.name, body.roles, locale=body.locale)
    return StaffOut.of(area.staff_user(user_id))


@api.get("/staff/<uuid:user_id>", returns=StaffOut, access=READ, summary="Read a member of staff")
def read_member(user_id: UUID) -> Result:
    return StaffOut.of(area.staff_user(user_id))


@api.patch(
    "/staff/<uuid:user_id>",
    body=StaffPatch,
    returns=StaffOut,
    access=WRITE,
    errors=(409,),
    summary="Change a member of staff",
)
def change_member(user_id: UUID, body: StaffPatch) -> Result:
    """The last active owner stays one."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    if "roles" in changes:
        changes["roles"] = tuple(body.roles)
    area.update_staff(user_id, StaffChanges(**changes))
    return StaffOut.of(area.staff_user(user_id))


@api.delete(
    "/staff/<uuid:user_id>", access=WRITE, errors=(409,), summary="Remove a member of staff"
)
def remove_member(user_id: UUID) -> None:
    """The last active owner cannot be removed."""
    area.remove_staff(user_id)


@api.post(
    "/staff/<uuid:user_id>/invitation",
    returns={202: AcceptedOut},
    access=WRITE,
    summary="Send the invitation again",
)
def invite_again(user_id: UUID) -> Result:
    """Does nothing for who has a password already."""
    area.invite_again(user_id)
    return AcceptedOut(message="The mail is on its way.")


@api.get(
    "/staff/<uuid:user_id>/sessions",
    returns=Page[SignInOut],
    access=READ,
    summary="List where somebody is signed in",
)
def list_sessions(user_id: UUID) -> Result:
    area.staff_user(user_id)
    views = sessions_of("staff", user_id)
    return Page[SignInOut](items=[SignInOut.of(view, None) for view in views])


@api.delete("/staff/<uuid:user_id>/sessions", access=WRITE, summary="Sign somebody out everywhere")
def end_sessions(user_id: UUID) -> None:
    area.end_staff_sessions(user_id)
