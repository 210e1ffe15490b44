"""What a process that serves a shop does before its first request."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint
from shopwright import Context, Plugin, StorefrontRoutes, hooks, plugin_context
from shopwright.http.warming import warm_up
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop


def warming(name: str, warm: Callable[[], None]) -> type[Plugin]:
    """A plugin with pages that are warmed by this."""

    class Warming(Plugin):
        @hooks.storefront_routes
        def pages(self, ctx: Context) -> Iterable[StorefrontRoutes]:
            return [StorefrontRoutes(blueprint=Blueprint(name, __name__), warm=warm)]

    Warming.id = name
    return Warming


def test_each_plugin_warms_its_pages_with_its_context_and_one_that_fails_stops_nobody(
    shop: Shop,
) -> None:
    warmed: list[str] = []

    def fail() -> None:
        warmed.append(plugin_context().id)
        raise ZeroDivisionError

    broken = warming("broken", fail)
    cards = warming("cards", lambda: warmed.append(plugin_context().id))
    runtime().registry = registry_of(broken, cards)
    warm_up(shop.app)
    assert warmed == ["broken", "cards"]
