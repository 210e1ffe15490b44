"""Calling hooks: per plugin, timed, with the failure policy of the hook's phase.

pluggy's own loop stops at the first exception and cannot say who was slow, so we walk the
implementations ourselves. A hook that nobody implements costs one dictionary look-up.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

import structlog

from shopwright.platform.db import refuse_commands
from shopwright.platform.errors import Invalid, Problem, ShopError, Unavailable
from shopwright.platform.hooks.context import Context
from shopwright.platform.hooks.facade import refuse_writes
from shopwright.platform.hooks.spec import AnyHook, Hook, Phase
from shopwright.platform.network import forbid_network
from shopwright.platform.observability.metrics import HOOK_ERRORS, HOOK_SECONDS
from shopwright.platform.runtime import runtime

P = TypeVar("P")
R = TypeVar("R")

_SLOW_SECONDS = 0.05
_log = structlog.get_logger()


@dataclasses.dataclass(frozen=True, slots=True)
class Implementation:
    """One plugin's method for one hook."""

    plugin_id: str
    call: Callable[..., Any]
    context: Context


class PluginFailed(Unavailable):
    """A plugin raised, or answered nonsense, where its answer is needed.

    Shoppers read a neutral sentence; `plugin` and `hook` are for logs and staff.
    """

    code = "plugin_failed"

    def __init__(self, hook: AnyHook, plugin_id: str) -> None:
        super().__init__("This cannot be done right now. Please try again in a moment.")
        self.hook = hook.name
        self.plugin = plugin_id


def is_implemented(hook: AnyHook) -> bool:
    """Whether any enabled plugin implements `hook`: then its payload is worth building."""
    return hook.name in runtime().registry.implementations


def gather(hook: Hook[P, R], payload: P) -> list[tuple[str, R]]:
    """Each implementing plugin's id and result, in `after`/`before` order."""
    found = _implementations(hook)
    if not found:
        return []
    return list(_results(hook, payload, found))


def collect(hook: Hook[P, Sequence[R]], payload: P) -> list[tuple[str, R]]:
    """Like `gather`, for hooks that return lists: one pair per item."""
    return [(plugin_id, item) for plugin_id, items in gather(hook, payload) for item in items]


def veto(hook: Hook[P, Iterable[Problem]], payload: P, *, code: str, message: str) -> None:
    """Raise `Invalid` with every problem that any plugin names; return when none does.

    None is taken for "no problem": it is what a method returns that found nothing to object to.
    """
    problems = [problem for _, found in gather(hook, payload) for problem in found or ()]
    if problems:
        raise Invalid(message, code=code, problems=tuple(problems))


def join(hook: Hook[P, None], payload: P) -> None:
    """Let plugins write their own rows in the open transaction."""
    gather(hook, payload)


def chain(hook: Hook[P, R], payload: P, field: str) -> R:
    """Pass `payload.<field>` through the plugins: each sees what the one before returned."""
    value: R = getattr(payload, field)
    for item in _implementations(hook):
        for _, value in _results(hook, payload, (item,)):
            payload = dataclasses.replace(payload, **{field: value})  # type: ignore[type-var]
    return value


def _implementations(hook: AnyHook) -> tuple[Implementation, ...]:
    """Who implements `hook`; of hooks that money depends on, not by what was so half a second ago."""
    shop = runtime()
    if hook.money:
        shop.plugins.check()
    return shop.registry.implementations.get(hook.name, ())


def _results(
    hook: AnyHook, payload: Any, implementations: Iterable[Implementation]
) -> Iterator[tuple[str, Any]]:
    for item in implementations:
        started = time.perf_counter()
        try:
            with _limits(hook, item.plugin_id):
                result = item.call(payload, item.context)
                if hook.phase is not Phase.JOIN and result is not None:
                    result = list(result) if isinstance(result, Iterator) else result
        except ShopError:
            raise
        except Exception as error:
            _failed(hook, item.plugin_id, error)
            continue
        finally:
            _timed(hook, item.plugin_id, time.perf_counter() - started)
        yield item.plugin_id, result


@contextmanager
def _limits(hook: AnyHook, plugin_id: str) -> Iterator[None]:
    where = f"the hook '{hook.name}' of the plugin '{plugin_id}'"
    computes = hook.phase in (Phase.COMPUTE, Phase.VETO)
    writing: AbstractContextManager[None] = refuse_writes(where) if computes else nullcontext()
    with refuse_commands(where), forbid_network(where), writing:
        yield


def _failed(hook: AnyHook, plugin_id: str, error: Exception) -> None:
    HOOK_ERRORS.labels(hook.name, plugin_id).inc()
    _log.exception("hook failed", hook=hook.name, plugin=plugin_id, exc_info=error)
    if hook.money:
        raise PluginFailed(hook, plugin_id) from error


def _timed(hook: AnyHook, plugin_id: str, seconds: float) -> None:
    HOOK_SECONDS.labels(hook.name, plugin_id).observe(seconds)
    if seconds > _SLOW_SECONDS:
        _log.warning("slow hook", hook=hook.name, plugin=plugin_id, ms=round(seconds * 1000, 1))
