"""The routes that plugins bring, each behind a gate of its plugin's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from shopwright.http.conduct import begin_route, watch_routes
from shopwright.http.pages import PageRoutes, Place, root
from shopwright.http.rest.kit import Api, declared, staff
from shopwright.http.rules import QuickRule
from shopwright.http.security import require_own_origin
from shopwright.http.staff_pages import current_staff
from shopwright.platform.errors import FAULTS
from shopwright.platform.hooks import BootHook
from shopwright.platform.plugins.hooks import api_routes
from shopwright.platform.plugins.live import LivePlugins
from shopwright.platform.plugins.pages import admin_pages, storefront_routes
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.plugins.routes import enter_plugin
from shopwright.platform.runtime import runtime

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

R = TypeVar("R")

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Where flask keeps what a blueprint registers for the whole application, under the key None.
_FOR_EVERY_REQUEST = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "url_value_preprocessors",
    "url_default_functions",
    "error_handler_spec",
)


class ReachesTooFar(RuntimeError):
    """Routes of a plugin would be outside of its own prefix, or would run for everybody's."""


class TwinRoutes(RuntimeError):
    """Two routes of a plugin have one address, or one name in the API's documentation."""


def mount_plugins(app: Flask, plugins: LivePlugins) -> None:
    """Mount every plugin's routes and pages, each where it belongs (see `Place`).

    A disabled plugin's routes answer 404; enabling it again opens them, without a restart. A plugin
    whose routes cannot be mounted, or would reach beyond it, is quarantined. The shop's root and
    /admin have one owner in a process: the enabled one, if there is one.
    """
    owned: set[str] = set()
    for manifest, registry in plugins.mountable():
        if manifest.mount and manifest.mount in owned:
            continue
        try:
            place = Place(plugin_id=manifest.id, mount=manifest.mount)
            alone = _mounted_alone(_gate(place, registry))
            _refuse_reaching_out(place, alone)
            _refuse_twins(place, alone)
            app.register_blueprint(_gate(place, registry))
            owned.add(manifest.mount)
        except FAULTS as error:
            plugins.leave_out(manifest.id, error)


def keep_plugins(app: Flask) -> None:
    """Have each request keep to the plugins that were enabled when it came."""
    wsgi = app.wsgi_app

    def keeping(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with app.app_context():
            shop = runtime()
            with shop.plugins.kept():
                answer = wsgi(environ, start_response)
            shop.health.share(shop.broker)
            return answer

    app.wsgi_app = keeping  # type: ignore[method-assign]


def _gate(place: Place, registry: Registry) -> Blueprint:
    """All routes of a plugin; while it is disabled, nothing of its own runs."""
    gate = Blueprint(f"plugin_{place.plugin_id}", __name__)

    @gate.before_request
    def _only_when_enabled() -> Response | None:
        is_own = place.holds(request.path)
        if is_own and enter_plugin(place.plugin_id):
            begin_route()
            return None
        request.url_rule = None  # what flask does for a blueprint, it does by this
        if request.path == "/":
            return root()
        raise NotFound() if is_own else _as_if_without(gate.name)

    watch_routes(gate, place.plugin_id)

    def own(hook: BootHook[R]) -> Iterator[R]:
        return (item for owner, item in registry.described(hook) if owner == place.plugin_id)

    for routes in own(api_routes):
        blueprint = routes.blueprint
        if isinstance(routes, Api):  # its prefix is a part of its declarations
            gate.register_blueprint(blueprint)
        else:
            gate.register_blueprint(
                blueprint, url_prefix=f"{place.api}{blueprint.url_prefix or ''}"
            )
    for number, pages in enumerate(own(storefront_routes)):
        gate.register_blueprint(_guarded(f"pages{number}", pages, place.storefront))
    for number, staff_pages in enumerate(own(admin_pages)):
        gate.register_blueprint(
            _guarded(f"admin{number}", staff_pages, place.admin, staff_pages.permissions)
        )
    return gate


def _as_if_without(gate: str) -> HTTPException:
    """What is said of an address of somebody else's that a rule of this gate matched."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None  # there is one for every request
    allowed = []
    for method in _METHODS:
        with suppress(HTTPException):
            rule, _ = adapter.match(method=method, return_rule=True)
            if not rule.rule.startswith("/<") and not rule.endpoint.startswith(f"{gate}."):
                allowed.append(method)
    return MethodNotAllowed(allowed) if allowed else NotFound()


def _guarded(
    name: str, pages: PageRoutes, prefix: str, rights: tuple[str, ...] | None = None
) -> Blueprint:
    """Pages that other sites' pages cannot send forms to; with `rights`, for staff who have them."""
    guard = Blueprint(name, __name__)
    if rights:
        staff(*rights)  # raises for a name that is none

    @guard.before_request
    def _let_in() -> None:
        if request.method not in _SAFE:
            require_own_origin(())
        if rights is not None:
            current_staff(*rights)

    own = pages.blueprint.url_prefix or ""
    guard.register_blueprint(pages.blueprint, url_prefix=(prefix + own) or None)
    return guard


def _mounted_alone(gate: Blueprint) -> Flask:
    """Routes where nobody else's are, to look at them."""
    alone = Flask("alone", static_folder=None)
    alone.url_rule_class = QuickRule
    alone.register_blueprint(gate)
    return alone


def _refuse_reaching_out(place: Place, alone: Flask) -> None:
    for rule in alone.url_map.iter_rules():
        if not place.holds(rule.rule):
            raise ReachesTooFar(
                f"its route {rule.rule} is not below {place.api}/, {place.storefront}/ or "
                f"{place.admin}/, or is an address of the core"
            )
    for name in _FOR_EVERY_REQUEST:
        if getattr(alone, name).get(None):
            raise ReachesTooFar(f"its {name} would run for every request of the shop, not its own")


def _refuse_twins(place: Place, alone: Flask) -> None:
    """Of two routes at one address flask takes the first; two of one name document neither."""
    prefix = f"plugin_{place.plugin_id}_"
    seen: dict[str, str] = {}
    for endpoint in declared(alone):
        view = endpoint.view.__qualname__
        for what in (f"{endpoint.method} {endpoint.rule}", endpoint.operation_id):
            if what in seen:
                raise TwinRoutes(f"'{what}' is declared twice: by {seen[what]} and by {view}")
            seen[what] = view
        if not endpoint.operation_id.startswith(prefix):
            raise TwinRoutes(f"the operation_id of {view} has to begin with '{prefix}'")
