"""2,000 events for three plugins each, while workers and Valkey are killed with kill -9.

Valkey keeps nothing on disk, so with it goes everything that was handed over. In the end every
plugin has written exactly one row for each event.

SEED=7 draws other moments; EVENTS and KILLS make it longer.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from shopwright.commerce.orders import OrderNoteAdded
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime
from shopwright.testing.invariants import assert_books
from shopwright.testing.opening import tell
from shopwright.testing.plugins import registry_of
from sqlalchemy import func, select, text

from tests.storms.served import ServedShop, empty_database, served
from tests.storms.subscribers import install_subscriber, subscriber

pytestmark = pytest.mark.storm
SEED = int(os.environ.get("SEED", "1"))
EVENTS = int(os.environ.get("EVENTS", "2000"))
KILLS = int(os.environ.get("KILLS", "8"))
BATCH = 100
PATIENCE = 300.0  # seconds after the last kill
SUBSCRIBERS = ("storm_one", "storm_two", "storm_three")


@pytest.fixture(params=["sqlite", "postgresql"])
def stormed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedShop]:
    """A running shop with three plugins that hear the same event."""
    directory = tmp_path_factory.mktemp("deliveries")
    for name in SUBSCRIBERS:
        install_subscriber(directory / "site", name)
    with (
        empty_database(request, directory) as url,
        served(directory, url, prepare=lambda shop: None, plugins=json.dumps(SUBSCRIBERS)) as shop,
    ):
        assert shop.until(lambda: {"worker", "valkey"} <= shop.up().keys(), 60)
        yield shop


def test_every_event_is_heard_once_by_each_plugin_whatever_is_killed(
    stormed: ServedShop, record_property: Callable[[str, object], None]
) -> None:
    started = time.monotonic()
    killer = threading.Thread(target=_kill, args=(stormed,))
    with stormed.opened():
        runtime().registry = registry_of(*map(subscriber, SUBSCRIBERS))
        killer.start()
        for first in range(0, EVENTS, BATCH):
            tell(*(_event(number) for number in range(first, first + BATCH)))
        killer.join()
        calm = time.monotonic()
        settled = stormed.until(_nothing_is_owed, PATIENCE)
        figures = (
            f"{EVENTS} events for {len(SUBSCRIBERS)} plugins, kills {stormed.kills}, "
            f"{time.monotonic() - started:.1f} s, the last {time.monotonic() - calm:.1f} s calm; "
            f"{_forgotten(stormed)} forgotten by Valkey and handed over again"
        )
        record_property("delivery_storm", figures)
        print(f"\ndelivery storm: {figures}")
        assert settled
        assert sum(stormed.kills.values()) == KILLS
        for name in SUBSCRIBERS:
            assert _heard(name) == Counter({str(number): 1 for number in range(EVENTS)})
        assert _states() == {"done": EVENTS * len(SUBSCRIBERS)}
        assert_books(settled=True)


def _kill(shop: ServedShop) -> None:
    """The last to go is Valkey, so that nobody has to wait for the lease of what died in hand."""
    rng = random.Random(f"deliveries-{SEED}")
    names = [rng.choice(("worker", "worker", "valkey")) for _ in range(KILLS - 1)]
    for name in [*names, "valkey"]:
        time.sleep(rng.uniform(1.0, 4.0))
        while not shop.kill(name):  # it is not up yet
            time.sleep(0.1)


def _event(number: int) -> OrderNoteAdded:
    return OrderNoteAdded(order_id=uuid7(), note=str(number), public=False)


def _heard(name: str) -> Counter[str]:
    with read() as db:
        return Counter(db.scalars(text(f"SELECT note FROM {name}_heard")))


def _states() -> dict[str, int]:
    with read() as db:
        rows = db.execute(
            select(OutboxDelivery.state, func.count())
            .where(OutboxDelivery.consumer.in_([f"plugin:{name}" for name in SUBSCRIBERS]))
            .group_by(OutboxDelivery.state)
        )
        return {row[0]: row[1] for row in rows}


def _forgotten(shop: ServedShop) -> int:
    found = (event for event in shop.events() if "had forgotten" in str(event.get("event")))
    return sum(event["count"] for event in found)


def _nothing_is_owed() -> bool:
    with read() as db:
        owed = select(OutboxDelivery.id).where(OutboxDelivery.state.in_(("due", "sent")))
        return db.scalar(owed.limit(1)) is None
