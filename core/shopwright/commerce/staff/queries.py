"""Reading staff, roles and keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select, tuple_

from shopwright.commerce.staff.errors import ApiKeyNotFound, RoleNotFound, StaffNotFound
from shopwright.commerce.staff.models import ApiKey, Role, StaffRole, StaffUser
from shopwright.commerce.staff.types import ApiKeyView, RoleView, SignedInStaff, StaffView
from shopwright.platform.accounts import fold_email
from shopwright.platform.accounts.models import LoginSession
from shopwright.platform.accounts.sessions import needs_touch, session_token_hash, touch_session
from shopwright.platform.clock import now
from shopwright.platform.db import read

Key = tuple[datetime, UUID]


def staff_user(user_id: UUID) -> StaffView:
    """One member of staff. Raises `StaffNotFound`."""
    with read() as db:
        row = db.get(StaffUser, user_id)
    if row is None:
        raise StaffNotFound(user_id)
    return _views([row])[0]


def staff_user_by_email(email: str) -> StaffView | None:
    """The member of staff with this mail address, however it is spelled."""
    with read() as db:
        row = db.scalar(select(StaffUser).where(StaffUser.email == fold_email(email)))
    return _views([row])[0] if row is not None else None


def staff_users(*, after: Key | None = None, limit: int = 24) -> list[StaffView]:
    """Staff in the order they came. `after` is the last one's (created_at, id)."""
    statement = select(StaffUser).order_by(StaffUser.created_at, StaffUser.id).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(StaffUser.created_at, StaffUser.id) > after)
    with read() as db:
        rows = list(db.scalars(statement))
    return _views(rows)


def role(role_id: UUID) -> RoleView:
    """One role. Raises `RoleNotFound`."""
    with read() as db:
        row = db.get(Role, role_id)
    if row is None:
        raise RoleNotFound(role_id)
    return role_view(row)


def roles() -> list[RoleView]:
    """All roles, the built-in one first."""
    with read() as db:
        rows = db.scalars(select(Role).order_by(Role.builtin.desc(), Role.name)).all()
    return [role_view(row) for row in rows]


def api_key(key_id: UUID) -> ApiKeyView:
    """One key, revoked ones too. Raises `ApiKeyNotFound`."""
    with read() as db:
        row = db.get(ApiKey, key_id)
    if row is None:
        raise ApiKeyNotFound(key_id)
    return key_view(row)


def api_keys(*, after: Key | None = None, limit: int = 24) -> list[ApiKeyView]:
    """Keys, latest first, revoked ones too. `after` is the last one's (created_at, id)."""
    statement = select(ApiKey).order_by(ApiKey.created_at.desc(), ApiKey.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(ApiKey.created_at, ApiKey.id) < after)
    with read() as db:
        rows = db.scalars(statement).all()
    return [key_view(row) for row in rows]


def signed_in_staff(token: str) -> SignedInStaff | None:
    """Whose session cookie `token` is, with their rights; one indexed read."""
    with read() as db:
        rows = db.execute(
            select(
                LoginSession.id,
                LoginSession.seen_at,
                StaffUser.id.label("user_id"),
                StaffUser.name,
                Role.permissions,
            )
            .join(StaffUser, StaffUser.id == LoginSession.account_id)
            .outerjoin(StaffRole, StaffRole.user_id == StaffUser.id)
            .outerjoin(Role, Role.id == StaffRole.role_id)
            .where(
                LoginSession.token_hash == session_token_hash("staff", token),
                LoginSession.kind == "staff",
                LoginSession.expires_at > now(),
                StaffUser.active,
            )
        ).all()
    if not rows:
        return None
    first = rows[0]
    if needs_touch("staff", first.seen_at):
        touch_session("staff", first.id)
    return SignedInStaff(
        user_id=first.user_id,
        session_id=first.id,
        name=first.name,
        permissions=frozenset(name for row in rows for name in row.permissions or ()),
    )


def role_view(row: Role) -> RoleView:
    """The frozen value of a row."""
    return RoleView(
        id=row.id, name=row.name, permissions=tuple(row.permissions), builtin=row.builtin
    )


def key_view(row: ApiKey) -> ApiKeyView:
    """The frozen value of a row."""
    return ApiKeyView(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        scopes=tuple(row.scopes),
        created_by=row.created_by,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def _views(rows: Iterable[StaffUser]) -> list[StaffView]:
    rows = list(rows)
    held: dict[UUID, list[RoleView]] = defaultdict(list)
    with read() as db:
        found = db.execute(
            select(StaffRole.user_id, Role)
            .join(Role, Role.id == StaffRole.role_id)
            .where(StaffRole.user_id.in_([row.id for row in rows]))
            .order_by(Role.name)
        )
        for user_id, item in found:
            held[user_id].append(role_view(item))
    return [
        StaffView(
            id=row.id,
            email=row.email,
            name=row.name,
            locale=row.locale,
            state=_state(row),
            roles=tuple(held[row.id]),
            created_at=row.created_at,
            last_login_at=row.last_login_at,
        )
        for row in rows
    ]


def _state(row: StaffUser) -> Literal["invited", "active", "inactive"]:
    if not row.active:
        return "inactive"
    return "active" if row.password_hash is not None else "invited"
