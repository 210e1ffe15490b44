"""A job that takes long keeps its lease; one whose process was killed loses it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

import pytest
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.ids import uuid7
from shopwright.platform.jobs.leases import LEASE, InHand
from shopwright.testing.shop import Shop

Later = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def sent(shop: Shop) -> UUID:
    """A delivery that was just handed over."""
    row = OutboxDelivery(
        id=uuid7(), consumer="job:x", queue="heavy", state="sent", run_at=now(), sends=1
    )
    row.lease_until = now() + LEASE
    with transaction() as db:
        db.add(row)
    return row.id


def lease(delivery_id: UUID) -> timedelta:
    """How much of it is left."""
    with read() as db:
        row = db.get(OutboxDelivery, delivery_id)
    assert row is not None
    assert row.lease_until is not None
    return row.lease_until - now()


def test_what_is_in_hand_keeps_its_lease(sent: UUID, time_machine_later: Later) -> None:
    in_hand = InHand()

    with in_hand.holding(sent):
        for seconds in (20, 40, 60, 80):
            with time_machine_later(seconds=seconds):
                in_hand.renew()
                assert lease(sent) > LEASE - timedelta(seconds=5)


def test_what_is_no_longer_in_hand_does_not(sent: UUID, time_machine_later: Later) -> None:
    in_hand = InHand()
    with in_hand.holding(sent):
        pass

    with time_machine_later(seconds=59):
        in_hand.renew()
        assert lease(sent) < timedelta(seconds=5)


def test_a_longer_lease_is_not_cut_short(sent: UUID) -> None:
    with transaction() as db:
        row = db.get(OutboxDelivery, sent)
        assert row is not None
        row.lease_until = now() + timedelta(hours=1)
    in_hand = InHand()

    with in_hand.holding(sent):
        in_hand.renew()

    assert lease(sent) > timedelta(minutes=59)


def test_what_was_finished_meanwhile_stays_finished(sent: UUID) -> None:
    in_hand = InHand()
    with in_hand.holding(sent):
        with transaction() as db:
            row = db.get(OutboxDelivery, sent)
            assert row is not None
            row.state, row.lease_until = "done", None
        in_hand.renew()

    with read() as db:
        row = db.get(OutboxDelivery, sent)
    assert row is not None
    assert (row.state, row.lease_until) == ("done", None)
