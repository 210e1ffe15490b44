"""Trying settings out before they are saved, by the plugin's own `settings_check`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextvars import copy_context

import structlog

from shopwright.platform.errors import FAULTS, Problem
from shopwright.platform.hooks.context import Context
from shopwright.platform.hooks.spec import methods_for
from shopwright.platform.plugins.hooks import settings_check
from shopwright.platform.plugins.plugin import Plugin, PluginSettings

DEADLINE = 10.0  # seconds
_log = structlog.get_logger()


def check_settings(plugin_id: str, kind: type[Plugin], settings: PluginSettings) -> list[Problem]:
    """What the plugin has against these settings; also that it could not tell."""
    plugin = kind(settings)
    context = Context(plugin_id, settings)
    return [
        problem
        for method in methods_for(kind, settings_check)
        for problem in _in_time(plugin, method, context)
    ]


def _in_time(plugin: Plugin, method: str, context: Context) -> list[Problem]:
    """Run one in a thread, which is left behind when it takes too long."""
    found: list[Problem] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.extend(getattr(plugin, method)(context.settings, context) or ())
        except FAULTS as error:
            failed.append(error)

    copied = copy_context()
    thread = threading.Thread(target=copied.run, args=(run,), daemon=True, name="settings-check")
    thread.start()
    thread.join(DEADLINE)
    if thread.is_alive():
        return list(_unchecked(context, f"did not answer within {DEADLINE:.0f} seconds"))
    if failed:
        _log.error("a settings check failed", plugin=context.id, exc_info=failed[0])
        kind = type(failed[0]).__name__
        return list(_unchecked(context, f"failed with {kind}; the shop's log has more"))
    return found


def _unchecked(context: Context, what: str) -> Iterator[Problem]:
    message = f"The check of these settings by the plugin '{context.id}' {what}."
    yield Problem(code="settings_check_failed", message=message)
