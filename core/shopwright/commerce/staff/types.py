"""What crosses the border of this area: frozen values, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A named set of permissions. A built-in one can be neither changed nor removed."""

    id: UUID
    name: str
    permissions: tuple[str, ...]
    builtin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """A member of staff. `state`: invited (no password yet), active, or inactive."""

    id: UUID
    email: str
    name: str
    locale: str
    state: Literal["invited", "active", "inactive"]
    roles: tuple[RoleView, ...]
    created_at: datetime
    last_login_at: datetime | None

    @property
    def permissions(self) -> frozenset[str]:
        """What all the roles together allow; '*' stands for everything."""
        return frozenset(name for role in self.roles for name in role.permissions)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyView:
    """A program's key, without its secret. `prefix` is how people recognize it: `sw_<prefix>_...`."""

    id: UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_by: UUID | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInStaff:
    """Who holds a staff session cookie, and what they may do."""

    user_id: UUID
    session_id: UUID
    name: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Whom an API key belongs to, and what it may do."""

    key_id: UUID
    name: str
    permissions: frozenset[str]
