"""Asking plugins how they do: for `shopwright plugin doctor` and staff, never for a balancer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass

import structlog

from shopwright.platform.errors import FAULTS
from shopwright.platform.hooks.context import Context
from shopwright.platform.network import check_network
from shopwright.platform.plugins.hooks import HealthCheck, HealthResult, health_checks
from shopwright.platform.runtime import runtime

DEADLINE = 10.0  # seconds, for all together
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one check found. `name` and `label` are the check's."""

    plugin: str
    name: str
    label: str
    ok: bool
    message: str


def run_health_checks(plugin_id: str | None = None) -> list[Checked]:
    """Run the checks of the enabled plugins, or of one, side by side; each fails for itself.

    They may use the network, so call it outside of transactions. One that takes longer than ten
    seconds has failed, and is left behind.
    """
    check_network("health checks")
    registry = runtime().registry
    contexts = {item.id: item.context for item in registry.plugins}
    running = [
        (owner, check, _start(check, contexts[owner]))
        for owner, check in registry.described(health_checks)
        if plugin_id in (None, owner)
    ]
    until = time.monotonic() + DEADLINE
    found = []
    for owner, check, result in running:
        answer = result(until - time.monotonic())
        found.append(
            Checked(
                plugin=owner,
                name=check.name,
                label=check.label,
                ok=answer.ok,
                message=answer.message,
            )
        )
    return found


def _start(check: HealthCheck, context: Context) -> Callable[[float], HealthResult]:
    """Begin in a thread; the result is waited for by calling what is returned."""
    late = f"It did not answer within {DEADLINE:.0f} seconds."
    found = [HealthResult(ok=False, message=late)]

    def run() -> None:
        try:
            answer = check.check(context)
            if not isinstance(answer, HealthResult):
                raise TypeError(f"the check '{check.name}' returned {answer!r}, no HealthResult")
            found.append(answer)
        except FAULTS as error:
            _log.error("a health check failed", plugin=context.id, check=check.name, exc_info=error)
            kind = type(error).__name__
            message = f"The check itself failed with {kind}; the shop's log has more."
            found.append(HealthResult(ok=False, message=message))

    thread = threading.Thread(
        target=copy_context().run, args=(run,), daemon=True, name="health-check"
    )
    thread.start()

    def wait(seconds: float) -> HealthResult:
        thread.join(max(seconds, 0.0))
        return found[-1]

    return wait
