"""A plugin that is switched on and off 100 times while people shop.

It brings a fee, a veto, routes and a listener. Nobody ever sees a 500, or a part of it without the
rest; what an order costs is what its cart showed; and every process follows within a second.

TOGGLES makes it longer.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from shopwright.commerce.orders.models import Order
from shopwright.commerce.staff import create_api_key
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.testing.invariants import assert_books
from shopwright.testing.shop import Shop
from sqlalchemy import select, text

from tests.storms.served import ServedShop, empty_database, served
from tests.storms.shoppers import Answer, Shopper, shopper

pytestmark = pytest.mark.storm
TOGGLES = int(os.environ.get("TOGGLES", "100"))
SHOPPERS, WATCHERS, SETTLED_EVERY = 4, 6, 5
TOLL, GOODS = 100, 2200 + 490
WITHIN = 1.0  # seconds
PROCESSES = {"sqlite": 1, "postgresql": 2}
PLUGIN = "/api/v1/plugins/storm_toll"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A running shop."""

    shop: ServedShop
    mug: UUID
    key: str
    processes: int


@dataclass(slots=True)
class Seen:
    """What shoppers and watchers saw."""

    orders: dict[UUID, int] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)
    tolls: Counter[bool] = field(default_factory=Counter)
    pids: set[int] = field(default_factory=set)
    delays: list[float] = field(default_factory=list)


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """On each database, with as many web processes as it is meant to have."""
    directory = tmp_path_factory.mktemp("toggling")
    found: dict[str, UUID] = {}
    keys: list[str] = []

    def prepare(shop: Shop) -> None:
        found["mug"] = shop.product("Mug", price=2200, stock=100_000)
        keys.append(create_api_key("toggler", ["plugins:read", "plugins:write"]).key)

    with (
        empty_database(request, directory) as url,
        served(
            directory,
            url,
            prepare=prepare,
            web_workers=str(PROCESSES[request.param]),
            plugins='["storm_kit", "storm_toll"]',
            log_level="warning",
        ) as shop,
    ):
        yield Scene(shop=shop, key=keys[0], processes=PROCESSES[request.param], **found)


def test_a_hundred_switches_are_seen_by_all_and_by_nobody_half(
    scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    seen, over = Seen(), threading.Event()
    started = time.monotonic()
    with ThreadPoolExecutor(SHOPPERS) as pool:
        shopping = [pool.submit(_shop, scene, seen, over) for _ in range(SHOPPERS)]
        try:
            _toggle(scene, seen)
        finally:
            over.set()
        for future in shopping:
            future.result()

    figures = (
        f"{TOGGLES} switches in {time.monotonic() - started:.1f} s, {len(seen.orders)} orders, "
        f"{dict(seen.codes)}, carts with the toll and without {dict(seen.tolls)}; all processes "
        f"followed within {max(seen.delays):.2f} s"
    )
    record_property("toggling", figures)
    print(f"\ntoggling: {figures}")
    assert seen.codes.keys() <= {"too_many", "total_changed"}
    assert min(seen.tolls[True], seen.tolls[False], seen.codes["too_many"]) > 0
    assert len(seen.pids) == scene.processes
    with scene.shop.opened():
        assert scene.shop.until(_nothing_is_owed, 60)
        assert_books(settled=True)
        _orders_cost_what_their_carts_showed(seen)
        _nothing_was_heard_twice()
    assert scene.shop.errors() == []


def _toggle(scene: Scene, seen: Seen) -> None:
    watchers = [Shopper(scene.shop.port) for _ in range(WATCHERS)]
    with shopper(scene.shop.port) as staff:
        staff.key = scene.key
        for number in range(TOGGLES):  # it is enabled when the storm begins, and when it ends
            enable = number % 2 == 1
            verb = "enable" if enable else "disable"
            answer = staff.send("POST", f"/api/v1/admin/plugins/storm_toll/{verb}", {})
            assert answer.status == 200, answer
            assert answer.body["takes_effect"] == "now"
            if number % SETTLED_EVERY == SETTLED_EVERY - 1:
                _await_all(watchers, enable, seen)
    for watcher in watchers:
        watcher.close()


def _await_all(watchers: list[Shopper], enabled: bool, seen: Seen) -> None:
    """Until each connection, and so each process, shows it; no request after a second may differ."""
    switched = time.monotonic()
    for watcher in watchers:
        while True:
            asked = time.monotonic()
            answer = watcher.send("GET", f"{PLUGIN}/process")
            assert answer.status in (200, 404), answer
            if answer.status == 200:
                seen.pids.add(answer.body["pid"])
            if (answer.status == 200) == enabled:
                break
            assert asked - switched < WITHIN, f"not seen after {asked - switched:.2f} s"
            time.sleep(0.02)
        seen.delays.append(asked - switched)


def _shop(scene: Scene, seen: Seen, over: threading.Event) -> None:
    while not over.is_set():
        with shopper(scene.shop.port) as guest:
            guest.start()
            _fee_and_veto_agree(guest, scene, seen)
            _fee_and_route_agree(guest)
            _buy(guest, seen)


def _fee_and_veto_agree(guest: Shopper, scene: Scene, seen: Seen) -> None:
    """One request changes the line, which may be vetoed, and shows the fee."""
    answer = guest.put(scene.mug)
    assert answer.status == 201, answer
    line = f"{guest.cart}/lines/{answer.body['lines'][0]['id']}"
    for quantity in (4, 5, 4):
        answer = guest.send("PATCH", line, {"quantity": quantity})
        if answer.status != 200:
            assert (answer.status, answer.code) == (422, "line_refused"), answer
            assert [item["code"] for item in answer.body["errors"]] == ["too_many"]
            seen.codes["too_many"] += 1
        else:
            assert _fee(answer) == 0, "the veto was not asked, and the fee was"
    answer = guest.send("PATCH", line, {"quantity": 1})
    assert answer.status == 200, answer


def _fee_and_route_agree(guest: Shopper) -> None:
    """One request is answered by the plugin's route, and calculates a cart."""
    answer = guest.send("GET", f"{PLUGIN}/fees/{guest.cart.rpartition('/')[2]}")
    assert answer.status in (200, 404), answer
    assert answer.status == 404 or answer.body == {"fee": TOLL}


def _buy(guest: Shopper, seen: Seen) -> None:
    total = guest.fill_in(email="ada@example.com", shipping="post:letter", payment="till:card")
    while True:
        assert total in (GOODS, GOODS + TOLL)
        seen.tolls[total != GOODS] += 1
        answer = guest.pay(total)
        if answer.status == 201:
            seen.orders[UUID(answer.body["order_id"])] = total
            return
        assert (answer.status, answer.code) == (409, "total_changed"), answer
        seen.codes["total_changed"] += 1
        total = int(guest.send("GET", guest.cart).body["totals"]["total"]["amount"])


def _fee(answer: Answer) -> int:
    return sum(fee["amount"]["amount"] for fee in answer.body["totals"]["fees"])


def _orders_cost_what_their_carts_showed(seen: Seen) -> None:
    with read() as db:
        rows = db.execute(select(Order.id, Order.total, Order.fee_total, Order.payment_state)).all()
    assert {row.id: row.total for row in rows} == seen.orders
    assert {row.total - row.fee_total for row in rows} == {GOODS}
    assert {row.payment_state for row in rows} == {"paid"}


def _nothing_was_heard_twice() -> None:
    with read() as db:
        heard = db.scalars(text("SELECT order_id FROM storm_toll_heard")).all()
        told = select(OutboxDelivery.event_id).where(
            OutboxDelivery.consumer == "plugin:storm_toll", OutboxDelivery.state == "done"
        )
        done = db.scalars(told).all()
    assert len(set(heard)) == len(heard) == len(done) > 0


def _nothing_is_owed() -> bool:
    with read() as db:
        owed = select(OutboxDelivery.id).where(OutboxDelivery.state.in_(("due", "sent", "parked")))
        return db.scalar(owed.limit(1)) is None
