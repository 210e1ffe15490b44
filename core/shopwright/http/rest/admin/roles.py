"""Roles, and the permissions that they can hold."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from shopwright.commerce import staff as area
from shopwright.commerce.staff import RoleView
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, Result, staff
from shopwright.http.rest.people import PermissionName

api = Api("admin_roles", tag="Roles", description="Who may do what.", prefix=ADMIN)

READ, WRITE = staff("staff:read"), staff("staff:write")
_NAME = Field(min_length=1, max_length=80)


class RoleIn(Model):
    """A named set of permissions."""

    name: str = _NAME
    permissions: list[PermissionName] = Field(
        max_length=200, examples=[["catalog:read", "orders:read"]]
    )


class RolePatch(Model):
    """What is left out stays."""

    name: str = Field(default="", min_length=1, max_length=80)
    permissions: list[PermissionName] = Field(default=[], max_length=200)


class RoleOut(OutModel):
    """A role. A built-in one can be neither changed nor removed; '*' stands for everything."""

    id: UUID
    name: str
    permissions: list[str]
    builtin: bool

    @classmethod
    def of(cls, view: RoleView) -> RoleOut:
        """From the value that commerce gives."""
        return cls(
            id=view.id, name=view.name, permissions=list(view.permissions), builtin=view.builtin
        )


class PermissionOut(OutModel):
    """One right, with what the role editor shows."""

    name: str
    label: str
    group: str


@api.get("/permissions", returns=Page[PermissionOut], access=READ, summary="List all permissions")
def list_permissions() -> Result:
    """Those of the core, then those of the enabled plugins."""
    items = [PermissionOut.model_validate(item) for item in area.all_permissions()]
    return Page[PermissionOut](items=items)


@api.get("/roles", returns=Page[RoleOut], access=READ, summary="List roles")
def list_roles() -> Result:
    return Page[RoleOut](items=[RoleOut.of(role) for role in area.roles()])


@api.post(
    "/roles",
    body=RoleIn,
    returns={201: RoleOut},
    access=WRITE,
    errors=(409,),
    idempotent=True,
    summary="Add a role",
)
def create_role(body: RoleIn) -> Result:
    """Nobody can put rights into a role that they lack."""
    return RoleOut.of(area.role(area.create_role(body.name, body.permissions)))


@api.get("/roles/<uuid:role_id>", returns=RoleOut, access=READ, summary="Read a role")
def read_role(role_id: UUID) -> Result:
    return RoleOut.of(area.role(role_id))


@api.patch(
    "/roles/<uuid:role_id>",
    body=RolePatch,
    returns=RoleOut,
    access=WRITE,
    errors=(409,),
    summary="Change a role",
)
def change_role(role_id: UUID, body: RolePatch) -> Result:
    """Takes effect at once for everybody who has it."""
    sent = body.model_fields_set
    area.update_role(
        role_id,
        name=body.name if "name" in sent else None,
        permissions=body.permissions if "permissions" in sent else None,
    )
    return RoleOut.of(area.role(role_id))


@api.delete("/roles/<uuid:role_id>", access=WRITE, errors=(409,), summary="Remove a role")
def remove_role(role_id: UUID) -> None:
    """Only when nobody has it."""
    area.remove_role(role_id)
