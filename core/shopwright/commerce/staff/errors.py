"""What can go wrong with staff, roles and keys.

ShopError
├── WrongStaffCredentials   401
├── InvalidApiKey           401
├── CannotGrant             403
├── StaffNotFound, RoleNotFound, ApiKeyNotFound   404
├── StaffEmailTaken, RoleNameTaken                409
├── LastOwner, RoleInUse, BuiltinRole             409
└── TooManyStaffAttempts    429
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from shopwright.platform.errors import (
    Conflict,
    Forbidden,
    NotFound,
    Problem,
    TooMany,
    Unauthenticated,
)


class WrongStaffCredentials(Unauthenticated):
    """One sentence for all that keeps somebody from signing in: it must not tell which it was."""

    code = "wrong_credentials"

    def __init__(self) -> None:
        super().__init__("The mail address or the password is wrong.")


class InvalidApiKey(Unauthenticated):
    """A bearer token that is no key of ours, or one that was revoked or has expired."""

    code = "invalid_api_key"
    headers = (("WWW-Authenticate", 'Bearer realm="shopwright", error="invalid_token"'),)

    def __init__(self) -> None:
        super().__init__("This API key is not valid: it is unknown, revoked or expired.")


class TooManyStaffAttempts(TooMany):
    """An account was tried too often."""

    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "There were too many attempts for this account. Wait a while, or reset the password.",
            retry_after=retry_after,
        )


class CannotGrant(Forbidden):
    """Nobody gives, takes or touches rights that they do not hold themselves."""

    code = "cannot_grant"

    def __init__(self, missing: Iterable[str]) -> None:
        names = sorted(missing)
        super().__init__(
            "This concerns rights that you do not hold yourself: " + ", ".join(names) + ".",
            extra={"missing": list(names)},
        )


class StaffNotFound(NotFound):
    """No such member of staff."""

    code = "staff_not_found"

    def __init__(self, what: UUID | str) -> None:
        super().__init__(f"There is no member of staff {what}.")


class RoleNotFound(NotFound):
    """No such role."""

    code = "role_not_found"

    def __init__(self, what: UUID | str) -> None:
        super().__init__(f"There is no role {what}.")


class ApiKeyNotFound(NotFound):
    """No such API key."""

    code = "api_key_not_found"

    def __init__(self, key_id: UUID) -> None:
        super().__init__(f"There is no API key {key_id}.")


class StaffEmailTaken(Conflict):
    """Another member of staff has this mail address."""

    code = "email_taken"

    def __init__(self) -> None:
        message = "Another member of staff has this mail address."
        super().__init__(
            message, problems=[Problem(code=self.code, message=message, field="email")]
        )


class RoleNameTaken(Conflict):
    """Another role has this name."""

    code = "role_name_taken"

    def __init__(self, name: str) -> None:
        message = f"There is a role '{name}' already."
        super().__init__(message, problems=[Problem(code=self.code, message=message, field="name")])


class RoleInUse(Conflict):
    """A role that somebody has cannot be removed."""

    code = "role_in_use"

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} members of staff have this role; give them another one first.",
            extra={"members": count},
        )


class BuiltinRole(Conflict):
    """The role `owner` is what it is."""

    code = "builtin_role"

    def __init__(self, name: str) -> None:
        super().__init__(f"The role '{name}' is built in; it can be neither changed nor removed.")


class LastOwner(Conflict):
    """A shop without an owner could never be managed again."""

    code = "last_owner"

    def __init__(self) -> None:
        super().__init__(
            "This is the last active owner. Make somebody else an owner first, and let them accept "
            "the invitation."
        )
