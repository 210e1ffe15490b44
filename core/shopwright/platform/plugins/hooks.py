"""Hooks of plugins that belong to no area of commerce: what they add to the doors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from flask import Blueprint

from shopwright.platform.hooks import Context, boot_hook


class Routes(Protocol):
    """Whatever has a blueprint: a `PluginApi`, or `ApiRoutes`."""

    @property
    def blueprint(self) -> Blueprint:
        """The routes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRoutes:
    """Routes of a plugin that are no REST API: pages, files, whatever flask can do.

    `blueprint` is mounted below `/api/v1/plugins/<plugin id>/`. Who may call them is for the plugin
    to check: no login, permission or rate limit stands before them.
    """

    blueprint: Blueprint


@boot_hook
def api_routes(ctx: Context) -> Iterable[Routes]:
    """Returns the routes that a plugin brings; called once, when the shop starts.

    They are below `/api/v1/plugins/<plugin id>/` and answer 404 while the plugin is disabled. A
    `PluginApi` declares them as the core's own are: with access, validation, limits and their place
    in the API's documentation. `ctx` is of that moment; a view calls `plugin_context()` for the
    settings in force.

        api = PluginApi("gift_wrap", tag="Gift wrapping")

        class PaperOut(OutModel):
            name: str

        @api.get("/papers", returns=list[PaperOut], access=PUBLIC, summary="List papers")
        def papers() -> Result:
            return [PaperOut(name=name) for name in plugin_context().settings.papers]

        class GiftWrap(Plugin):
            @hooks.api_routes
            def routes(self, ctx: Context) -> Iterable[PluginApi]:
                return [api]
    """
    raise NotImplementedError
