"""Calling hooks: whose answer it is, in which order, and what a failure means in each phase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from shopwright.platform.db import CommandRefused, command, transaction
from shopwright.platform.errors import Conflict, Invalid, Problem
from shopwright.platform.hooks import (
    Context,
    Hook,
    PluginFailed,
    chain,
    collect,
    compute_hook,
    gather,
    join,
    join_hook,
    veto,
    veto_hook,
)
from shopwright.platform.network import NetworkForbidden, check_network
from shopwright.platform.observability.metrics import HOOK_ERRORS, HOOK_SECONDS
from shopwright.platform.plugins.loading import make_loaded
from shopwright.platform.plugins.manifest import Manifest
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.plugins.registry import Registry, build
from shopwright.platform.runtime import runtime
from shopwright.testing.opening import open_shop

pytestmark = pytest.mark.usefixtures("own_hooks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A payload of these tests."""

    total: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """The hooks that these tests call."""

    fees: Hook[Draft, list[int]]
    extras: Hook[Draft, list[int]]
    price: Hook[Draft, int]
    validate: Hook[Draft, Iterable[Problem]]
    saving: Hook[Draft, None]


@pytest.fixture
def hooks(own_hooks: None) -> Hooks:
    @compute_hook(money=True)
    def kettle_fees(draft: Draft, ctx: Context) -> list[int]:
        """Money."""
        raise NotImplementedError

    @compute_hook(money=False)
    def kettle_extras(draft: Draft, ctx: Context) -> list[int]:
        """Not money."""
        raise NotImplementedError

    @compute_hook(money=True)
    def kettle_price(draft: Draft, ctx: Context) -> int:
        """Chained."""
        raise NotImplementedError

    @veto_hook
    def kettle_validate(draft: Draft, ctx: Context) -> Iterable[Problem]:
        """Refuses."""
        raise NotImplementedError

    @join_hook
    def kettle_saving(draft: Draft, ctx: Context) -> None:
        """Joins."""
        raise NotImplementedError

    return Hooks(
        fees=kettle_fees,
        extras=kettle_extras,
        price=kettle_price,
        validate=kettle_validate,
        saving=kettle_saving,
    )


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path) -> Iterator[None]:
    with open_shop(tmp_path):
        yield


def enable(*plugins: type[Plugin], **manifests: dict[str, object]) -> Registry:
    """Make these the shop's plugins; `manifests` add to plugin.toml, by id."""
    registry = build(
        make_loaded(plugin, _manifest(plugin, manifests.get(plugin.__name__.lower(), {})), {})
        for plugin in plugins
    )
    assert registry.quarantined == {}
    runtime().registry = registry
    return registry


def _manifest(plugin: type[Plugin], more: dict[str, object]) -> Manifest:
    name = plugin.__name__.lower()
    return Manifest(
        id=name,
        name=name,
        summary="for tests",
        category="test",
        api="1.0",
        **more,  # type: ignore[arg-type]
    )


# --- answers ---


def test_a_hook_that_nobody_implements_answers_nothing(hooks: Hooks) -> None:
    assert gather(hooks.fees, Draft()) == []
    assert chain(hooks.price, Draft(), "total") == 100
    veto(hooks.validate, Draft(), code="refused", message="No.")


def test_every_answer_carries_the_plugin_that_gave_it(hooks: Hooks) -> None:
    class Tea(Plugin):
        @hooks.fees
        def fee(self, draft: Draft, ctx: Context) -> list[int]:
            return [1, 2]

    class Coffee(Plugin):
        @hooks.fees
        def fee(self, draft: Draft, ctx: Context) -> list[int]:
            return [3]

    enable(Tea, Coffee)

    assert gather(hooks.fees, Draft()) == [("coffee", [3]), ("tea", [1, 2])]
    assert collect(hooks.fees, Draft()) == [("coffee", 3), ("tea", 1), ("tea", 2)]


def test_plugins_get_a_context_of_their_own(hooks: Hooks) -> None:
    seen: list[str] = []

    class Tea(Plugin):
        @hooks.fees
        def fee(self, draft: Draft, ctx: Context) -> list[int]:
            seen.append(ctx.id)
            return []

    enable(Tea)
    gather(hooks.fees, Draft())

    assert seen == ["tea"]


def test_the_order_is_by_after_and_before_then_by_name(hooks: Hooks) -> None:
    def plugin(name: str) -> type[Plugin]:
        class Member(Plugin):
            @hooks.fees
            def fee(self, draft: Draft, ctx: Context) -> list[int]:
                return [0]

        Member.__name__ = name.capitalize()
        return Member

    enable(*map(plugin, ("dora", "carl", "bert", "anna")), anna={"after": ["dora"]})
    assert [name for name, _ in gather(hooks.fees, Draft())] == ["bert", "carl", "dora", "anna"]

    enable(*map(plugin, ("anna", "bert", "carl")), carl={"before": ["anna", "unknown"]})
    assert [name for name, _ in gather(hooks.fees, Draft())] == ["bert", "carl", "anna"]


def test_plugins_that_name_each_other_in_a_circle_are_ordered_by_name(hooks: Hooks) -> None:
    class Anna(Plugin):
        @hooks.fees
        def fee(self, draft: Draft, ctx: Context) -> list[int]:
            return [0]

    class Bert(Anna):
        pass

    enable(Anna, Bert, anna={"after": ["bert"]}, bert={"after": ["anna"]})

    assert [name for name, _ in gather(hooks.fees, Draft())] == ["anna", "bert"]


def test_in_a_chain_each_sees_what_the_one_before_made_of_it(hooks: Hooks) -> None:
    class Half(Plugin):
        @hooks.price
        def price(self, draft: Draft, ctx: Context) -> int:
            return draft.total // 2

    class Plus(Plugin):
        @hooks.price
        def price(self, draft: Draft, ctx: Context) -> int:
            return draft.total + 1

    enable(Half, Plus)

    assert chain(hooks.price, Draft(total=100), "total") == 51


# --- vetoes ---


def test_all_problems_of_all_plugins_are_told_at_once(hooks: Hooks) -> None:
    class Tea(Plugin):
        @hooks.validate
        def check(self, draft: Draft, ctx: Context) -> Iterator[Problem]:
            yield Problem(code="cold", message="Too cold.")
            yield Problem(code="old", message="Too old.", field="lines.0")

    class Coffee(Plugin):
        @hooks.validate
        def check(self, draft: Draft, ctx: Context) -> list[Problem]:
            return [Problem(code="weak", message="Too weak.")]

    enable(Tea, Coffee)

    with pytest.raises(Invalid) as error:
        veto(hooks.validate, Draft(), code="checkout_refused", message="Not like this.")

    assert error.value.code == "checkout_refused"
    assert [problem.code for problem in error.value.problems] == ["weak", "cold", "old"]


def test_a_method_that_returns_none_objects_to_nothing(hooks: Hooks) -> None:
    class Tea(Plugin):
        @hooks.validate
        def check(self, draft: Draft, ctx: Context) -> list[Problem]:
            if draft.total < 0:
                return [Problem(code="negative", message="Below zero.")]
            return None  # type: ignore[return-value]

    enable(Tea)

    veto(hooks.validate, Draft(), code="refused", message="No.")


# --- failures ---


def failing(hook: Hook[Draft, object], error: Exception) -> type[Plugin]:
    class Broken(Plugin):
        @hook  # type: ignore[arg-type]
        def fail(self, draft: Draft, ctx: Context) -> list[int]:
            raise error

    return Broken


@pytest.mark.parametrize("nothing", [[], (), "", None])
def test_nothing_is_no_price(hooks: Hooks, nothing: object) -> None:
    class Mute(Plugin):
        @hooks.price
        def price(self, draft: Draft, ctx: Context) -> int:
            return nothing

    enable(Mute)

    with pytest.raises(PluginFailed):
        chain(hooks.price, Draft(), "total")


@pytest.mark.parametrize("name", ["fees", "validate", "saving", "price"])
def test_where_money_or_a_promise_depends_on_it_a_failure_stops_the_sale(
    hooks: Hooks, name: str
) -> None:
    hook = getattr(hooks, name)
    enable(failing(hook, RuntimeError("secret detail")))

    with pytest.raises(PluginFailed) as error:
        gather(hook, Draft())

    assert (error.value.plugin, error.value.hook) == ("broken", hook.name)
    assert "secret detail" not in error.value.message
    assert error.value.status == 503


def test_elsewhere_a_plugin_that_fails_is_left_out(hooks: Hooks) -> None:
    class Good(Plugin):
        @hooks.extras
        def extra(self, draft: Draft, ctx: Context) -> list[int]:
            return [7]

    enable(failing(hooks.extras, RuntimeError()), Good)  # type: ignore[arg-type]

    assert collect(hooks.extras, Draft()) == [("good", 7)]


def test_a_failure_in_the_middle_of_a_chain_leaves_the_value_as_it_was(
    hooks: Hooks, own_hooks: None
) -> None:
    @compute_hook(money=False)
    def kettle_text(draft: Draft, ctx: Context) -> int:
        """Chained, not money."""
        raise NotImplementedError

    class Plus(Plugin):
        @kettle_text
        def text(self, draft: Draft, ctx: Context) -> int:
            return draft.total + 1

    enable(failing(kettle_text, RuntimeError()), Plus)  # type: ignore[arg-type]

    assert chain(kettle_text, Draft(total=1), "total") == 2


def test_what_a_plugin_changed_in_place_before_it_failed_is_not_kept(own_hooks: None) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Page:
        """What is changed."""

        words: list[str]

    @compute_hook(money=False)
    def kettle_words(draft: Page, ctx: Context) -> list[str]:
        """Chained, not money."""
        raise NotImplementedError

    class Clumsy(Plugin):
        @kettle_words
        def words(self, draft: Page, ctx: Context) -> list[str]:
            draft.words.append("broken")
            raise RuntimeError

    enable(Clumsy)

    assert chain(kettle_words, Page(words=["whole"]), "words") == ["whole"]


def test_a_generator_that_fails_while_it_is_read_is_its_plugins_failure(hooks: Hooks) -> None:
    class Lazy(Plugin):
        @hooks.validate
        def check(self, draft: Draft, ctx: Context) -> Iterator[Problem]:
            yield Problem(code="first", message="First.")
            raise RuntimeError

    enable(Lazy)

    with pytest.raises(PluginFailed):
        veto(hooks.validate, Draft(), code="refused", message="No.")


def test_an_expected_failure_of_a_plugin_is_the_callers_as_it_is(hooks: Hooks) -> None:
    enable(failing(hooks.saving, Conflict("The kettle is in use.", code="in_use")))  # type: ignore[arg-type]

    with pytest.raises(Conflict, match="in use"):
        join(hooks.saving, Draft())


def test_failures_and_times_are_counted_by_hook_and_plugin(hooks: Hooks) -> None:
    enable(failing(hooks.extras, RuntimeError()))  # type: ignore[arg-type]
    errors = HOOK_ERRORS.labels("kettle_extras", "broken")
    before = errors._value.get()

    gather(hooks.extras, Draft())
    runtime().health.share(runtime().broker, at_once=True)

    assert errors._value.get() == before + 1
    assert HOOK_SECONDS.labels("kettle_extras", "broken")._value.get() > 0


# --- limits ---


def test_no_hook_may_use_the_network(hooks: Hooks) -> None:
    class Chatty(Plugin):
        @hooks.fees
        def fee(self, draft: Draft, ctx: Context) -> list[int]:
            check_network("a call")
            return []

    enable(Chatty)

    with pytest.raises(PluginFailed) as error:
        gather(hooks.fees, Draft())

    assert isinstance(error.value.__cause__, NetworkForbidden)
    assert "the hook 'kettle_fees' of the plugin 'chatty'" in str(error.value.__cause__)
    check_network("after it")


def test_no_hook_may_call_commands_of_the_core(hooks: Hooks) -> None:
    @command()
    def change_something() -> None:
        raise AssertionError("it ran")

    class Busy(Plugin):
        @hooks.saving
        def save(self, draft: Draft, ctx: Context) -> None:
            change_something()

    enable(Busy)

    with transaction(), pytest.raises(PluginFailed) as error:
        join(hooks.saving, Draft())

    assert isinstance(error.value.__cause__, CommandRefused)


def test_payloads_are_frozen(hooks: Hooks) -> None:
    class Sneaky(Plugin):
        @hooks.fees
        def fee(self, draft: Draft, ctx: Context) -> list[int]:
            draft.total = 0  # type: ignore[misc]
            return []

    enable(Sneaky)

    with pytest.raises(PluginFailed):
        gather(hooks.fees, Draft())
    assert replace(Draft(), total=1).total == 1
