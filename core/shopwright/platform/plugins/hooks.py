"""Hooks of plugins that belong to no area of commerce: what they add to the doors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint

from shopwright.platform.hooks import Context, boot_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRoutes:
    """Routes of a plugin: `blueprint` is mounted below `/api/v1/plugins/<plugin id>/`.

    They answer 404 while the plugin is disabled. Who may call them is for the plugin to check:
    no login, permission or rate limit stands before them.
    """

    blueprint: Blueprint


@boot_hook
def api_routes(ctx: Context) -> Iterable[ApiRoutes]:
    """Returns the routes that a plugin brings; called once, when the shop starts.

    `ctx` is of that moment; a view calls `plugin_context()` for the settings in force.

        routes = Blueprint("gift_wrap", __name__)

        @routes.get("/papers")
        def papers() -> list[str]:
            return list(plugin_context().settings.papers)

        class GiftWrap(Plugin):
            @hooks.api_routes
            def routes(self, ctx: Context) -> Iterable[ApiRoutes]:
                return [ApiRoutes(blueprint=routes)]
    """
    raise NotImplementedError
