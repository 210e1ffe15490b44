"""Errors that the shop expects, each with a code that programs may rely on.

A command or query raises one of these where the caller could have known better or must be told;
anything else that escapes is a defect. They know nothing of HTTP: `status` is the category that
a door shows, and it happens to use HTTP's numbers because everybody knows them.

    ShopError
    ├── Unauthenticated      401  nobody is signed in, or the credentials are wrong
    ├── Forbidden            403  signed in, but lacking the right
    ├── NotFound             404
    ├── Conflict             409  the thing is in another state than the caller believes
    ├── PreconditionFailed   412  it changed since the caller read it
    ├── Invalid              422  one or more values are wrong: see `problems`
    ├── TooMany              429  slow down for `retry_after` seconds
    └── Unavailable          503  try again after `retry_after` seconds

Areas derive their own, and name the code as a class attribute:

    class OutOfStock(Conflict):
        \"\"\"Fewer units are available than the line asks for.\"\"\"

        code = "out_of_stock"
"""

# The names are states that read well in `raise NotFound(...)`, as in httpx and werkzeug.

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import ClassVar, TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

# What code of others may raise, and we go on: `sys.exit()` in a plugin is a mistake like any other.
FAULTS: tuple[type[BaseException], ...] = (Exception, SystemExit)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with what the caller sent.

    `field` names the place as a dotted path into the caller's input (`lines.0.quantity`), or
    None when the whole is wrong. `meta` holds facts a program can use (`{"available": 2}`).
    """

    code: str
    message: str
    field: str | None = None
    meta: Mapping[str, JSON] = dataclasses.field(default_factory=dict)


class ShopError(Exception):
    """An expected failure.

    `message` is a sentence for the person who has to act on it; it never holds secrets, SQL or
    the text of another exception. `extra` is added to the answer for programs.
    """

    code: str = "failed"
    status: int = 400
    message: str
    problems: tuple[Problem, ...]
    extra: dict[str, JSON]

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        problems: Iterable[Problem] = (),
        extra: Mapping[str, JSON] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.problems = tuple(problems)
        self.extra = dict(extra or {})


class Unauthenticated(ShopError):
    """Nobody is signed in, or the credentials are wrong."""

    code = "unauthenticated"
    status = 401


class Forbidden(ShopError):
    """The caller is known but lacks the right to do this."""

    code = "forbidden"
    status = 403


class NotFound(ShopError):
    """There is no such thing, or none that the caller may know of."""

    code = "not_found"
    status = 404


class Conflict(ShopError):
    """The thing is in another state than the request assumes."""

    code = "conflict"
    status = 409


class PreconditionFailed(ShopError):
    """The thing changed since the caller read it."""

    code = "precondition_failed"
    status = 412


class Invalid(ShopError):
    """One or more values are wrong; `problems` names each."""

    code = "invalid"
    status = 422


class _Retryable(ShopError):
    """Failures that pass by themselves: `retry_after` is in whole seconds."""

    default_retry_after: ClassVar[int] = 1
    retry_after: int

    def __init__(
        self,
        message: str,
        *,
        retry_after: int | None = None,
        code: str | None = None,
        problems: Iterable[Problem] = (),
        extra: Mapping[str, JSON] | None = None,
    ) -> None:
        super().__init__(message, code=code, problems=problems, extra=extra)
        self.retry_after = self.default_retry_after if retry_after is None else retry_after


class TooMany(_Retryable):
    """The caller asks more often than allowed."""

    code = "too_many_requests"
    status = 429
    default_retry_after = 60


class Unavailable(_Retryable):
    """Something the shop needs does not answer; trying again later will do."""

    code = "unavailable"
    status = 503
    default_retry_after = 5
