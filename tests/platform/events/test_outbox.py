"""Events: written with the change, delivered until they are heard, once in effect."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask, current_app
from shopwright.platform.actor import Actor, acting_as, current_actor
from shopwright.platform.clock import now
from shopwright.platform.db import command, read, transaction
from shopwright.platform.events import Event, Job
from shopwright.platform.events.deliver import RETRY_AFTER, perform
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent, Schedule
from shopwright.platform.events.outbox import emit, enqueue
from shopwright.platform.hooks import Context, event_hook
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop
from sqlalchemy import delete, select, update

Later = Callable[..., AbstractContextManager[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KettleBoiled(Event):
    """An event of these tests."""

    kettle_id: UUID
    liters: int
    tags: tuple[str, ...] = ()


@pytest.fixture
def heard() -> list[object]:
    """What arrived, in the order it did."""
    return []


@pytest.fixture
def registry(own_hooks: None, heard: list[object]) -> Registry:
    @event_hook
    def kettle_boiled(event: KettleBoiled, ctx: Context) -> None:
        """Runs when the water boils."""

    class Tea(Plugin):
        @kettle_boiled
        def brew(self, event: KettleBoiled, ctx: Context) -> None:
            heard.append(("tea", event, ctx.delivery.key, ctx.delivery.attempt, current_actor()))

    class Coffee(Plugin):
        @kettle_boiled
        def brew(self, event: KettleBoiled, ctx: Context) -> None:
            if event.liters == 13:
                raise RuntimeError("no beans")
            with ctx.transaction():
                _mark("coffee")
            heard.append(("coffee", event))
            if event.liters == 14:
                raise RuntimeError("spilt after the effect")

    return registry_of(Tea, Coffee)


def _mark(name: str) -> None:
    """An effect in the database that can happen once."""
    from shopwright.platform.db import session

    session().add(Schedule(name=name, job="-", every_seconds=1, next_at=now()))


KETTLE = UUID("018f0000-0000-7000-8000-000000000001")


@command()
def boil(liters: int = 2, *, fail: bool = False) -> None:
    emit(KettleBoiled(kettle_id=KETTLE, liters=liters, tags=("hot",)))
    if fail:
        raise ZeroDivisionError


def deliveries() -> dict[str, OutboxDelivery]:
    with read() as db:
        return {row.consumer: row for row in db.scalars(select(OutboxDelivery))}


def consumer(name: str) -> OutboxDelivery:
    return deliveries()[name]


# --- emitting ---


def test_an_event_is_written_with_its_change_and_owed_to_all_who_hear_it(shop: Shop) -> None:
    heard_by_core: list[object] = []
    runtime().consumers.hear(KettleBoiled, "thermostat", heard_by_core.append)

    boil()

    assert set(deliveries()) == {"core:thermostat", "plugin:tea", "plugin:coffee"}
    assert {row.state for row in deliveries().values()} == {"due"}
    with read() as db:
        event = db.scalars(select(OutboxEvent)).one()
    assert event.name == "kettle_boiled"
    assert event.payload == {"kettle_id": str(KETTLE), "liters": 2, "tags": ["hot"]}


def test_an_event_of_a_change_that_failed_never_happened(shop: Shop) -> None:
    with pytest.raises(ZeroDivisionError):
        boil(fail=True)

    with read() as db:
        assert db.scalars(select(OutboxEvent)).all() == []
    assert deliveries() == {}


def test_many_events_cost_two_statements(shop: Shop) -> None:
    from shopwright.testing.queries import count_queries

    @command()
    def boil_often() -> None:
        for _ in range(20):
            emit(KettleBoiled(kettle_id=KETTLE, liters=1))

    with count_queries() as statements:
        boil_often()

    assert len(statements) == 2


def test_an_event_cannot_be_emitted_outside_of_a_transaction(shop: Shop) -> None:
    with pytest.raises(RuntimeError, match="no transaction"):
        emit(KettleBoiled(kettle_id=KETTLE, liters=1))


# --- delivering ---


def test_a_delivered_event_equals_the_one_that_was_emitted(shop: Shop, heard: list[object]) -> None:
    ann = Actor(kind="staff", id=KETTLE, label="Ann")
    with acting_as(ann):
        boil()
    before = now()

    shop.deliver()

    (event,) = [item[1] for item in heard if item[0] == "tea"]  # type: ignore[index]
    assert isinstance(event, KettleBoiled)
    assert (event.kettle_id, event.liters, event.tags) == (KETTLE, 2, ("hot",))
    assert event.actor == ann
    assert event.schema_version == 1
    assert event.occurred_at <= before


def test_a_plugin_acts_in_its_own_name_with_a_key_that_never_changes(
    shop: Shop, heard: list[object]
) -> None:
    boil()

    shop.deliver()

    (found,) = [item for item in heard if item[0] == "tea"]  # type: ignore[index]
    _, event, key, attempt, actor = found  # type: ignore[misc]
    assert key == f"{event.event_id}:plugin:tea"
    assert attempt == 1
    assert actor == Actor(kind="plugin", label="tea")


def test_what_is_done_is_not_done_again(shop: Shop, heard: list[object]) -> None:
    boil()
    shop.deliver()
    first = list(heard)

    for row in deliveries().values():
        assert perform(row.id) == "gone"

    assert heard == first
    assert {row.state for row in deliveries().values()} == {"done"}


def test_one_consumers_failure_is_nobody_elses(shop: Shop, heard: list[object]) -> None:
    boil(13)

    shop.deliver()

    assert consumer("plugin:tea").state == "done"
    failed = consumer("plugin:coffee")
    assert (failed.state, failed.attempts) == ("due", 1)
    assert "no beans" in (failed.last_error or "")


def test_a_failed_delivery_is_tried_again_later_and_later_and_then_dead(
    shop: Shop, time_machine_later: Later
) -> None:
    boil(13)
    passed = 0.0

    for attempt, pause in enumerate(RETRY_AFTER, start=1):
        with time_machine_later(seconds=passed):
            assert perform(consumer("plugin:coffee").id) == "retry"
            row = consumer("plugin:coffee")
            assert row.attempts == attempt
            assert abs((row.run_at - now() - pause).total_seconds()) < 5
        passed += pause.total_seconds()

    with time_machine_later(seconds=passed):
        assert perform(consumer("plugin:coffee").id) == "dead"
    dead = consumer("plugin:coffee")
    assert (dead.state, dead.attempts) == ("dead", 6)
    assert dead.finished_at is not None
    assert perform(dead.id) == "gone"


def test_effects_and_the_mark_that_they_are_done_commit_together(
    shop: Shop, heard: list[object]
) -> None:
    boil(14)

    outcome = perform(consumer("plugin:coffee").id)

    assert outcome == "retry"  # it says that it failed, but its effect is there, so it is over
    assert consumer("plugin:coffee").state == "done"
    assert perform(consumer("plugin:coffee").id) == "gone"


def test_twins_that_run_at_the_same_time_have_one_effect(shop: Shop, heard: list[object]) -> None:
    boil()
    delivery_id = consumer("plugin:coffee").id
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    start = threading.Barrier(3)

    def twin() -> None:
        with app.app_context():
            start.wait()
            perform(delivery_id)

    threads = [threading.Thread(target=twin) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert consumer("plugin:coffee").state == "done"
    with read() as db:
        assert len(db.scalars(select(Schedule)).all()) == 1


def test_a_plugin_that_is_not_enabled_gets_its_events_parked(shop: Shop) -> None:
    boil()
    runtime().registry = Registry()

    assert perform(consumer("plugin:tea").id) == "parked"

    parked = consumer("plugin:tea")
    assert parked.state == "parked"
    assert "'tea' is not enabled" in (parked.last_error or "")


def test_an_event_whose_hook_is_gone_is_parked(shop: Shop) -> None:
    boil()
    with transaction() as db:
        db.execute(update(OutboxEvent).values(name="kettle_exploded"))

    assert perform(consumer("plugin:tea").id) == "parked"


def test_an_old_payload_that_no_longer_fits_is_a_failure_like_any_other(shop: Shop) -> None:
    boil()
    with transaction() as db:
        db.execute(update(OutboxEvent).values(payload={"kettle_id": "not a key"}))

    assert perform(consumer("plugin:tea").id) == "retry"
    assert "kettle_id" in (consumer("plugin:tea").last_error or "")


def test_a_delivery_that_was_removed_is_no_error(shop: Shop) -> None:
    boil()
    delivery_id = consumer("plugin:tea").id
    with transaction() as db:
        db.execute(delete(OutboxDelivery))

    assert perform(delivery_id) == "gone"


# --- jobs ---


def test_a_job_runs_once_with_its_arguments(shop: Shop) -> None:
    calls: list[dict[str, object]] = []
    runtime().consumers.job(Job(name="boil", function=lambda **given: calls.append(given)))

    with transaction():
        enqueue("boil", liters=3)
    shop.deliver()

    assert calls == [{"liters": 3}]
    assert consumer("job:boil").state == "done"


def test_a_second_job_of_the_same_key_is_dropped(shop: Shop) -> None:
    runtime().consumers.job(Job(name="boil", function=lambda: None))

    with transaction():
        enqueue("boil", dedupe_key="monday")
        enqueue("boil", dedupe_key="monday")
        enqueue("boil", dedupe_key="tuesday")

    with read() as db:
        assert len(db.scalars(select(OutboxDelivery)).all()) == 2


def test_a_job_may_wait_for_its_time(shop: Shop, time_machine_later: Later) -> None:
    calls: list[int] = []
    runtime().consumers.job(Job(name="boil", function=lambda: calls.append(1)))
    from datetime import timedelta

    with transaction():
        enqueue("boil", run_at=now() + timedelta(hours=1))

    assert shop.deliver() == 0
    with time_machine_later(minutes=61):
        assert shop.deliver() == 1
    assert calls == [1]


def test_two_consumers_or_jobs_of_one_name_are_refused(shop: Shop) -> None:
    consumers = runtime().consumers
    consumers.hear(KettleBoiled, "thermostat", lambda event: None)
    with pytest.raises(ValueError, match="'thermostat' hears KettleBoiled already"):
        consumers.hear(KettleBoiled, "thermostat", lambda event: None)

    consumers.job(Job(name="boil", function=lambda: None))
    with pytest.raises(ValueError, match="'boil' exists already"):
        consumers.job(Job(name="boil", function=lambda: None))
