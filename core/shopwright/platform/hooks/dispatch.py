"""Calling hooks: per plugin, timed, with the failure policy of the hook's phase.

pluggy's own loop stops at the first exception and cannot say who was slow, so we walk the
implementations ourselves. A hook that nobody implements costs one dictionary look-up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from contextvars import Token
from copy import deepcopy
from itertools import islice
from time import perf_counter
from typing import Any, TypeVar

from shopwright.platform.db.session import commands_refused
from shopwright.platform.errors import FAULTS, Invalid, Problem, ShopError, Unavailable
from shopwright.platform.hooks.answers import MOST_ITEMS
from shopwright.platform.hooks.context import Context
from shopwright.platform.hooks.facade import Undo, undoes_writes, writes_refused
from shopwright.platform.hooks.health import REST, SLOW_SECONDS, Health
from shopwright.platform.hooks.spec import AnyHook, Hook
from shopwright.platform.network import network_forbidden
from shopwright.platform.runtime import Runtime, runtime

P = TypeVar("P")
R = TypeVar("R")


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
    shop = runtime()
    found = _implementations(shop, hook)
    return _results(shop.health, hook, payload, found) if found else []


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
    """Pass `payload.<field>` through the plugins: each sees what the one before returned.

    Each gets a copy of its own: what it changed in place before it raised is not kept.
    """
    value: R = getattr(payload, field)
    shop = runtime()
    for item in _implementations(shop, hook):
        own = dataclasses.replace(payload, **{field: deepcopy(value)})  # type: ignore[type-var]
        value = next((found for _, found in _results(shop.health, hook, own, (item,))), value)
    return value


def _implementations(shop: Runtime, hook: AnyHook) -> tuple[Implementation, ...]:
    """Who implements `hook`; of hooks that money depends on, not by what was so half a second ago."""
    if hook.money:
        shop.plugins.check()
    return shop.registry.implementations.get(hook.name, ())


class _Where:
    """Names the call that is running, should a limit refuse something in it."""

    __slots__ = ("hook", "plugin_id")

    def __init__(self, hook: str) -> None:
        self.hook = hook
        self.plugin_id = ""

    def __str__(self) -> str:
        return f"the hook '{self.hook}' of the plugin '{self.plugin_id}'"


def _results(
    health: Health, hook: AnyHook, payload: Any, implementations: Iterable[Implementation]
) -> list[tuple[str, Any]]:
    where = _Where(hook.name)
    undo = Undo() if hook.undoes else None
    found: list[tuple[str, Any]] = []
    limits = _limit(hook, where, undo)
    try:
        began = perf_counter()
        for item in implementations:
            record = health.of(item.plugin_id, hook.name)
            if not hook.money and record.rests():
                continue
            where.plugin_id = item.plugin_id
            try:
                result = _call(hook, payload, item, undo)
            except ShopError:
                record.worked(perf_counter() - began)
                raise
            except FAULTS as error:
                record.failed(perf_counter() - began, error)
                if hook.money:
                    raise PluginFailed(hook, item.plugin_id) from error
                began = perf_counter()
                continue
            ended = perf_counter()  # where the next one begins: a clock costs as much as a call
            record.worked(ended - began)
            began = ended
            found.append((item.plugin_id, result))
    finally:
        _unlimit(limits)
    return found


def _call(hook: AnyHook, payload: Any, item: Implementation, undo: Undo | None) -> Any:
    if undo is None:
        return _answer(hook, payload, item)
    try:
        result = _answer(hook, payload, item)
    except BaseException:
        undo.end(keep=False)
        raise
    undo.end(keep=True)
    return result


def _answer(hook: AnyHook, payload: Any, item: Implementation) -> Any:
    result = item.call(payload, item.context)
    if hasattr(result, "__next__"):  # an iterator; isinstance would cost six times as much
        result = list(islice(result, MOST_ITEMS + 1))
    if hook.answers and (result or hook.computes):  # no problem needs no look
        hook.check(result)
    return result


_Limits = tuple[Token[object], Token[object], Token[object] | None, Token[Undo | None] | None]


def _limit(hook: AnyHook, where: _Where, undo: Undo | None) -> _Limits:
    """Refuse what a hook of this phase may not do; plain tokens, since this runs at every call."""
    return (
        commands_refused.set(where),
        network_forbidden.set(where),
        writes_refused.set(where) if hook.answers else None,
        undoes_writes.set(undo) if undo is not None else None,
    )


def _unlimit(limits: _Limits) -> None:
    commands, network, writes, undo = limits
    commands_refused.reset(commands)
    network_forbidden.reset(network)
    if writes is not None:
        writes_refused.reset(writes)
    if undo is not None:
        undoes_writes.reset(undo)


def ask_provider(
    hook: AnyHook,
    plugin_id: str,
    call: Callable[[], R],
    *,
    what: str = "",
    answers: tuple[type[Exception], ...] = (),
    slow: float = SLOW_SECONDS,
    rest: float = REST,
) -> R:
    """Call a method of a provider that the boot hook `hook` brought, timed and counted.

    What it raises becomes `PluginFailed`, but for `ShopError`s and `answers`, which are answers.
    `what` keeps calls of one kind apart from the others: each kind has a breaker of its own, which
    lets it rest for `rest` seconds.
    """
    record = runtime().health.of(plugin_id, _kind_of_call(hook, what))
    expected: tuple[type[Exception], ...] = (ShopError, *answers)
    started = perf_counter()
    try:
        result = call()
    except expected:
        record.worked(perf_counter() - started, slow=slow)
        raise
    except FAULTS as error:
        record.failed(perf_counter() - started, error, slow=slow, rest=rest)
        raise PluginFailed(hook, plugin_id) from error
    record.worked(perf_counter() - started, slow=slow)
    return result


def rests(hook: AnyHook, plugin_id: str, what: str = "") -> bool:
    """Whether what the plugin brings to the boot hook `hook` failed too often and is left out now."""
    return runtime().health.of(plugin_id, _kind_of_call(hook, what)).is_resting()


def _kind_of_call(hook: AnyHook, what: str) -> str:
    return f"{hook.name}.{what}" if what else hook.name
