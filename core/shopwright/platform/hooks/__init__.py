"""Hooks: specifications, dispatch and the context that plugins get."""

from __future__ import annotations

from shopwright.platform.hooks.answers import check_function, checked
from shopwright.platform.hooks.context import Context, Delivery
from shopwright.platform.hooks.dispatch import (
    Implementation,
    PluginFailed,
    ask_provider,
    chain,
    collect,
    gather,
    is_implemented,
    join,
    rests,
    veto,
)
from shopwright.platform.hooks.spec import (
    EVENT_HOOKS,
    SPECS,
    BootHook,
    EventHook,
    Hook,
    Phase,
    boot_hook,
    compute_hook,
    event_hook,
    join_hook,
    scoped_boot_hook,
    veto_hook,
)

__all__ = [
    "EVENT_HOOKS",
    "SPECS",
    "BootHook",
    "Context",
    "Delivery",
    "EventHook",
    "Hook",
    "Implementation",
    "Phase",
    "PluginFailed",
    "ask_provider",
    "boot_hook",
    "chain",
    "check_function",
    "checked",
    "collect",
    "compute_hook",
    "event_hook",
    "gather",
    "is_implemented",
    "join",
    "join_hook",
    "rests",
    "scoped_boot_hook",
    "veto",
    "veto_hook",
]
