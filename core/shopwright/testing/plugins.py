"""Plugins for tests: made in the test, or the small ones below."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from shopwright import hooks
from shopwright.commerce.payments import PaymentProvider
from shopwright.commerce.pricing import Money
from shopwright.commerce.shipping import ShippingProvider, ShippingRate, ShippingRequest
from shopwright.platform.hooks.context import Context
from shopwright.platform.plugins.loading import make_loaded
from shopwright.platform.plugins.manifest import Manifest
from shopwright.platform.plugins.plugin import Plugin, package_of
from shopwright.platform.plugins.registry import Registry, build
from shopwright.testing.payments import ScriptedProvider


class TestPost:
    """Sends everything anywhere, for 4.90 in whatever currency."""

    __test__ = False
    name = "test_post"

    def quote(self, request: ShippingRequest) -> Sequence[ShippingRate]:
        """One rate."""
        amount = Money(490, request.subtotal.currency)
        return [ShippingRate(code="letter", label="Letter", amount=amount)]


def registry_of(*plugins: type[Plugin], **settings: dict[str, object]) -> Registry:
    """A registry with these plugin classes enabled; `settings` by plugin id.

    A plugin's id is its `id`, or its class's name in lower case.
    """
    return build(
        make_loaded(plugin, _manifest(plugin), settings.get(plugin_id(plugin), {}))
        for plugin in plugins
    )


def plugin_id(plugin: type[Plugin]) -> str:
    """The id of a plugin's class."""
    return plugin.id or plugin.__name__.lower()


def _manifest(plugin: type[Plugin]) -> Manifest:
    """What the plugin.toml of its package says; something plain for one that a test made up."""
    name = plugin_id(plugin)
    place = getattr(sys.modules.get(package_of(plugin)), "__file__", None)
    file = Path(place).with_name("plugin.toml") if place else None
    if file is not None and file.exists():
        found = Manifest.model_validate(tomllib.loads(file.read_text("utf-8")))
        if found.id == name:
            return found
    return Manifest(id=name, name=name, summary="for tests", category="test", api="1.0")


def trading_plugin(provider: ScriptedProvider) -> type[Plugin]:
    """A plugin that brings `provider` and `TestPost`: all that an order needs."""

    class Trading(Plugin):
        @hooks.payment_providers
        def payments(self, ctx: Context) -> Iterable[PaymentProvider]:
            return [provider]

        @hooks.shipping_providers
        def shipping(self, ctx: Context) -> Iterable[ShippingProvider]:
            return [TestPost()]

    return Trading
