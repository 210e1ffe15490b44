"""Schedules of plugins: owed once per slot, and only while the plugin is enabled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from shopwright import Context, Job, Plugin, Schedule, hooks
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.events.models import Schedule as Row
from shopwright.platform.jobs import health
from shopwright.platform.jobs.schedules import claim_schedules, install_schedules
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop
from sqlalchemy import select

Later = Callable[..., AbstractContextManager[object]]
MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def reporting(*schedules: Schedule) -> type[Plugin]:
    class Reports(Plugin):
        @hooks.job_definitions
        def jobs(self, ctx: Context) -> Iterable[Job]:
            return [Job(name="report", func=lambda ctx: None)]

        @hooks.schedules
        def times(self, ctx: Context) -> Iterable[Schedule]:
            return schedules

    return Reports


@pytest.fixture
def registry() -> Registry:
    """A plugin that reports every Monday at half past three."""
    return registry_of(reporting(Schedule(job="report", cron="30 3 * * 1")))


def owed() -> int:
    with read() as db:
        found = db.scalars(
            select(OutboxDelivery.id).where(OutboxDelivery.consumer == "plugin:reports")
        )
        return len(list(found))


def row() -> Row | None:
    with read() as db:
        return db.get(Row, "reports:report")


def test_a_job_recurs_at_the_times_of_its_cron(shop: Shop) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        install_schedules()
        found = row()
        assert found is not None
        assert found.next_at == datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
        for hours, count in [(0, 0), (1, 1), (1.1, 1), (24 * 7, 1), (24 * 7 + 1, 2)]:
            clock.move_to(MONDAY + timedelta(hours=hours))
            claim_schedules()
            claim_schedules()
            assert owed() == count
        shop.deliver()


def test_a_job_recurs_every_so_often(shop: Shop, time_machine_later: Later) -> None:
    runtime().registry = registry_of(reporting(Schedule(job="report", every=timedelta(minutes=10))))
    install_schedules()
    for minutes, count in [(0, 1), (5, 1), (11, 2)]:
        with time_machine_later(minutes=minutes):
            claim_schedules()
            assert owed() == count


def test_staff_see_when(shop: Shop) -> None:
    install_schedules()
    (view,) = [item for item in health.schedules() if item.name == "reports:report"]
    assert (view.job, view.every_seconds, view.cron) == ("reports:report", 0, "30 3 * * 1")


def test_while_the_plugin_is_disabled_nothing_is_owed(
    shop: Shop, time_machine_later: Later
) -> None:
    install_schedules()
    runtime().registry = Registry()
    with time_machine_later(days=8):
        claim_schedules()  # a process that has not installed anew
        assert owed() == 0
        install_schedules()
    assert row() is None


def test_a_time_that_comes_earlier_now_is_not_waited_for_any_longer(shop: Shop) -> None:
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        install_schedules()
        runtime().registry = registry_of(reporting(Schedule(job="report", cron="0 * * * *")))
        install_schedules()
        found = row()
        assert found is not None
        assert found.next_at == MONDAY + timedelta(hours=2)


def test_a_schedule_without_its_job_is_left_out(shop: Shop) -> None:
    runtime().registry = registry_of(reporting(Schedule(job="nothing", cron="0 * * * *")))
    install_schedules()
    with read() as db:
        assert not list(db.scalars(select(Row).where(Row.name.startswith("reports:"))))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({}, "either 'every' or 'cron'"),
        ({"every": timedelta(hours=1), "cron": "0 * * * *"}, "either 'every' or 'cron'"),
        ({"every": timedelta(seconds=1)}, "more often"),
        ({"cron": "61 * * * *"}, "no time"),
        ({"cron": "* * * * * *"}, "no time"),
        ({"cron": "hourly"}, "no time"),
    ],
)
def test_a_schedule_says_when_and_in_one_way(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Schedule(job="report", **wrong)


def test_a_job_has_one_schedule() -> None:
    hourly = Schedule(job="report", every=timedelta(hours=1))
    assert "both bring 'report'" in registry_of(reporting(hourly, hourly)).quarantined["reports"]
