"""The routes that plugins bring, each behind a gate of its plugin's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, abort

from shopwright.http.rest.kit import PLUGINS, Api
from shopwright.platform.errors import FAULTS
from shopwright.platform.plugins.hooks import Routes
from shopwright.platform.plugins.routes import enter_plugin
from shopwright.platform.runtime import runtime

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

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


def mount_plugins(app: Flask) -> None:
    """Mount every plugin's `api_routes` below `/api/v1/plugins/<plugin id>/`.

    A disabled plugin's routes answer 404; enabling it again opens them, without a restart. A plugin
    whose routes cannot be mounted, or would reach beyond it, is quarantined.
    """
    with app.app_context():
        plugins = runtime().plugins
        for plugin_id, own in plugins.mountable().items():
            try:
                _refuse_reaching_out(plugin_id, _gate(plugin_id, own))
                app.register_blueprint(_gate(plugin_id, own))
            except FAULTS as error:
                plugins.leave_out(plugin_id, error)


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


def _gate(plugin_id: str, all_routes: Iterable[Routes]) -> Blueprint:
    gate = Blueprint(f"plugin_{plugin_id}", __name__)

    @gate.before_request
    def _only_when_enabled() -> None:
        if not enter_plugin(plugin_id):
            abort(404)

    for routes in all_routes:
        blueprint = routes.blueprint
        if isinstance(routes, Api):  # its prefix is a part of its declarations
            gate.register_blueprint(blueprint)
        else:
            prefix = f"{PLUGINS}/{plugin_id}{blueprint.url_prefix or ''}"
            gate.register_blueprint(blueprint, url_prefix=prefix)
    return gate


def _refuse_reaching_out(plugin_id: str, gate: Blueprint) -> None:
    """Mount it where nobody is, and look what came of that."""
    empty = Flask("empty", static_folder=None)
    empty.register_blueprint(gate)
    prefix = f"{PLUGINS}/{plugin_id}/"
    for rule in empty.url_map.iter_rules():
        if not rule.rule.startswith(prefix):
            raise ReachesTooFar(f"its route {rule.rule} is not below {prefix}")
    for name in _FOR_EVERY_REQUEST:
        if getattr(empty, name).get(None):
            raise ReachesTooFar(f"its {name} would run for every request of the shop, not its own")
