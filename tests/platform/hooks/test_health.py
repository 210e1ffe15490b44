"""How plugins behave is counted, told to everybody, and those that fail too often have to rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from shopwright.platform.clock import now
from shopwright.platform.hooks import Context, Hook, PluginFailed, collect, compute_hook, health
from shopwright.platform.hooks.health import FAILURES, REST, WINDOW, Health, Record, hook_health
from shopwright.platform.jobs.broker import Broker
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.runtime import runtime
from shopwright.platform.servers import EmbeddedValkey
from shopwright.testing.opening import open_shop
from shopwright.testing.plugins import registry_of
from shopwright.testing.servers import valkey_server

pytestmark = pytest.mark.usefixtures("own_hooks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A payload."""


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets seconds pass."""
    times = [1000.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: times[0])

    def passes(seconds: float) -> None:
        times[0] += seconds

    return passes


@pytest.fixture
def record() -> Record:
    return Record("slow_tea", "tea_steeped")


def fail(record: Record, times: int = 1) -> None:
    for _ in range(times):
        record.failed(0.001, RuntimeError("no water"))


# --- the breaker ---


def test_twenty_failures_in_five_minutes_are_too_many(
    record: Record, moment: Callable[[float], None]
) -> None:
    fail(record, FAILURES - 1)
    assert not record.rests()

    fail(record)
    assert record.rests()


def test_a_few_among_many_calls_are_not(record: Record, moment: Callable[[float], None]) -> None:
    fail(record)
    for _ in range(60):
        record.worked(0.001)
    fail(record, FAILURES + 5)

    assert not record.rests()


def test_old_failures_do_not_count(record: Record, moment: Callable[[float], None]) -> None:
    fail(record, FAILURES - 1)
    moment(WINDOW + 1)
    fail(record)

    assert not record.rests()


def test_once_failures_are_forgotten_calls_are_as_cheap_as_before(
    record: Record, moment: Callable[[float], None]
) -> None:
    record.worked(0.001)
    cheap = _calls_of(lambda: record.worked(0.001))
    fail(record)
    for _ in range(5):
        record.worked(0.001)
    moment(WINDOW + 1)
    record.worked(0.001)

    assert _calls_of(lambda: record.worked(0.001)) == cheap


def test_however_many_calls_there_are_weighing_one_costs_the_same(
    record: Record, moment: Callable[[float], None]
) -> None:
    fail(record)
    record.worked(0.001)
    early = _calls_of(lambda: record.worked(0.001))
    for _ in range(3000):
        record.worked(0.001)
    fail(record)
    for _ in range(500):
        record.worked(0.001)

    assert _calls_of(lambda: record.worked(0.001)) <= early + 3


def test_after_the_rest_one_caller_tries_and_success_ends_it(
    record: Record, moment: Callable[[float], None]
) -> None:
    fail(record, FAILURES)
    moment(REST)

    assert not record.rests()
    assert record.rests()

    record.worked(0.001)
    assert not record.rests()
    fail(record)
    assert not record.rests()


def test_a_trial_that_fails_begins_another_rest(
    record: Record, moment: Callable[[float], None]
) -> None:
    fail(record, FAILURES)
    moment(REST)
    assert not record.rests()

    fail(record)

    moment(REST - 1)
    assert record.rests()


def test_who_is_missed_sooner_rests_for_less(
    record: Record, moment: Callable[[float], None]
) -> None:
    for _ in range(FAILURES):
        record.failed(0.001, RuntimeError("away"), rest=20.0)

    assert record.rests()
    moment(20.0)
    assert not record.rests()
    assert record.rests()


@pytest.mark.parametrize(("slow", "told"), [(0.05, True), (10.0, False)])
def test_what_is_slow_depends_on_what_is_called(
    record: Record, monkeypatch: pytest.MonkeyPatch, slow: float, told: bool
) -> None:
    warnings: list[str] = []
    log = SimpleNamespace(warning=lambda event, **_: warnings.append(event))
    monkeypatch.setattr(health, "_log", log)

    record.worked(0.2, slow=slow)

    assert bool(warnings) is told


# --- hooks ---


@pytest.fixture
def extras(own_hooks: None) -> Hook[Draft, list[int]]:
    """A hook that money does not depend on."""

    @compute_hook(money=False)
    def tea_extras(draft: Draft, ctx: Context) -> list[int]:
        """Extras."""
        raise NotImplementedError

    return tea_extras


@pytest.fixture
def fees(own_hooks: None) -> Hook[Draft, list[int]]:
    """A hook that money depends on."""

    @compute_hook(money=True)
    def tea_fees(draft: Draft, ctx: Context) -> list[int]:
        """Fees."""
        raise NotImplementedError

    return tea_fees


def broken(hook: Hook[Draft, list[int]]) -> type[Plugin]:
    class Broken(Plugin):
        calls = 0

        @hook
        def add(self, draft: Draft, ctx: Context) -> list[int]:
            Broken.calls += 1
            raise RuntimeError("no water")

    return Broken


def test_a_plugin_that_fails_too_often_is_not_even_called(
    extras: Hook[Draft, list[int]], tmp_path: Path
) -> None:
    plugin = broken(extras)
    with open_shop(tmp_path, plugin):
        for _ in range(FAILURES + 10):
            assert collect(extras, Draft()) == []

    assert plugin.calls == FAILURES  # type: ignore[attr-defined]


def test_where_money_depends_on_it_nobody_rests(
    fees: Hook[Draft, list[int]], tmp_path: Path
) -> None:
    plugin = broken(fees)
    with open_shop(tmp_path, plugin):
        for _ in range(FAILURES + 10):
            with pytest.raises(PluginFailed):
                collect(fees, Draft())

    assert plugin.calls == FAILURES + 10  # type: ignore[attr-defined]


@pytest.mark.parametrize("answer", [None, 7, "lots", {"a": 1}, [0] * 10_001])
def test_an_answer_that_is_no_list_of_reasonable_length_is_a_failure(
    fees: Hook[Draft, list[int]], tmp_path: Path, answer: object
) -> None:
    class Odd(Plugin):
        @fees
        def add(self, draft: Draft, ctx: Context) -> list[int]:
            return answer  # type: ignore[return-value]

    with open_shop(tmp_path, Odd), pytest.raises(PluginFailed) as failed:
        collect(fees, Draft())

    assert "it returned" in str(failed.value.__cause__)


def test_a_call_with_one_implementation_costs_next_to_nothing(
    fees: Hook[Draft, list[int]], tmp_path: Path
) -> None:
    """Counted, not timed: what runs for a call beside the plugin's own method."""

    class Quick(Plugin):
        @fees
        def add(self, draft: Draft, ctx: Context) -> list[int]:
            return []

    draft = Draft()
    with open_shop(tmp_path, Quick):
        runtime().plugins.hold(registry_of(Quick))
        collect(fees, draft)
        calls = _calls_of(lambda: collect(fees, draft))

    assert calls <= 55


def _calls_of(function: Callable[[], object]) -> int:
    """How many functions ran, built-in ones included."""
    import sys

    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(None)
    return count


# --- telling ---


@pytest.fixture(scope="module")
def valkey() -> Iterator[EmbeddedValkey]:
    """A server of our own."""
    with valkey_server() as server:
        yield server


def test_all_processes_add_to_what_is_told(valkey: EmbeddedValkey) -> None:
    broker = Broker(valkey.url)
    one, other = Health({}), Health({})
    one.of("tea", "order_paid").worked(0.2)
    other.of("tea", "order_paid").worked(0.1)
    other.of("tea", "order_paid").failed(0.3, RuntimeError("no water"))
    other.of("milk", "order_paid").worked(0.01)

    one.share(broker, at_once=True)
    other.share(broker, at_once=True)
    one.share(broker, at_once=True)

    tea, milk = hook_health(broker)
    assert (tea.plugin, tea.hook, tea.calls, tea.errors) == ("tea", "order_paid", 3, 1)
    assert tea.seconds == pytest.approx(0.6)
    assert tea.slowest == pytest.approx(0.3)
    assert "RuntimeError: no water" in tea.last_error
    assert (milk.calls, milk.last_error, milk.rests_until) == (1, "", None)


def test_who_rests_is_told(valkey: EmbeddedValkey) -> None:
    broker, process = Broker(valkey.url), Health({})
    fail(process.of("coffee", "order_paid"), FAILURES)

    process.share(broker, at_once=True)

    assert _resting(broker) == ["coffee"]
    with time_machine.travel(now() + timedelta(seconds=REST + 1)):
        assert _resting(broker) == []


def _resting(broker: Broker) -> list[str]:
    return [item.plugin for item in hook_health(broker) if item.rests_until]


def test_without_redis_only_the_numbers_are_missing() -> None:
    process = Health({})
    process.of("tea", "order_paid").worked(0.2)

    process.share(Broker(""), at_once=True)
    process.share(Broker("redis://127.0.0.1:1/0"), at_once=True)

    assert hook_health(Broker("")) == []
    assert hook_health(Broker("redis://127.0.0.1:1/0")) == []


def test_telling_happens_every_few_seconds_at_most(
    valkey: EmbeddedValkey, moment: Callable[[float], None]
) -> None:
    broker, process = Broker(valkey.url), Health({})
    process.of("water", "order_paid").worked(0.1)
    process.share(broker)
    process.of("water", "order_paid").worked(0.1)
    process.share(broker)

    assert _calls(broker) == 1
    moment(6)
    process.share(broker)
    assert _calls(broker) == 2


def _calls(broker: Broker) -> int:
    return sum(item.calls for item in hook_health(broker) if item.plugin == "water")


def test_the_slowest_call_is_kept(record: Record) -> None:
    for seconds in (0.1, 0.2, 0.15):
        record.worked(seconds)

    assert record.take().slowest == 0.2
    assert record.take().slowest == 0
