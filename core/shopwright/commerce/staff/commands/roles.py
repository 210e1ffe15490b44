"""Roles: who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from shopwright.commerce.staff.errors import (
    BuiltinRole,
    RoleInUse,
    RoleNameTaken,
    RoleNotFound,
)
from shopwright.commerce.staff.models import ApiKey, Role, StaffRole
from shopwright.commerce.staff.permissions import OWNER, STARTING_ROLES, check_known
from shopwright.commerce.staff.rights import all_permissions, require_covered
from shopwright.platform import audit
from shopwright.platform.db import command, session
from shopwright.platform.ids import uuid7


@command()
def install_roles() -> None:
    """Give a new shop its first roles; a shop that has any keeps what it has."""
    db = session()
    if db.scalar(select(func.count()).select_from(Role)):
        return
    for name, names in STARTING_ROLES.items():
        db.add(Role(name=name, permissions=list(names), builtin=name == OWNER))
    db.flush()


@command()
def create_role(name: str, permissions: Iterable[str]) -> UUID:
    """Make a role. Raises `RoleNameTaken`, `UnknownPermission` or `CannotGrant`."""
    names = _checked(permissions, known=())
    _refuse_taken(name)
    row = Role(id=uuid7(), name=name, permissions=names)
    session().add(row)
    session().flush()
    audit.record("role.create", "role", row.id, name=name, permissions=list(names))
    return row.id


@command()
def update_role(
    role_id: UUID, *, name: str | None = None, permissions: Iterable[str] | None = None
) -> None:
    """Change a role, at once for everybody who has it.

    Raises `RoleNotFound`, `BuiltinRole`, `RoleNameTaken`, `UnknownPermission` or `CannotGrant`.
    """
    row = _locked(role_id)
    require_covered(row.permissions)
    if permissions is not None:
        row.permissions = _checked(permissions, known=row.permissions)
    if name is not None and name != row.name:
        _refuse_taken(name)
        row.name = name
    audit.record("role.update", "role", role_id, name=row.name, permissions=list(row.permissions))


@command()
def remove_role(role_id: UUID) -> None:
    """Remove a role that nobody has.

    Raises `RoleNotFound`, `BuiltinRole`, `RoleInUse` or `CannotGrant`.
    """
    row = _locked(role_id)
    require_covered(row.permissions)
    members = session().scalar(
        select(func.count()).select_from(StaffRole).where(StaffRole.role_id == role_id)
    )
    if members:
        raise RoleInUse(members)
    session().delete(row)
    audit.record("role.remove", "role", role_id, name=row.name)


@command()
def forget_plugin_permissions(plugin_id: str) -> None:
    """Take a plugin's own permissions out of all roles and keys, when it is purged."""
    own = f"{plugin_id}:"
    for role in session().scalars(select(Role).with_for_update()):
        kept = [name for name in role.permissions if not name.startswith(own)]
        if kept != role.permissions:
            role.permissions = kept
            audit.record("role.update", "role", role.id, name=role.name, permissions=[*kept])
    for key in session().scalars(select(ApiKey).with_for_update()):
        kept = [name for name in key.scopes if not name.startswith(own)]
        if kept != key.scopes:
            key.scopes = kept
            audit.record("api_key.update", "api_key", key.id, scopes=[*kept])


def _checked(names: Iterable[str], *, known: Iterable[str]) -> list[str]:
    """Known, held by the actor, each once. `known`: what the role holds may stay."""
    wanted = list(dict.fromkeys(names))
    check_known(wanted, [*(item.name for item in all_permissions()), *known], field="permissions")
    require_covered(wanted)
    return wanted


def _locked(role_id: UUID) -> Role:
    row = session().get(Role, role_id, with_for_update=True)
    if row is None:
        raise RoleNotFound(role_id)
    if row.builtin:
        raise BuiltinRole(row.name)
    return row


def _refuse_taken(name: str) -> None:
    if session().scalar(select(Role.id).where(Role.name == name)) is not None:
        raise RoleNameTaken(name)
