"""Declaring endpoints: `Api` and the options of a declaration."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Required, TypeAlias, TypedDict, TypeVar, Unpack

from flask import Blueprint

from shopwright.http.rest.kit.access import Access
from shopwright.http.rest.kit.checks import check
from shopwright.http.rest.kit.dispatch import build_view
from shopwright.http.rest.kit.endpoint import Content, Endpoint, Method
from shopwright.http.rest.kit.models import Model
from shopwright.http.rest.kit.replies import Upload
from shopwright.http.security.rate_limits import LimitRule

STORE = "/api/v1"
ADMIN = "/api/v1/admin"
PLUGINS = "/api/v1/plugins"

Returns: TypeAlias = "Content | Mapping[int, Content]"
View = TypeVar("View", bound=Callable[..., Any])


class Options(TypedDict, total=False):
    """What a declaration may say besides method, rule and access.

    - `summary`, `description`: for the documentation; without a description the view's
      docstring is taken.
    - `query`, `body`: `Model` classes; the view gets instances as `query=` and `body=`. `body`
      may also be an annotated union of models, `list[Model]`, or `Upload(...)`.
    - `returns`: an `OutModel` (200), None (204), or `{status: model}`, where the first status
      is the default one. `Media("text/csv")` for what is not JSON.
    - `errors`: the statuses of the errors that the view raises. Those the kit raises by itself
      (400, 401, 403, 413, 415, 422, 429, 503, 404 of a path with parameters) need no mention.
    - `idempotent`: honor `Idempotency-Key`: the first answer is stored and replayed.
    - `repeatable`: beside it, for a view that may run again after it was cut off half-way, because
      it recognizes what it did; others are answered `idempotency_interrupted` then.
    - `limit`: `"10/minute;by=ip"`, several as `"5/minute,50/day;by=actor"`, or `"none"`. Unsafe
      methods have a default limit; reads have none.
    - `etag`: called with the view's arguments before it; returns the opaque part of the ETag, or
      None for no ETag. When the client has it, the view is not called (304).
    - `if_match`: called with the path parameters of a write; compared with `If-Match` (412).
    - `cache`: `Cache-Control`; `NO_STORE` by default, `REVALIDATE`, or `public_for(60)`.
    - `vary`: request headers, besides Accept-Encoding, that the answer depends on.
    - `hide`: answer 404 where 403 would tell that the thing exists.
    - `cart_token`: the view reads `cart_token()`; documents the header.
    - `headers`: other request headers that the view reads, each with what it is for.
    - `any_origin`: browsers on any site may call it (a payment provider's return).
    - `max_body`: bytes, 1 MiB by default; more is refused with 413.
    - `operation_id`: by default the name of the `Api` and of the view.
    - `deprecated`, `example`: for the documentation; `example` is a body.
    """

    summary: Required[str]
    description: str
    query: type[Model] | None
    body: Any
    returns: Returns
    errors: Iterable[int]
    idempotent: bool
    repeatable: bool
    limit: str
    etag: Callable[..., str | None]
    if_match: Callable[..., str | None]
    cache: str
    vary: Iterable[str]
    hide: bool
    cart_token: bool
    headers: Mapping[str, str]
    any_origin: bool
    max_body: int
    operation_id: str
    deprecated: bool
    example: Any


class Api:
    """A group of endpoints: one flask blueprint and one tag of the documentation.

    Register `api.blueprint` on the application. `prefix` is `STORE` (`/api/v1`) or `ADMIN`.

    The decorators return the view itself, so that it can be called and tested as it is. Mistakes
    (a missing `access`, a view with other parameters) raise `TypeError` when the module is
    imported. See `Options` for what a declaration may say.
    """

    plugin_id: str = ""

    def __init__(self, name: str, *, tag: str, description: str = "", prefix: str = STORE) -> None:
        self.name = name
        self.tag = tag
        self.description = description
        self.prefix = prefix
        self.endpoints: list[Endpoint] = []
        self.blueprint = Blueprint(name, __name__, url_prefix=prefix)

    def get(
        self, rule: str, *, access: Access, **options: Unpack[Options]
    ) -> Callable[[View], View]:
        """Declare a read."""
        return self.endpoint("GET", rule, access=access, **options)

    def post(
        self, rule: str, *, access: Access, **options: Unpack[Options]
    ) -> Callable[[View], View]:
        """Declare a creation or an action."""
        return self.endpoint("POST", rule, access=access, **options)

    def put(
        self, rule: str, *, access: Access, **options: Unpack[Options]
    ) -> Callable[[View], View]:
        """Declare a replacement."""
        return self.endpoint("PUT", rule, access=access, **options)

    def patch(
        self, rule: str, *, access: Access, **options: Unpack[Options]
    ) -> Callable[[View], View]:
        """Declare a partial change."""
        return self.endpoint("PATCH", rule, access=access, **options)

    def delete(
        self, rule: str, *, access: Access, **options: Unpack[Options]
    ) -> Callable[[View], View]:
        """Declare a removal."""
        return self.endpoint("DELETE", rule, access=access, **options)

    def endpoint(
        self, method: Method, rule: str, *, access: Access, **options: Unpack[Options]
    ) -> Callable[[View], View]:
        """Declare one operation."""
        unknown = set(options) - Options.__annotations__.keys()
        if unknown:
            known = ", ".join(sorted(Options.__annotations__))
            raise TypeError(f"{method} {rule}: no option {unknown}; there are {known}")

        def declare(view: View) -> View:
            endpoint = Endpoint(
                api=self,
                method=method,
                rule=self.prefix + rule,
                view=view,
                access=access,
                **_normal(options, view, self.name),
            )
            check(endpoint)
            self._add(rule, endpoint)
            return view

        return declare

    def _add(self, rule: str, endpoint: Endpoint) -> None:
        self.endpoints.append(endpoint)
        self.blueprint.add_url_rule(
            rule,
            endpoint=endpoint.name,
            view_func=build_view(endpoint),
            methods=[endpoint.method],
            provide_automatic_options=False,
        )


class PluginApi(Api):
    """The REST routes of a plugin, below `/api/v1/plugins/<plugin id>/`.

    Return it from the hook `api_routes`. They answer 404 while the plugin is disabled. A plugin
    with many makes several groups, each with a `group` of its own.
    """

    def __init__(self, plugin_id: str, *, tag: str, description: str = "", group: str = "") -> None:
        name = "_".join(filter(None, ("plugin", plugin_id, group)))
        prefix = f"{PLUGINS}/{plugin_id}"
        super().__init__(name, tag=tag, description=description, prefix=prefix)
        self.plugin_id = plugin_id


def _normal(options: Options, view: Callable[..., Any], api: str) -> dict[str, Any]:
    """The options in the forms that `Endpoint` keeps."""
    found: dict[str, Any] = dict(options)
    returns, limit, body = options.get("returns"), options.get("limit"), options.get("body")
    if not isinstance(returns, Mapping):
        returns = {204: None} if returns is None else {200: returns}
    if isinstance(body, Upload):
        found["max_body"] = body.max_bytes
    return found | {
        "description": options.get("description") or inspect.getdoc(view) or "",
        "returns": dict(returns),
        "errors": frozenset(options.get("errors", ())),
        "limit": LimitRule.parse(limit) if limit and limit != "none" else None,
        "unlimited": limit == "none",
        "vary": tuple(options.get("vary", ())),
        "operation_id": options.get("operation_id") or f"{api}_{view.__name__}",
    }
