"""A sweeper can be paused in every process, for a block that ends by itself after a crash."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from shopwright.platform.jobs.sweepers import Sweeper, paused, run_due
from shopwright.testing.shop import Shop

QUARTER = timedelta(minutes=15)


class Counted:
    """A sweeper's pass that counts how often it ran."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self) -> int:
        self.runs += 1
        return 1


@pytest.fixture
def passes() -> Counted:
    return Counted()


@pytest.fixture
def sweeper(passes: Counted) -> Sweeper:
    return Sweeper(name="broom", every=timedelta(seconds=10), run=passes)


def test_a_paused_sweeper_does_not_run(shop: Shop, sweeper: Sweeper, passes: Counted) -> None:
    with paused("broom", holder="demo", at_most=QUARTER):
        assert not run_due(sweeper, "worker")
    assert passes.runs == 0


def test_it_runs_at_once_when_the_pause_is_over(
    shop: Shop, sweeper: Sweeper, passes: Counted
) -> None:
    assert run_due(sweeper, "worker")
    with paused("broom", holder="demo", at_most=QUARTER):
        pass
    assert run_due(sweeper, "worker")
    assert passes.runs == 2


def test_a_pass_that_ends_meanwhile_does_not_end_the_pause(shop: Shop, passes: Counted) -> None:
    pause = paused("broom", holder="demo", at_most=QUARTER)

    def begin_to_pause() -> int:
        pause.__enter__()
        return passes()

    assert run_due(Sweeper(name="broom", every=timedelta(0), run=begin_to_pause), "worker")
    assert not run_due(Sweeper(name="broom", every=timedelta(0), run=passes), "worker")
    pause.__exit__(None, None, None)
    assert passes.runs == 1


def test_what_a_crash_leaves_behind_ends_in_time(
    shop: Shop,
    sweeper: Sweeper,
    passes: Counted,
    time_machine_later: Callable[..., AbstractContextManager[object]],
) -> None:
    pause = paused("broom", holder="demo", at_most=QUARTER)
    pause.__enter__()
    with time_machine_later(minutes=16):
        assert run_due(sweeper, "worker")
    assert passes.runs == 1
    pause.__exit__(None, None, None)
