"""An `Endpoint`: one declared operation, and what follows from its declaration."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pydantic import BaseModel

from shopwright.http.rest.kit.access import Access
from shopwright.http.rest.kit.models import Model
from shopwright.http.security.rate_limits import LimitRule

if TYPE_CHECKING:
    from shopwright.http.rest.kit.declaration import Api

NO_STORE = "private, no-store"
REVALIDATE = "private, no-cache"
MAX_BODY = 1024 * 1024
MAX_PATH_TEXT = 500
MAX_PATH_INTEGER = 2**31 - 1
_STAFF_SIDE = "/api/v1/admin/"  # nobody is known there but staff and programs

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Content: TypeAlias = Any  # a model class, list[Model], an annotated union, Media or None

_PARAMETER = re.compile(r"<(?:(?P<converter>[a-z_]+)(?:\([^)]*\))?:)?(?P<name>\w+)>")


def public_for(seconds: int) -> str:
    """A `cache=` value: anyone may keep the answer this long, then asks again with its ETag."""
    return f"public, max-age={seconds}"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One declared operation; all that the kit does and documents follows from these fields."""

    api: Api
    method: Method
    rule: str
    view: Callable[..., Any]
    access: Access
    summary: str
    description: str = ""
    query: type[Model] | None = None
    body: Any = None
    returns: Mapping[int, Content] = field(default_factory=dict)
    errors: frozenset[int] = frozenset()
    idempotent: bool = False
    repeatable: bool = False
    limit: LimitRule | None = None
    unlimited: bool = False
    etag: Callable[..., str | None] | None = None
    if_match: Callable[..., str | None] | None = None
    cache: str = NO_STORE
    vary: tuple[str, ...] = ()
    hide: bool = False
    cart_token: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    any_origin: bool = False
    max_body: int = MAX_BODY
    operation_id: str = ""
    deprecated: bool = False
    example: Any = None

    @cached_property
    def name(self) -> str:
        """The view's name, which is the flask endpoint inside the blueprint."""
        return str(self.view.__name__)

    @cached_property
    def unsafe(self) -> bool:
        """Whether the method may change something."""
        return self.method != "GET"

    @cached_property
    def status(self) -> int:
        """The status of a view's plain return value."""
        return next(iter(self.returns))

    @cached_property
    def path_parameters(self) -> tuple[tuple[str, str], ...]:
        """(name, converter) of each variable part of the rule, in order."""
        return tuple(
            (m["name"], m["converter"] or "string") for m in _PARAMETER.finditer(self.rule)
        )

    @cached_property
    def body_required(self) -> bool:
        """False when every field of the body has a default: then it may be left out."""
        if isinstance(self.body, type) and issubclass(self.body, BaseModel):
            return any(f.is_required() for f in self.body.model_fields.values())
        return self.body is not None

    @cached_property
    def vary_header(self) -> str:
        """`Vary` of the answers: the kit negotiates compression, the rest is declared."""
        return ", ".join(("Accept-Encoding", *self.vary))

    @cached_property
    def conditional(self) -> bool:
        """Whether answers of this endpoint carry an ETag for sure."""
        return self.etag is not None or self.cache != NO_STORE

    @cached_property
    def statuses(self) -> frozenset[int]:
        """Every status that this endpoint can answer with, the kit's own included."""
        found = {400, 422, 500, 503, *self.errors, *self.returns}
        if self.access.kind != "public":
            found.add(401)
            if self.access.permissions or not self.rule.startswith(_STAFF_SIDE):
                found.add(404 if self.hide else 403)
        if self.unsafe and not self.any_origin:
            found.add(403)
        if self.path_parameters or self.api.plugin_id:
            found.add(404)  # nothing of that name; or its plugin is disabled
        if self.body is not None:
            found |= {413, 415}
        if self.idempotent:
            found |= {401, 409, 413}  # the key belongs to the caller, and to the bytes sent
        if self.if_match is not None:
            found.add(412)
        if self.limit is not None or (self.unsafe and not self.unlimited):
            found.add(429)
        if self.conditional and not self.unsafe:
            found.add(304)
        return frozenset(found)


def endpoint_of(view: object) -> Endpoint | None:
    """The declaration behind a flask view function; None for routes that no `Api` declared."""
    return getattr(view, "declared_endpoint", None)
