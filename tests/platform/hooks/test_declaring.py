"""Hooks are declared once, typed, and implemented by methods that can be called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pluggy
import pytest
from shopwright import hooks
from shopwright.platform.events import Event
from shopwright.platform.hooks import Context, Hook, boot_hook, compute_hook, event_hook, join_hook
from shopwright.platform.hooks.spec import SPECS, Phase
from shopwright.platform.plugins.plugin import Plugin
from shopwright.testing.plugins import registry_of

pytestmark = pytest.mark.usefixtures("own_hooks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A payload of these tests."""

    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Event):
    """An event of these tests."""


def declare() -> Hook[Draft, list[int]]:
    @compute_hook(money=True)
    def kettle_adjustments(draft: Draft, ctx: Context) -> list[int]:
        """Runs when these tests say so."""
        raise NotImplementedError

    return kettle_adjustments


def test_a_hook_knows_its_name_phase_and_documentation() -> None:
    hook = declare()

    assert repr(hook) == "<hook kettle_adjustments (compute)>"
    assert hook.__doc__ == "Runs when these tests say so."


def test_two_hooks_of_one_name_are_refused() -> None:
    declare()
    with pytest.raises(ValueError, match="'kettle_adjustments' is declared twice"):
        declare()


def test_a_hook_without_documentation_is_refused() -> None:
    def kettle_boiling(draft: Draft, ctx: Context) -> None: ...

    with pytest.raises(ValueError, match="say when it runs"):
        join_hook(kettle_boiling)


def test_an_event_belongs_to_one_hook() -> None:
    @event_hook
    def first_happened(event: Happened, ctx: Context) -> None:
        """Once."""

    def second_happened(event: Happened, ctx: Context) -> None:
        """Twice."""

    with pytest.raises(ValueError, match="Happened already belongs to <hook first_happened"):
        event_hook(second_happened)


def test_a_misspelt_hook_names_the_right_one() -> None:
    with pytest.raises(
        AttributeError, match="no hook 'cart_adjustment'; did you mean 'cart_adjustments'"
    ):
        hooks.cart_adjustment  # noqa: B018


def test_an_async_method_is_refused() -> None:
    hook = declare()

    async def fee(self: Any, draft: Draft, ctx: Context) -> list[int]:
        return []

    with pytest.raises(TypeError, match="'kettle_adjustments' cannot be async"):
        hook(fee)  # type: ignore[arg-type]


def no_context(self: Any, draft: Draft) -> list[int]:
    return []


def wrong_name(self: Any, cart: Draft, ctx: Context) -> list[int]:
    return []


def keyword_only(self: Any, *, draft: Draft, ctx: Context) -> list[int]:
    return []


def swallows_all(self: Any, *args: Any, **kwargs: Any) -> list[int]:
    return []


def wants_more(self: Any, draft: Draft, ctx: Context, extra: int) -> list[int]:
    return []


@pytest.mark.parametrize("method", [no_context, wrong_name, keyword_only, swallows_all, wants_more])
def test_a_method_that_could_not_be_called_is_refused_with_the_right_form(method: Any) -> None:
    hook = declare()

    with pytest.raises(TypeError, match=r"is called as \(self, draft, ctx\), not as"):
        hook(method)


def test_methods_may_have_any_name() -> None:
    hook = declare()

    class Tea(Plugin):
        @hook
        def whatever(self, draft: Draft, ctx: Context) -> list[int]:
            return [1]

    assert [item.plugin_id for item in registry_of(Tea).implementations[hook.name]] == ["tea"]


def test_the_tricks_of_pluggy_are_refused() -> None:
    hook = declare()
    marker = pluggy.HookimplMarker("shopwright")

    class Pushy(Plugin):
        @marker(specname=hook.name, tryfirst=True)
        def fee(self, draft: Draft, ctx: Context) -> list[int]:
            return []

    class Wrapping(Plugin):
        @marker(specname=hook.name, wrapper=True)
        def fee(self, draft: Draft, ctx: Context) -> Any:
            return (yield)

    registry = registry_of(Pushy, Wrapping)

    assert registry.plugins == ()
    assert "order plugins by 'after' and 'before'" in registry.quarantined["pushy"]
    assert "There are no wrappers" in registry.quarantined["wrapping"]


def test_a_hook_that_nobody_declared_is_refused() -> None:
    marker = pluggy.HookimplMarker("shopwright")

    class Lost(Plugin):
        @marker
        def kettle_exploded(self, draft: Draft, ctx: Context) -> None: ...

    assert "unknown hook 'kettle_exploded'" in registry_of(Lost).quarantined["lost"]


# --- the registry ---


def test_a_plugin_that_fails_at_boot_is_quarantined_and_the_others_go_on() -> None:
    @boot_hook
    def kettles(ctx: Context) -> list[str]:
        """Returns kettles."""
        raise NotImplementedError

    class Good(Plugin):
        @kettles
        def mine(self, ctx: Context) -> list[str]:
            return ["copper"]

    class Bad(Plugin):
        @kettles
        def mine(self, ctx: Context) -> list[str]:
            raise RuntimeError("a leak")

    registry = registry_of(Bad, Good)

    assert registry.described(kettles) == (("good", "copper"),)
    assert [item.id for item in registry.plugins] == ["good"]
    assert "RuntimeError: a leak" in registry.quarantined["bad"]


def test_two_descriptors_of_one_name_quarantine_the_later_plugin_and_name_both() -> None:
    @boot_hook
    def kettles(ctx: Context) -> list[Named]:
        """Returns kettles."""
        raise NotImplementedError

    def bringing(plugin_id: str) -> type[Plugin]:
        class Brings(Plugin):
            id = plugin_id

            @kettles
            def mine(self, ctx: Context) -> list[Named]:
                return [Named(name="copper")]

        return Brings

    registry = registry_of(bringing("aaa"), bringing("bbb"))

    assert list(registry.named(kettles)) == ["copper"]
    assert "'bbb' and 'aaa' both bring 'copper' to kettles" in registry.quarantined["bbb"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A descriptor with a name."""

    name: str


def test_events_are_the_hooks_that_hear() -> None:
    heard = {name for name in hooks.__all__ if SPECS[name].phase is Phase.HEAR}
    assert set(hooks.EVENTS) == heard
    assert "order_placed" in heard
    assert "order_placing" not in heard
