"""Hook objects: each is the specification, the typed decorator for plugins, and the thing to call.

A specification is a typed function with a docstring; the tense of its name says when it runs:

    @compute_hook(money=True)
    def cart_adjustments(draft: CartDraft, ctx: Context) -> list[Adjustment]: ...

A plugin decorates a method with it, and mypy checks the method against the specification:

    @hooks.cart_adjustments
    def wrapping_fee(self, draft: CartDraft, ctx: Context) -> list[Adjustment]: ...
"""

from __future__ import annotations

import enum
import functools
import inspect
import typing
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

import pluggy

from shopwright.platform.errors import Problem
from shopwright.platform.events.event import Event
from shopwright.platform.hooks.answers import check_of
from shopwright.platform.hooks.context import Context

P = TypeVar("P")
R = TypeVar("R")
E = TypeVar("E", bound=Event)
F = TypeVar("F", bound=Callable[..., Any])

PROJECT = "shopwright"
_implementation = pluggy.HookimplMarker(PROJECT)


class Phase(enum.Enum):
    """When a hook runs, which decides what its implementations may do and what an error means."""

    BOOT = "boot"
    VETO = "veto"
    JOIN = "join"
    HEAR = "hear"
    COMPUTE = "compute"
    CHECK = "check"


# Every hook that has been declared, by name. Filled at import, read by the registry and the docs.
SPECS: dict[str, AnyHook] = {}


class AnyHook:
    """What all hooks share. `money` marks compute hooks whose failure must stop the sale."""

    def __init__(self, function: Callable[..., Any], phase: Phase, *, money: bool = True) -> None:
        self.function = function
        self.name = function.__name__
        self.phase = phase
        self.money = money
        # Asked at each call, so it is known beforehand: looking at a phase costs more than this.
        self.computes = phase is Phase.COMPUTE
        # What a plugin wrote or broke in the database is undone for this one call.
        self.undoes = phase is Phase.JOIN or (self.computes and not money)
        # Somebody goes on with what a plugin returns, so it has to be what was promised.
        self.answers = phase is Phase.VETO or self.computes
        self.__doc__ = inspect.getdoc(function)
        if self.name in SPECS:
            raise ValueError(f"the hook '{self.name}' is declared twice")
        if not self.__doc__:
            raise ValueError(f"the hook '{self.name}' has no docstring; say when it runs and why")
        SPECS[self.name] = self

    @functools.cached_property
    def promised(self) -> Any:
        """The type of an implementation's answer; None also stands for "no problem"."""
        found = typing.get_type_hints(self.function)["return"]
        return found | None if self.phase is Phase.VETO else found

    @functools.cached_property
    def check(self) -> Callable[[Any], None]:
        """Raises TypeError for an answer of an implementation that is not what was promised."""
        return check_of(self.promised)

    def mark(self, method: F) -> F:
        """Tell pluggy that `method`, whatever its name, implements this hook."""
        if inspect.iscoroutinefunction(method):
            raise TypeError(f"{method.__qualname__}: the hook '{self.name}' cannot be async")
        self._check_signature(method)
        return _implementation(method, specname=self.name)

    def _check_signature(self, method: Callable[..., Any]) -> None:
        """Refuse a method that could not be called; a shopper would be the first to notice."""
        wanted = ["self", *inspect.signature(self.function).parameters]
        given = inspect.signature(method).parameters.values()
        plain = all(item.kind is item.POSITIONAL_OR_KEYWORD for item in given)
        if not plain or [item.name for item in given] != wanted:
            raise TypeError(
                f"{method.__qualname__}: the hook '{self.name}' is called as "
                f"({', '.join(wanted)}), not as ({', '.join(map(str, given))})"
            )

    def __repr__(self) -> str:
        return f"<hook {self.name} ({self.phase.value})>"


def implemented(kind: type) -> tuple[str, ...]:
    """The names of the hooks that methods of a class were decorated with."""
    return tuple(sorted(hook for _, hook in _marked(kind)))


def methods_for(kind: type, hook: AnyHook) -> tuple[str, ...]:
    """The names of a class's methods that were decorated with `hook`."""
    return tuple(name for name, marked in _marked(kind) if marked == hook.name)


def _marked(kind: type) -> Iterator[tuple[str, str]]:
    """(method, hook) by name, for each method that was decorated."""
    for name in dir(kind):
        mark = getattr(getattr(kind, name), f"{PROJECT}_impl", None)
        if mark:
            yield name, mark["specname"]


class BootHook(AnyHook, Generic[R]):
    """Collected once per registry: `(ctx) -> Iterable[descriptor]`.

    `scoped`: descriptors' names are their plugin's own, so that two plugins may use the same.
    """

    scoped = False

    def __call__(
        self, method: Callable[[Any, Context], Iterable[R]]
    ) -> Callable[[Any, Context], Iterable[R]]:
        return self.mark(method)


class Hook(AnyHook, Generic[P, R]):
    """Called with one frozen payload and the plugin's context."""

    def __call__(self, method: Callable[[Any, P, Context], R]) -> Callable[[Any, P, Context], R]:
        return self.mark(method)


class EventHook(Hook[E, None]):
    """Heard after commit. `payload` is the event's class."""

    payload: type[E]


def boot_hook(function: Callable[[Context], Iterable[R]]) -> BootHook[R]:
    """Declare a plural noun: it returns descriptors, is called at boot, and quarantines on errors."""
    return BootHook(function, Phase.BOOT)


def scoped_boot_hook(function: Callable[[Context], Iterable[R]]) -> BootHook[R]:
    """Declare a boot hook whose descriptors are known within their plugin only."""
    hook: BootHook[R] = BootHook(function, Phase.BOOT)
    hook.scoped = True
    return hook


def veto_hook(
    function: Callable[[P, Context], Iterable[Problem]],
) -> Hook[P, Iterable[Problem]]:
    """Declare `<noun>_validate`: in the transaction, before the write; problems refuse it."""
    return Hook(function, Phase.VETO)


def join_hook(function: Callable[[P, Context], None]) -> Hook[P, None]:
    """Declare `<noun>_<verb>ing`: in the transaction; an exception rolls everything back."""
    return Hook(function, Phase.JOIN)


def compute_hook(*, money: bool) -> Callable[[Callable[[P, Context], R]], Hook[P, R]]:
    """Declare a pure hook. With `money`, an exception stops the sale; else the plugin is left out."""

    def decorate(function: Callable[[P, Context], R]) -> Hook[P, R]:
        return Hook(function, Phase.COMPUTE, money=money)

    return decorate


EVENT_HOOKS: dict[type[Event], EventHook[Any]] = {}


def event_hook(function: Callable[[E, Context], None]) -> EventHook[E]:
    """Declare `<noun>_<verb>ed`: after commit, in a job, at least once, retried for that plugin alone."""
    hook: EventHook[E] = EventHook(function, Phase.HEAR)
    hook.payload = typing.get_type_hints(function)["event"]
    if hook.payload in EVENT_HOOKS:
        raise ValueError(f"{hook.payload.__name__} already belongs to {EVENT_HOOKS[hook.payload]}")
    EVENT_HOOKS[hook.payload] = hook
    return hook
