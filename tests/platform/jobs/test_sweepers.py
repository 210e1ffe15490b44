"""Sweepers: one pass at a time in the whole shop, and a report of how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from shopwright.platform.db import read
from shopwright.platform.events.models import SweeperLease
from shopwright.platform.jobs import health
from shopwright.platform.jobs.sweepers import SWEEPERS, Sweeper, run_due, sweeper
from shopwright.testing.shop import Shop

Later = Callable[..., AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def _own_sweepers() -> Iterator[None]:
    before = dict(SWEEPERS)
    SWEEPERS.clear()
    yield
    SWEEPERS.clear()
    SWEEPERS.update(before)


def declare(run: Callable[[], int], *, every: timedelta = timedelta(minutes=1)) -> Sweeper:
    sweeper("broom", every=every)(run)
    return SWEEPERS["broom"]


def lease() -> SweeperLease:
    with read() as db:
        row = db.get(SweeperLease, "broom")
    assert row is not None
    return row


def test_a_pass_runs_and_reports_what_it_handled(shop: Shop) -> None:
    item = declare(lambda: 3)

    assert run_due(item, "here")

    assert (lease().handled, lease().last_error, lease().holder) == (3, None, "here")
    assert lease().last_run_at is not None


def test_the_next_pass_waits_for_its_time(shop: Shop, time_machine_later: Later) -> None:
    item = declare(lambda: 1)

    assert [run_due(item, "here"), run_due(item, "there")] == [True, False]
    with time_machine_later(seconds=61):
        assert run_due(item, "there")

    assert (lease().handled, lease().holder) == (2, "there")


def test_while_one_process_sweeps_no_other_does(shop: Shop) -> None:
    tried: list[bool] = []
    item = declare(lambda: tried.append(run_due(item, "there")) or 1)  # type: ignore[func-returns-value]

    run_due(item, "here")

    assert tried == [False]


def test_a_pass_that_fails_is_reported_and_tried_again(
    shop: Shop, time_machine_later: Later
) -> None:
    def fail() -> int:
        raise RuntimeError("no bristles")

    item = declare(fail)

    assert run_due(item, "here")
    assert lease().last_error == "RuntimeError: no bristles"

    with time_machine_later(seconds=61):
        assert run_due(declare(lambda: 1), "here")
    assert lease().last_error is None


def test_a_sweeper_whose_process_was_killed_is_taken_over(
    shop: Shop, time_machine_later: Later
) -> None:
    item = declare(lambda: 1, every=timedelta(seconds=5))

    class Killed(BaseException):
        pass

    def killed() -> int:
        raise Killed

    with pytest.raises(Killed):
        run_due(declare(killed, every=timedelta(seconds=5)), "gone")

    assert not run_due(item, "here")
    with time_machine_later(seconds=31):
        assert run_due(item, "here")


def test_a_sweeper_that_should_have_run_is_called_late(
    shop: Shop, time_machine_later: Later
) -> None:
    item = declare(lambda: 1)
    (never,) = health.sweepers()
    run_due(item, "here")
    (fresh,) = health.sweepers()
    with time_machine_later(minutes=5):
        (old,) = health.sweepers()

    assert (never.late, never.last_run_at) == (True, None)
    assert (fresh.late, fresh.handled, fresh.every_seconds) == (False, 1, 60)
    assert old.late
