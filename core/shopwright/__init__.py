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
    from shopwright.platform.hooks.context import Context, Delivery
    from shopwright.platform.plugins.plugin import Plugin, PluginSettings

_HOME = {
    "Actor": "shopwright.platform.actor",
    "Context": "shopwright.platform.hooks.context",
    "Delivery": "shopwright.platform.hooks.context",
    "Event": "shopwright.platform.events.event",
    "Plugin": "shopwright.platform.plugins.plugin",
    "PluginSettings": "shopwright.platform.plugins.plugin",
    "Problem": "shopwright.platform.errors",
    "ShopError": "shopwright.platform.errors",
    "create_app": "shopwright.app",
}

__all__ = [
    "Actor",
    "Context",
    "Delivery",
    "Event",
    "Plugin",
    "PluginSettings",
    "Problem",
    "ShopError",
    "create_app",
    "hooks",
]


def __getattr__(name: str) -> Any:
    if name == "hooks":
        return importlib.import_module("shopwright.hooks")
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'shopwright' has no attribute '{name}'")
