"""What the actor in force may do, as far as commands must know it.

The doors check whether a caller may call at all. What they cannot check is the content of a call:
that nobody hands out, takes away or reaches above the rights they hold themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.staff.errors import CannotGrant
from shopwright.commerce.staff.hooks import permissions as permissions_hook
from shopwright.commerce.staff.models import ApiKey, Role, StaffRole, StaffUser
from shopwright.commerce.staff.permissions import ALL, CORE_PERMISSIONS, Permission, covers
from shopwright.platform.actor import current_actor
from shopwright.platform.clock import now
from shopwright.platform.db import read
from shopwright.platform.runtime import runtime


def all_permissions() -> list[Permission]:
    """The core's permissions, then those of the enabled plugins."""
    plugins = (item for _, item in runtime().registry.described(permissions_hook))
    return [*CORE_PERMISSIONS, *plugins]


def rights_of_user(user_id: UUID) -> frozenset[str]:
    """What an active member of staff may do by all their roles together."""
    with read() as db:
        sets = db.scalars(
            select(Role.permissions)
            .join(StaffRole, StaffRole.role_id == Role.id)
            .join(StaffUser, StaffUser.id == StaffRole.user_id)
            .where(StaffRole.user_id == user_id, StaffUser.active)
        ).all()
    return frozenset(name for names in sets for name in names)


def rights_of_actor() -> frozenset[str]:
    """What whoever acts may do. The shop itself (command line, jobs) may do everything."""
    actor = current_actor()
    if actor.kind == "system":
        return frozenset({ALL})
    if actor.kind == "staff" and actor.id is not None:
        return rights_of_user(actor.id)
    if actor.kind == "api_key" and actor.id is not None:
        return _rights_of_key(actor.id)
    return frozenset()


def require_covered(wanted: Iterable[str]) -> None:
    """Raise `CannotGrant` unless the actor holds all of `wanted`."""
    wanted = set(wanted)
    held = rights_of_actor()
    if not covers(held, wanted):
        raise CannotGrant(wanted - held)


def _rights_of_key(key_id: UUID) -> frozenset[str]:
    with read() as db:
        key = db.get(ApiKey, key_id)
    if key is None or key.revoked_at is not None:
        return frozenset()
    if key.expires_at is not None and key.expires_at <= now():
        return frozenset()
    return frozenset(key.scopes)
