"""Asking plugins what the dashboard shows of them: all side by side, each failing for itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from shopwright.platform.db.session import refuse_commands
from shopwright.platform.errors import FAULTS
from shopwright.platform.hooks import BootHook, Context, checked
from shopwright.platform.hooks.facade import refuse_writes
from shopwright.platform.network import check_network, forbid_network
from shopwright.platform.plugins.dashboard import (
    AdminCard,
    AdminMenuItem,
    AdminPanel,
    Entity,
    admin_cards,
    admin_menu_items,
    admin_panels,
)
from shopwright.platform.plugins.dashboard_content import CardContent, PageContent, PanelContent
from shopwright.platform.plugins.registry import Loaded
from shopwright.platform.runtime import runtime

D = TypeVar("D")

DEADLINE = 2.0  # seconds, for all together
_FAILED = "It failed with {}; the shop's log has more."
May = Callable[[str], bool]
Question = Callable[[Context], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[D]):
    """A descriptor, whose it is, and what it answered. `failed` says what went wrong, for staff."""

    plugin: str
    plugin_name: str
    descriptor: D
    answer: Any = None
    failed: str = ""


def menu_items(may: May) -> list[Asked[AdminMenuItem]]:
    """The menu items that somebody may see; the answer is the text or number beside it."""
    found = _described(admin_menu_items, lambda item: may(item.permission))
    return _ask(admin_menu_items, found, lambda item: item.badge, str | int | None)


def page(plugin: str, item_id: str, may: May) -> Asked[AdminMenuItem] | None:
    """The page that a menu item leads to; None for nobody's, and for what somebody may not see."""
    found = [
        (owner, item)
        for owner, item in _described(admin_menu_items, lambda item: may(item.permission))
        if owner.id == plugin and item.id == item_id and item.page is not None
    ]
    return next(iter(_ask(admin_menu_items, found, lambda item: item.page, PageContent)), None)


def cards(may: May) -> list[Asked[AdminCard]]:
    """The cards that somebody may see, but for those that have nothing to show."""
    found = _described(admin_cards, lambda card: may(card.permission))
    asked = _ask(admin_cards, found, lambda card: card.load, CardContent | None)
    return [item for item in asked if item.answer is not None or item.failed]


def panels(entity: Entity, entity_id: UUID, may: May) -> list[Asked[AdminPanel]]:
    """The panels beside one thing that somebody may see, but for those with nothing to show."""
    found = _described(admin_panels, lambda panel: panel.entity == entity and may(panel.permission))
    asked = _ask(
        admin_panels, found, lambda panel: partial(panel.load, entity_id), PanelContent | None
    )
    return [item for item in asked if item.answer is not None or item.failed]


def _described(hook: BootHook[D], wanted: Callable[[D], bool]) -> list[tuple[Loaded, D]]:
    registry = runtime().registry
    loaded = {item.id: item for item in registry.plugins}
    return [(loaded[owner], item) for owner, item in registry.described(hook) if wanted(item)]


def _ask(
    hook: BootHook[D],
    found: list[tuple[Loaded, D]],
    question: Callable[[D], Question | None],
    promised: Any,
) -> list[Asked[D]]:
    """Begin all in threads of their own, and wait for them until the time is over."""
    check_network(f"the hook '{hook.name}'")
    begun = [(item, thing, _begin(hook, item, question(thing), promised)) for item, thing in found]
    until = time.monotonic() + DEADLINE
    asked = []
    for item, thing, waiting in begun:
        answer, failed = waiting(until - time.monotonic())
        asked.append(
            Asked(
                plugin=item.id,
                plugin_name=item.manifest.name,
                descriptor=thing,
                answer=answer,
                failed=failed,
            )
        )
    return asked


def _begin(
    hook: BootHook[D], item: Loaded, question: Question | None, promised: Any
) -> Callable[[float], tuple[Any, str]]:
    """Start the thread; what is returned waits for it and says what came: the answer, or the fault."""
    record = runtime().health.of(item.id, hook.name)
    if question is None:
        return lambda _seconds: (None, "")
    if record.rests():
        return lambda _seconds: (None, "It failed too often, and rests for some minutes.")
    found: list[tuple[Any, str]] = []
    over = threading.Event()
    started = time.monotonic()

    def run() -> None:
        try:
            answer, fault = _answer(question, item, hook.name, promised), None
        except FAULTS as error:
            answer, fault = None, error
        seconds = time.monotonic() - started
        if over.is_set():
            return  # nobody waits any more, and it has been counted
        if fault is None:
            record.worked(seconds)
        else:
            record.failed(seconds, fault)
        found.append((answer, _FAILED.format(type(fault).__name__) if fault else ""))

    thread = threading.Thread(target=copy_context().run, args=(run,), daemon=True, name=hook.name)
    thread.start()

    def wait(seconds: float) -> tuple[Any, str]:
        thread.join(max(seconds, 0.0))
        over.set()
        if found:
            return found[0]
        late = f"It did not answer within {DEADLINE:g} seconds."
        record.failed(DEADLINE, TimeoutError(f"the plugin '{item.id}' in {hook.name}: {late}"))
        return None, late

    return wait


def _answer(question: Question, item: Loaded, hook: str, promised: Any) -> Any:
    """Within the limits of what is only shown."""
    where = f"the hook '{hook}' of the plugin '{item.id}'"
    with forbid_network(where), refuse_commands(where), refuse_writes(where):
        return checked(question(item.context), promised)
