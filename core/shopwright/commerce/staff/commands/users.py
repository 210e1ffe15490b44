"""Members of staff: inviting, changing, removing.

Nobody touches somebody who holds rights that they lack: a manager can neither block an owner nor
change the mail address that an owner's password reset goes to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select

from shopwright.commerce.staff.commands.roles import install_roles
from shopwright.commerce.staff.errors import (
    LastOwner,
    RoleNotFound,
    StaffEmailTaken,
    StaffNotFound,
)
from shopwright.commerce.staff.hooks import StaffInvited
from shopwright.commerce.staff.models import Role, StaffRole, StaffUser
from shopwright.commerce.staff.permissions import ALL, OWNER
from shopwright.commerce.staff.rights import require_covered
from shopwright.platform import audit
from shopwright.platform.accounts import (
    check_new_password,
    end_sessions,
    hash_password,
    normalize_email,
    revoke_tokens,
)
from shopwright.platform.db import command, session
from shopwright.platform.events.outbox import emit
from shopwright.platform.ids import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChanges:
    """New values; None leaves a field as it is. `roles` replaces all roles."""

    email: str | None = None
    name: str | None = None
    locale: str | None = None
    active: bool | None = None
    roles: tuple[UUID, ...] | None = None


@command()
def invite_staff(email: str, name: str, roles: Iterable[UUID], *, locale: str = "en") -> UUID:
    """Add somebody, who gets a mail with a link to set a password.

    Raises `InvalidEmail`, `StaffEmailTaken`, `RoleNotFound` or `CannotGrant`.
    """
    user_id = _add(normalize_email(email), name, locale, password_hash=None)
    _give(user_id, roles)
    audit.record("staff.invite", "staff", user_id)
    _send_invitation(_locked(user_id))
    return user_id


@command()
def invite_again(user_id: UUID) -> None:
    """Send the invitation again; for who has a password it does nothing. Raises `StaffNotFound`."""
    row = _locked(user_id)
    require_covered(_rights(user_id))
    if row.password_hash is None and row.active:
        audit.record("staff.invite", "staff", user_id)
        _send_invitation(row)


def create_staff(email: str, name: str, password: str, role: str, *, locale: str = "en") -> UUID:
    """Add somebody with a password at once; for the command line. `role` is a role's name.

    Raises `InvalidEmail`, `WeakPassword`, `StaffEmailTaken`, `RoleNotFound` or `CannotGrant`.
    """
    email = normalize_email(email)
    check_new_password(password, about=(email, name))
    return _create(email, name, hash_password(password), role, locale)


def create_owner(email: str, name: str, password: str, *, locale: str = "en") -> UUID:
    """Add an owner, and a new shop's roles before; see `create_staff`."""
    return create_staff(email, name, password, OWNER, locale=locale)


@command()
def _create(email: str, name: str, password_hash: str, role: str, locale: str) -> UUID:
    install_roles()
    role_id = session().scalar(select(Role.id).where(Role.name == role))
    if role_id is None:
        raise RoleNotFound(f"'{role}'")
    user_id = _add(email, name, locale, password_hash=password_hash)
    _give(user_id, [role_id])
    audit.record("staff.create", "staff", user_id, role=role)
    return user_id


@command()
def update_staff(user_id: UUID, changes: StaffChanges) -> None:
    """Change somebody. Losing access (`active=False`) ends all their sessions at once.

    Raises `StaffNotFound`, `InvalidEmail`, `StaffEmailTaken`, `RoleNotFound`, `CannotGrant` or
    `LastOwner`.
    """
    row = _locked(user_id)
    require_covered(_rights(user_id))
    was_owner = _is_owner(row)
    changed = [*_change_profile(row, changes)]
    if changes.roles is not None:
        session().execute(delete(StaffRole).where(StaffRole.user_id == user_id))
        _give(user_id, changes.roles)
        changed.append("roles")
    if changes.active is not None and changes.active != row.active:
        row.active = changes.active
        changed.append("active")
    if not row.active:
        _sign_out(user_id)
    if was_owner:
        _require_an_owner()
    audit.record("staff.update", "staff", user_id, fields=list(changed))


@command()
def remove_staff(user_id: UUID) -> None:
    """Remove somebody for good; what they did keeps their id.

    Raises `StaffNotFound`, `CannotGrant` or `LastOwner`.
    """
    row = _locked(user_id)
    require_covered(_rights(user_id))
    was_owner = _is_owner(row)
    _sign_out(user_id)
    session().delete(row)
    if was_owner:
        _require_an_owner()
    audit.record("staff.remove", "staff", user_id)


@command()
def end_staff_sessions(user_id: UUID) -> None:
    """Sign somebody out everywhere. Raises `StaffNotFound` or `CannotGrant`."""
    _locked(user_id)
    require_covered(_rights(user_id))
    end_sessions("staff", user_id)
    audit.record("staff.sign_out", "staff", user_id)


def _add(email: str, name: str, locale: str, *, password_hash: str | None) -> UUID:
    _refuse_taken(email)
    row = StaffUser(id=uuid7(), email=email, name=name, locale=locale, password_hash=password_hash)
    session().add(row)
    session().flush()
    return row.id


def _give(user_id: UUID, roles: Iterable[UUID]) -> None:
    db = session()
    for role_id in dict.fromkeys(roles):
        row = db.get(Role, role_id)
        if row is None:
            raise RoleNotFound(role_id)
        require_covered(row.permissions)
        db.add(StaffRole(user_id=user_id, role_id=role_id))
    db.flush()


def _change_profile(row: StaffUser, changes: StaffChanges) -> Iterable[str]:
    for name in ("name", "locale"):
        value = getattr(changes, name)
        if value is not None and value != getattr(row, name):
            setattr(row, name, value)
            yield name
    if changes.email is not None:
        email = normalize_email(changes.email)
        if email != row.email:
            _refuse_taken(email)
            row.email = email
            _sign_out(row.id)
            yield "email"


def _rights(user_id: UUID) -> set[str]:
    sets = session().scalars(
        select(Role.permissions)
        .join(StaffRole, StaffRole.role_id == Role.id)
        .where(StaffRole.user_id == user_id)
    )
    return {name for names in sets for name in names}


def _is_owner(row: StaffUser) -> bool:
    return row.active and row.password_hash is not None and ALL in _rights(row.id)


def _require_an_owner() -> None:
    """Somebody must be left who is active, has a password and may do everything.

    The owner role's row is locked first, so that two owners cannot remove each other at once.
    """
    db = session()
    db.flush()
    role_id = db.scalar(select(Role.id).where(Role.name == OWNER, Role.builtin).with_for_update())
    left = db.scalar(
        select(func.count())
        .select_from(StaffUser)
        .join(StaffRole, StaffRole.user_id == StaffUser.id)
        .where(
            StaffRole.role_id == role_id,
            StaffUser.active,
            StaffUser.password_hash.is_not(None),
        )
    )
    if not left:
        raise LastOwner()


def _locked(user_id: UUID) -> StaffUser:
    row = session().get(StaffUser, user_id, with_for_update=True)
    if row is None:
        raise StaffNotFound(user_id)
    return row


def _refuse_taken(email: str) -> None:
    if session().scalar(select(StaffUser.id).where(StaffUser.email == email)) is not None:
        raise StaffEmailTaken()


def _sign_out(user_id: UUID) -> None:
    end_sessions("staff", user_id)
    revoke_tokens("staff", user_id)


def _send_invitation(row: StaffUser) -> None:
    emit(StaffInvited(user_id=row.id, email=row.email, name=row.name, locale=row.locale))
