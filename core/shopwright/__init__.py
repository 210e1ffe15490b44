"""Shopwright's public API: what a plugin, theme or app may import.

Names are loaded when they are first used, so that importing this package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shopwright import hooks
    from shopwright.app import create_app
    from shopwright.platform.actor import Actor
    from shopwright.platform.errors import Problem, ShopError
    from shopwright.platform.events.event import Event
    from shopwright.platform.hooks.context import Context, Delivery, ShopInfo
    from shopwright.platform.network import NetworkForbidden
    from shopwright.platform.plugins.hooks import ApiRoutes
    from shopwright.platform.plugins.plugin import Plugin, PluginSettings
    from shopwright.platform.plugins.routes import plugin_context
    from shopwright.platform.plugins.tables import (
        Json,
        Key,
        Minor,
        UtcDateTime,
        column_types,
        plugin_metadata,
    )

_HOME = {
    "Actor": "shopwright.platform.actor",
    "ApiRoutes": "shopwright.platform.plugins.hooks",
    "Context": "shopwright.platform.hooks.context",
    "Delivery": "shopwright.platform.hooks.context",
    "Event": "shopwright.platform.events.event",
    "Json": "shopwright.platform.plugins.tables",
    "Key": "shopwright.platform.plugins.tables",
    "Minor": "shopwright.platform.plugins.tables",
    "NetworkForbidden": "shopwright.platform.network",
    "Plugin": "shopwright.platform.plugins.plugin",
    "PluginSettings": "shopwright.platform.plugins.plugin",
    "Problem": "shopwright.platform.errors",
    "ShopError": "shopwright.platform.errors",
    "ShopInfo": "shopwright.platform.hooks.context",
    "UtcDateTime": "shopwright.platform.plugins.tables",
    "column_types": "shopwright.platform.plugins.tables",
    "create_app": "shopwright.app",
    "plugin_context": "shopwright.platform.plugins.routes",
    "plugin_metadata": "shopwright.platform.plugins.tables",
}

__all__ = [
    "Actor",
    "ApiRoutes",
    "Context",
    "Delivery",
    "Event",
    "Json",
    "Key",
    "Minor",
    "NetworkForbidden",
    "Plugin",
    "PluginSettings",
    "Problem",
    "ShopError",
    "ShopInfo",
    "UtcDateTime",
    "column_types",
    "create_app",
    "hooks",
    "plugin_context",
    "plugin_metadata",
]


def __getattr__(name: str) -> Any:
    if name == "hooks":
        return importlib.import_module("shopwright.hooks")
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'shopwright' has no attribute '{name}'")
