"""What was delivered long ago is forgotten; what somebody has yet to deal with is not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events import purge
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.events.purge import purge_outbox
from shopwright.platform.ids import uuid7
from shopwright.testing.shop import Shop
from sqlalchemy import func, select

Later = Callable[..., AbstractContextManager[object]]


def write(*states: str, event: bool = True) -> None:
    """An event with deliveries in these states; or jobs."""
    made = OutboxEvent(
        id=uuid7(),
        name="order_paid",
        payload={},
        schema_version=1,
        occurred_at=now(),
        actor_kind="system",
        actor_label="",
    )
    with transaction() as db:
        if event:
            db.add(made)
            db.flush()
        for number, state in enumerate(states):
            over = state in ("done", "dead", "dropped")
            db.add(
                OutboxDelivery(
                    event_id=made.id if event else None,
                    consumer=f"core:{number}",
                    queue="fast",
                    state=state,
                    run_at=now(),
                    finished_at=now() if over else None,
                )
            )


def left() -> tuple[int, list[str]]:
    """How many events, and the states of the deliveries."""
    with read() as db:
        events = db.scalar(select(func.count()).select_from(OutboxEvent)) or 0
        states = db.scalars(select(OutboxDelivery.state).order_by(OutboxDelivery.state))
        return events, list(states)


def test_after_30_days_what_is_over_goes(shop: Shop, time_machine_later: Later) -> None:
    write("done", "dropped")
    write("done", event=False)
    write()  # nobody heard it

    with time_machine_later(days=29):
        purge_outbox()
        assert left() == (2, ["done", "done", "dropped"])
    with time_machine_later(days=31):
        purge_outbox()
        assert left() == (0, [])


@pytest.mark.parametrize("state", ["due", "sent", "dead", "parked"])
def test_what_is_not_over_stays_with_all_of_its_event(
    shop: Shop, time_machine_later: Later, state: str
) -> None:
    write("done", state)
    write(state, event=False)

    with time_machine_later(days=365):
        purge_outbox()

    assert left() == (1, sorted(["done", state, state]))


def test_much_of_it_goes_in_batches(
    shop: Shop, time_machine_later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "_BATCH", 2)
    for _ in range(5):
        write("done")
        write("done", event=False)

    with time_machine_later(days=31):
        purge_outbox()

    assert left() == (0, [])
