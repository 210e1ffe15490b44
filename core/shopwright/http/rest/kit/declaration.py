"""Declaring endpoints: `Api` and the `Endpoint` that each declaration becomes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias, TypeVar

from flask import Blueprint
from pydantic import BaseModel

from shopwright.http.rest.kit.access import Access
from shopwright.http.rest.kit.models import Model
from shopwright.http.rest.kit.replies import Upload
from shopwright.http.security.rate_limits import LimitRule

STORE = "/api/v1"
ADMIN = "/api/v1/admin"
NO_STORE = "private, no-store"
REVALIDATE = "private, no-cache"

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Content: TypeAlias = Any  # a model class, list[Model], an annotated union, Media or None
Returns: TypeAlias = "Content | Mapping[int, Content]"
View = TypeVar("View", bound=Callable[..., Any])

_PARAMETER = re.compile(r"<(?:(?P<converter>[a-z_]+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
_RESERVED = frozenset({"query", "body"})


def public_for(seconds: int) -> str:
    """A `cache=` value: anyone may keep the answer this long, then asks again with its ETag."""
    return f"public, max-age={seconds}"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One declared operation; all that the kit does and documents follows from these fields."""

    api: str
    tag: str
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
    limit: LimitRule | None = None
    unlimited: bool = False
    etag: Callable[..., str | None] | None = None
    if_match: Callable[..., str | None] | None = None
    cache: str = NO_STORE
    vary: tuple[str, ...] = ()
    hide: bool = False
    cart_token: bool = False
    any_origin: bool = False
    max_body: int = 1024 * 1024
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
            found |= {401, 404 if self.hide else 403}
        if self.unsafe and not self.any_origin:
            found.add(403)
        if self.path_parameters:
            found.add(404)
        if self.body is not None:
            found |= {413, 415}
        if self.idempotent:
            found.add(409)
        if self.if_match is not None:
            found.add(412)
        if self.limit is not None or (self.unsafe and not self.unlimited):
            found.add(429)
        if self.conditional and not self.unsafe:
            found.add(304)
        return frozenset(found)


class Api:
    """A group of endpoints: one flask blueprint and one tag of the documentation.

    Register `api.blueprint` on the application. `prefix` is `STORE` (`/api/v1`) or `ADMIN`.

    The decorators return the view itself, so that it can be called and tested as it is. Mistakes
    (an unknown argument, a missing `access`) raise `TypeError` when the module is imported.
    """

    def __init__(self, name: str, *, tag: str, description: str = "", prefix: str = STORE) -> None:
        self.name = name
        self.tag = tag
        self.description = description
        self.prefix = prefix
        self.endpoints: list[Endpoint] = []
        self.blueprint = Blueprint(name, __name__, url_prefix=prefix)

    def get(self, rule: str, *, access: Access, **options: Any) -> Callable[[View], View]:
        """Declare a read. See `endpoint` for the options."""
        return self.endpoint("GET", rule, access=access, **options)

    def post(self, rule: str, *, access: Access, **options: Any) -> Callable[[View], View]:
        """Declare a creation or an action. See `endpoint` for the options."""
        return self.endpoint("POST", rule, access=access, **options)

    def put(self, rule: str, *, access: Access, **options: Any) -> Callable[[View], View]:
        """Declare a replacement. See `endpoint` for the options."""
        return self.endpoint("PUT", rule, access=access, **options)

    def patch(self, rule: str, *, access: Access, **options: Any) -> Callable[[View], View]:
        """Declare a partial change. See `endpoint` for the options."""
        return self.endpoint("PATCH", rule, access=access, **options)

    def delete(self, rule: str, *, access: Access, **options: Any) -> Callable[[View], View]:
        """Declare a removal. See `endpoint` for the options."""
        return self.endpoint("DELETE", rule, access=access, **options)

    def endpoint(
        self,
        method: Method,
        rule: str,
        *,
        access: Access,
        summary: str,
        description: str = "",
        query: type[Model] | None = None,
        body: Any = None,
        returns: Returns = None,
        errors: Iterable[int] = (),
        idempotent: bool = False,
        limit: str | None = None,
        etag: Callable[..., str | None] | None = None,
        if_match: Callable[..., str | None] | None = None,
        cache: str = NO_STORE,
        vary: Iterable[str] = (),
        hide: bool = False,
        cart_token: bool = False,
        any_origin: bool = False,
        max_body: int = 1024 * 1024,
        operation_id: str = "",
        deprecated: bool = False,
        example: Any = None,
    ) -> Callable[[View], View]:
        """Declare one operation.

        - `summary`, `description`: for the documentation; without a description the view's
          docstring is taken.
        - `query`, `body`: `Model` classes; the view gets instances as `query=` and `body=`. `body`
          may also be an annotated union of models, `list[Model]`, or `Upload(...)`.
        - `returns`: an `OutModel` (200), None (204), or `{status: model}`, where the first status
          is the default one. `Media("text/csv")` for what is not JSON.
        - `errors`: the statuses of the errors that the view raises. Those the kit raises by itself
          (400, 401, 403, 413, 415, 422, 429, 503, 404 of a path with parameters) need no mention.
        - `idempotent`: honor `Idempotency-Key`: the first answer is stored and replayed.
        - `limit`: `"10/minute;by=ip"`, several as `"5/minute,50/day;by=actor"`, or `"none"`. Unsafe
          methods have a default limit; reads have none.
        - `etag`: called with the view's arguments before it; returns the opaque part of the ETag, or
          None for no ETag. When the client has it, the view is not called (304).
        - `if_match`: likewise for writes; compared with the request's `If-Match` (412).
        - `cache`: `Cache-Control`; `NO_STORE` by default, `REVALIDATE`, or `public_for(60)`.
        - `vary`: request headers, besides Accept-Encoding, that the answer depends on.
        - `hide`: answer 404 where 403 would tell that the thing exists.
        - `cart_token`: the view reads `cart_token()`; documents the header.
        - `any_origin`: browsers on any site may call it (a payment provider's return).
        - `max_body`: bytes; more is refused with 413.
        """

        def declare(view: View) -> View:
            declared = Endpoint(
                api=self.name,
                tag=self.tag,
                method=method,
                rule=self.prefix + rule,
                view=view,
                access=access,
                summary=summary,
                description=description or inspect.getdoc(view) or "",
                query=query,
                body=body,
                returns=_returns(returns),
                errors=frozenset(errors),
                idempotent=idempotent,
                limit=LimitRule.parse(limit) if limit not in (None, "none") else None,
                unlimited=limit == "none",
                etag=etag,
                if_match=if_match,
                cache=cache,
                vary=tuple(vary),
                hide=hide,
                cart_token=cart_token,
                any_origin=any_origin,
                max_body=body.max_bytes if isinstance(body, Upload) else max_body,
                operation_id=operation_id or f"{self.name}_{view.__name__}",
                deprecated=deprecated,
                example=example,
            )
            _check(declared)
            self._add(rule, declared)
            return view

        return declare

    def _add(self, rule: str, endpoint: Endpoint) -> None:
        from shopwright.http.rest.kit.dispatch import build_view

        self.endpoints.append(endpoint)
        self.blueprint.add_url_rule(
            rule,
            endpoint=endpoint.name,
            view_func=build_view(endpoint),
            methods=[endpoint.method],
            provide_automatic_options=False,
        )


def endpoint_of(view: object) -> Endpoint | None:
    """The declaration behind a flask view function; None for routes that no `Api` declared."""
    return getattr(view, "declared_endpoint", None)


def _returns(returns: Returns) -> Mapping[int, Content]:
    if isinstance(returns, Mapping):
        return dict(returns)
    return {204: None} if returns is None else {200: returns}


def _check(endpoint: Endpoint) -> None:
    """Refuse declarations that cannot work, naming the view and the remedy."""
    where = f"{endpoint.method} {endpoint.rule} ({endpoint.name})"
    for fault in _faults(endpoint):
        raise TypeError(f"{where}: {fault}")


def _faults(endpoint: Endpoint) -> Iterable[str]:
    access: object = endpoint.access
    if not isinstance(access, Access):
        yield "access must be PUBLIC, CUSTOMER or staff(...)"
    if not endpoint.summary:
        yield "summary is empty; say in a few words what it does"
    if not endpoint.returns or any(status >= 400 for status in endpoint.returns):
        yield "returns= needs a status below 400; failures belong in errors="
    if any(not 400 <= status < 500 for status in endpoint.errors):
        yield "errors= holds statuses from 400 to 499; the kit documents 500 and 503 itself"
    if endpoint.query is not None and not _is_model(endpoint.query):
        yield f"query={endpoint.query!r} must derive from kit.Model"
    if isinstance(endpoint.body, type) and not _is_model(endpoint.body):
        yield f"body={endpoint.body!r} must derive from kit.Model"
    if endpoint.body is not None and not endpoint.unsafe:
        yield "a GET has no body"
    if endpoint.idempotent and endpoint.method == "GET":
        yield "idempotent=True is for unsafe methods; a GET is idempotent by itself"
    if endpoint.etag is not None and endpoint.unsafe:
        yield "etag= is for GET; for writes use if_match="
    if endpoint.if_match is not None and not endpoint.unsafe:
        yield "if_match= is for writes; for GET use etag="
    if endpoint.cache.startswith("public") and endpoint.access.kind != "public":
        yield "only PUBLIC endpoints may be cached by everyone"
    yield from _signature_faults(endpoint)


def _signature_faults(endpoint: Endpoint) -> Iterable[str]:
    wanted = {name for name, _ in endpoint.path_parameters}
    if wanted & _RESERVED:
        yield "path parameters cannot be called query or body"
    wanted |= {"query"} if endpoint.query is not None else set()
    wanted |= {"body"} if endpoint.body is not None else set()
    parameters = inspect.signature(endpoint.view).parameters
    if set(parameters) != wanted:
        yield f"the view takes ({', '.join(parameters)}) but gets ({', '.join(sorted(wanted))})"
    for name, model in (("query", endpoint.query), ("body", endpoint.body)):
        if isinstance(model, type) and parameters[name].annotation not in (
            model,
            model.__name__,
            inspect.Parameter.empty,
        ):
            yield f"{name}: {parameters[name].annotation} differs from {name}={model.__name__}"


def _is_model(model: object) -> bool:
    return isinstance(model, type) and issubclass(model, Model)
