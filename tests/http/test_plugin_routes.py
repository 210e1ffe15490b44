"""Routes that plugins bring: below their own prefix, and gone while the plugin is disabled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from flask import Blueprint
from shopwright import ApiRoutes, Context, Plugin, PluginSettings, hooks, plugin_context
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop

routes = Blueprint("gift_wrap", __name__)
URL = "/api/v1/plugins/giftwrap/papers"


class GiftWrapSettings(PluginSettings):
    """Which papers there are."""

    papers: tuple[str, ...] = ("red",)


@routes.get("/papers")
def papers() -> list[str]:
    """What can be chosen."""
    return list(plugin_context().settings.papers)


class GiftWrap(Plugin):
    """Wraps."""

    settings: GiftWrapSettings

    @hooks.api_routes
    def routes(self, ctx: Context) -> Iterable[ApiRoutes]:
        """One route."""
        return [ApiRoutes(blueprint=routes)]


@pytest.fixture
def registry() -> Registry:
    """The plugin with its own settings."""
    return registry_of(GiftWrap)


def test_a_plugins_route_is_below_its_own_prefix(shop: Shop) -> None:
    assert shop.client().get(URL).get_json() == ["red"]


def test_a_view_sees_the_settings_in_force(shop: Shop) -> None:
    settings: dict[str, dict[str, object]] = {"giftwrap": {"papers": ["blue", "green"]}}
    runtime().registry = registry_of(GiftWrap, **settings)
    assert shop.client().get(URL).get_json() == ["blue", "green"]


def test_a_disabled_plugins_routes_are_not_found_until_it_is_enabled_again(shop: Shop) -> None:
    enabled = runtime().registry
    runtime().registry = replace(enabled, plugins=())
    answer = shop.client().get(URL)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    runtime().registry = enabled
    assert shop.client().get(URL).status_code == 200


def test_outside_of_a_plugins_route_there_is_no_plugin(shop: Shop) -> None:
    with pytest.raises(RuntimeError, match="own routes only"):
        plugin_context()
