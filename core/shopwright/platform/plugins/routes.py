"""Which plugin a request's route, or a command, belongs to."""

from __future__ import annotations

from typing import cast

from flask import g

from shopwright.platform.hooks.context import Context
from shopwright.platform.runtime import runtime

_KEY = "shopwright_plugin"


def enter_plugin(plugin_id: str) -> bool:
    """Make `plugin_id`'s context the request's or command's; False when the plugin is not enabled now."""
    for item in runtime().registry.plugins:
        if item.id == plugin_id:
            setattr(g, _KEY, item.context)
            return True
    return False


def plugin_context() -> Context:
    """The context of the plugin whose route or command is running, with the settings in force."""
    found = g.get(_KEY)
    if found is None:
        raise RuntimeError("plugin_context() is there in a plugin's routes and commands only")
    return cast(Context, found)
