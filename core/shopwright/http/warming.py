"""What a process does before it takes its first request, so that nobody has to wait for it."""

from __future__ import annotations

import structlog
from flask import Flask

from shopwright.platform.errors import FAULTS
from shopwright.platform.plugins.pages import storefront_routes
from shopwright.platform.plugins.routes import enter_plugin
from shopwright.platform.runtime import runtime

_log = structlog.get_logger()


def warm_up(app: Flask) -> None:
    """Have the enabled plugins warm what their pages need. One that fails keeps nobody from serving."""
    with app.app_context():
        described = list(runtime().registry.described(storefront_routes))
    for plugin_id, routes in described:
        if routes.warm is not None:
            with app.app_context():  # a plugin of its own
                enter_plugin(plugin_id)
                try:
                    routes.warm()
                except FAULTS:
                    _log.warning(
                        "a plugin's pages were not warmed", plugin=plugin_id, exc_info=True
                    )
