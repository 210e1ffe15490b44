"""Mending deliveries: looking them up, trying again, giving up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.platform.events import Job
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.ids import uuid7
from shopwright.platform.jobs import deliveries
from shopwright.platform.jobs.deliveries import (
    DeliveryFilter,
    DeliveryNotFound,
    DeliveryOutOfHand,
    DeliveryState,
)
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import update

Later = Callable[..., AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def _keys_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys never go back in time; after a test that went ahead, they would stay there."""
    monkeypatch.setattr("shopwright.platform.ids._last", 0)


def owe(job: str = "work", state: DeliveryState = "due") -> UUID:
    """A delivery in some state; its id."""
    if job not in runtime().consumers.jobs:
        runtime().consumers.job(Job(name=job, function=lambda **_: None))
    before = {item.id for item in everything()}
    with transaction() as db:
        enqueue(job)
    (made,) = {item.id for item in everything()} - before
    with transaction() as db:
        db.execute(update(OutboxDelivery).where(OutboxDelivery.id == made).values(state=state))
    return made


def everything(**wanted: object) -> list[deliveries.DeliveryView]:
    return deliveries.deliveries(DeliveryFilter(**wanted), limit=100)  # type: ignore[arg-type]


def test_they_are_listed_latest_first_and_page_by_page(shop: Shop) -> None:
    made = [owe() for _ in range(5)]

    first = deliveries.deliveries(DeliveryFilter(), limit=3)
    second = deliveries.deliveries(DeliveryFilter(), after=first[-1].id, limit=3)

    assert [item.id for item in (*first, *second)] == made[::-1]


def test_they_are_found_by_state_consumer_and_time(shop: Shop, time_machine_later: Later) -> None:
    due, dead = owe(), owe(state="dead")
    moment = now()
    with time_machine_later(minutes=5):
        late = owe("toil")

    assert [item.id for item in everything(state="dead")] == [dead]
    assert [item.id for item in everything(consumer="job:toil")] == [late]
    assert [item.id for item in everything(since=moment)] == [late]
    assert {item.id for item in everything(until=moment)} == {due, dead}


def test_a_dead_one_is_tried_again_with_all_its_attempts(shop: Shop) -> None:
    dead = owe(state="dead")

    deliveries.replay(dead)

    found = deliveries.delivery(dead)
    assert (found.state, found.attempts) == ("due", 0)
    assert shop.deliver() == 1
    assert deliveries.delivery(dead).state == "done"


@pytest.mark.parametrize("state", ["sent", "done", "dropped"])
@pytest.mark.parametrize("act", [deliveries.replay, deliveries.drop])
def test_what_is_being_done_or_is_over_stays_as_it_is(
    shop: Shop, act: Callable[[UUID], None], state: DeliveryState
) -> None:
    made = owe(state=state)

    with pytest.raises(DeliveryOutOfHand, match=f"'{state}'"):
        act(made)

    assert deliveries.delivery(made).state == state


def test_all_of_one_consumer_are_tried_again(shop: Shop) -> None:
    ours = [owe(state="dead"), owe(state="parked")]
    others = [owe("toil", state="dead"), owe(state="done")]

    count = deliveries.replay_all(DeliveryFilter(consumer="job:work"))

    assert count == 2
    assert {deliveries.delivery(item).state for item in ours} == {"due"}
    assert [deliveries.delivery(item).state for item in others] == ["dead", "done"]


def test_all_of_a_time_are_tried_again(shop: Shop, time_machine_later: Later) -> None:
    early = owe(state="dead")
    with time_machine_later(hours=1):
        late = owe(state="dead")
    with time_machine_later(minutes=30):
        since = now()

    assert deliveries.replay_all(DeliveryFilter(since=since)) == 1

    assert deliveries.delivery(early).state == "dead"
    assert deliveries.delivery(late).state == "due"


def test_a_dropped_one_is_never_done_and_stays_to_be_seen(shop: Shop) -> None:
    made = owe(state="dead")

    deliveries.drop(made)

    assert shop.deliver() == 0
    assert deliveries.delivery(made).state == "dropped"


def test_who_mended_what_is_in_the_audit_log(shop: Shop) -> None:
    deliveries.replay(owe(state="dead"))
    deliveries.drop(owe(state="dead"))
    deliveries.replay_all(DeliveryFilter(consumer="job:work"))

    actions = [entry.action for entry in audit.entries()]
    assert sorted(actions) == ["delivery.drop", "delivery.replay", "delivery.replay_all"]


def test_one_that_is_not_there_is_not_found(shop: Shop) -> None:
    for act in (deliveries.delivery, deliveries.replay, deliveries.drop):
        with pytest.raises(DeliveryNotFound):
            act(uuid7())


def test_the_backlog_counts_what_is_not_over(shop: Shop) -> None:
    for state in ("due", "due", "dead", "done", "dropped"):
        owe(state=state)  # type: ignore[arg-type]

    found = {(item.queue, item.state): item.count for item in deliveries.backlog()}

    assert found == {("fast", "due"): 2, ("fast", "dead"): 1}
