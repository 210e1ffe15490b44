"""The routes that plugins bring, each behind a gate of its plugin's own."""

from __future__ import annotations

from flask import Blueprint, Flask, abort

from shopwright.platform.plugins.hooks import api_routes
from shopwright.platform.plugins.routes import enter_plugin
from shopwright.platform.runtime import runtime

API_PREFIX = "/api/v1/plugins"


def mount_plugins(app: Flask) -> None:
    """Mount every plugin's `api_routes` below `/api/v1/plugins/<plugin id>/`.

    A disabled plugin's routes answer 404; enabling it again opens them, without a restart.
    """
    with app.app_context():
        found = runtime().registry.described(api_routes)
    gates: dict[str, Blueprint] = {}
    for plugin_id, routes in found:
        gate = gates.setdefault(plugin_id, _gate(plugin_id))
        gate.register_blueprint(routes.blueprint)
    for gate in gates.values():
        app.register_blueprint(gate)


def _gate(plugin_id: str) -> Blueprint:
    gate = Blueprint(f"plugin_{plugin_id}", __name__, url_prefix=f"{API_PREFIX}/{plugin_id}")

    @gate.before_request
    def _only_when_enabled() -> None:
        if not enter_plugin(plugin_id):
            abort(404)

    return gate
