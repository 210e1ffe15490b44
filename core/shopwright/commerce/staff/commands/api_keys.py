"""Keys for programs: `sw_<prefix>_<secret>`, of which only a hash is stored.

The secret has 256 random bits, so a plain SHA-256 is as good as a slow hash and costs nothing per
request. A key's scopes are permissions; it never holds more than whoever made it did.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update

from shopwright.commerce.staff.errors import ApiKeyNotFound, InvalidApiKey
from shopwright.commerce.staff.models import ApiKey
from shopwright.commerce.staff.permissions import check_known
from shopwright.commerce.staff.rights import all_permissions, require_covered
from shopwright.commerce.staff.types import Program
from shopwright.platform import audit
from shopwright.platform.accounts import secret_hash
from shopwright.platform.actor import current_actor
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, session
from shopwright.platform.errors import Invalid, Problem
from shopwright.platform.ids import uuid7

_KEY = re.compile(r"sw_([a-z0-9]{10})_([A-Za-z0-9_-]{43})")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# How stale `last_used_at` may get: a write per request would be too dear.
_FRESHNESS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedKey:
    """A new key. `key` is the whole of it, shown this once."""

    id: UUID
    key: str


@command()
def create_api_key(
    name: str, scopes: Iterable[str], *, expires_at: datetime | None = None
) -> CreatedKey:
    """Make a key. Raises `UnknownPermission`, `CannotGrant`, or `Invalid` for an end in the past."""
    wanted = list(dict.fromkeys(scopes))
    check_known(wanted, [item.name for item in all_permissions()], field="scopes")
    require_covered(wanted)
    _check_end(expires_at)
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(10))
    secret = secrets.token_urlsafe(32)
    actor = current_actor()
    row = ApiKey(
        id=uuid7(),
        name=name,
        prefix=prefix,
        secret_hash=secret_hash("api_key", secret),
        scopes=wanted,
        created_by=actor.id if actor.kind == "staff" else None,
        expires_at=expires_at,
    )
    session().add(row)
    session().flush()
    audit.record("api_key.create", "api_key", row.id, name=name, scopes=list(wanted))
    return CreatedKey(id=row.id, key=f"sw_{prefix}_{secret}")


@command()
def rename_api_key(key_id: UUID, name: str) -> None:
    """Give a key another name. Raises `ApiKeyNotFound` or `CannotGrant`."""
    row = _locked(key_id)
    require_covered(row.scopes)
    row.name = name
    audit.record("api_key.update", "api_key", key_id, name=name)


@command()
def revoke_api_key(key_id: UUID) -> None:
    """Make a key useless, at once and for good; it stays in the list. Raises `ApiKeyNotFound`.

    Whoever may see a key may revoke it: a leaked one must not wait for somebody with more rights.
    """
    row = _locked(key_id)
    if row.revoked_at is None:
        row.revoked_at = now()
        audit.record("api_key.revoke", "api_key", key_id, name=row.name)


def program_of(key: str) -> Program:
    """Whom a bearer token belongs to; one indexed read. Raises `InvalidApiKey`."""
    match = _KEY.fullmatch(key)
    if match is None:
        raise InvalidApiKey()
    prefix, secret = match.groups()
    with read() as db:
        row = db.execute(
            select(
                ApiKey.id,
                ApiKey.name,
                ApiKey.secret_hash,
                ApiKey.scopes,
                ApiKey.last_used_at,
            ).where(
                ApiKey.prefix == prefix,
                ApiKey.revoked_at.is_(None),
                or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now()),
            )
        ).one_or_none()
    offered = secret_hash("api_key", secret)
    if not hmac.compare_digest(offered, row.secret_hash if row else "") or row is None:
        raise InvalidApiKey()
    if row.last_used_at is None or now() - row.last_used_at >= _FRESHNESS:
        _used(row.id)
    return Program(key_id=row.id, name=row.name, permissions=frozenset(row.scopes))


@command()
def _used(key_id: UUID) -> None:
    session().execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now()))


def _locked(key_id: UUID) -> ApiKey:
    row = session().get(ApiKey, key_id, with_for_update=True)
    if row is None:
        raise ApiKeyNotFound(key_id)
    return row


def _check_end(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= now():
        message = "The end must lie in the future."
        problem = Problem(code="in_the_past", message=message, field="expires_at")
        raise Invalid(message, problems=[problem])
