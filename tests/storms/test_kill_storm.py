"""kill -9 of web, worker and Valkey, at random moments of 200 checkouts.

The shop is the one that `shopwright serve` runs; its supervisor brings back what was killed. Buyers
repeat what was not answered, with the same Idempotency-Key. In the end nothing was lost, nothing
was done twice, and every cent and every unit is accounted for: by the shop's own books, by those of
the payment provider, by a listener that counts, and by the mails.

SEED=7 draws other moments; KILLS and CHECKOUTS make it longer. With MAILS=smtp the mails go to a mail
server. One that was cut off while it was being sent is sent again when its time to be sent is over,
so that takes some minutes.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from shopwright.commerce.inventory.models import StockLevel
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.plugins.models import PluginState
from shopwright.testing.invariants import assert_books
from shopwright.testing.shop import Shop
from sqlalchemy import func, select, text, update

from tests.storms.served import ServedShop, empty_database, served
from tests.storms.shoppers import Answer, shopper
from tests.storms.storming import Killed, storm

pytestmark = pytest.mark.storm
SEED = int(os.environ.get("SEED", "1"))
CHECKOUTS = int(os.environ.get("CHECKOUTS", "200"))
KILLS = int(os.environ.get("KILLS", "16"))
PATIENCE = 120.0 + 10 * KILLS  # seconds that a buyer goes on asking; each kill costs some
MAILS = os.environ.get("MAILS", "kept")
CALM_SECONDS = (
    60.0 if MAILS == "kept" else 400.0
)  # until everything is settled, once nobody kills and nobody buys any more
_WEIGHTS = {"web": 3, "worker": 6, "valkey": 2}


@dataclass(slots=True, kw_only=True)
class Tally:
    """What buyers were told, and what was killed meanwhile."""

    answers: list[Answer] = field(default_factory=list)
    interrupted: int = 0
    repeated: int = 0
    killed: list[Killed] = field(default_factory=list)

    @property
    def last_kill(self) -> float:
        return self.killed[-1][0]


class Postbox:
    """A mail server that takes everything. A mail that it gets again is the one it has."""

    def __init__(self) -> None:
        self.mails: dict[str, str] = {}
        self.received = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content)
        self.mails[message["Message-ID"]] = envelope.rcpt_tos[0]
        self.received += 1
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    """A mail server, and the port where it listens."""
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def stormed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    postbox: tuple[Postbox, int],
) -> Iterator[tuple[ServedShop, list[UUID]]]:
    """A running shop, and the variants it sells."""
    directory = tmp_path_factory.mktemp("storm")
    goods: list[UUID] = []

    def prepare(shop: Shop) -> None:
        goods.extend(shop.product(name, price=2200, stock=500) for name in ("Mug", "Vase", "Bowl"))
        if MAILS == "smtp":
            _send_mails_to(postbox[1])

    with (
        empty_database(request, directory) as url,
        served(directory, url, prepare=prepare) as shop,
    ):
        if MAILS == "smtp":  # a new worker reads the settings
            assert shop.kill("worker")
            assert shop.until(lambda: "worker" in shop.up(), 60)
        yield shop, goods


def _send_mails_to(port: int) -> None:
    settings = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "from_address": "shop@example.com",
    }
    with transaction() as db:
        plugin = update(PluginState).where(PluginState.id == "email_notify")
        db.execute(plugin.values(settings=settings))


def test_kills_lose_nothing_and_do_nothing_twice(
    stormed: tuple[ServedShop, list[UUID]],
    postbox: tuple[Postbox, int],
    record_property: Callable[[str, object], None],
) -> None:
    shop, goods = stormed
    tally = _storm(shop, goods)
    served_all = time.monotonic()
    deadline = max(tally.last_kill, served_all) + CALM_SECONDS
    with shop.opened():
        settled = shop.until(_nothing_is_owed, deadline - time.monotonic())
        calm = time.monotonic() - tally.last_kill
        figures = (
            f"{len(tally.killed)} kills {dict(Counter(name for _, name in tally.killed))}, "
            f"{tally.repeated} requests asked again, {tally.interrupted} interrupted, "
            f"last buyer {served_all - tally.last_kill:.1f} s and calm {calm:.1f} s after the last kill"
        )
        record_property("kill_storm", figures)
        print(f"\nkill storm: {figures}")
        if not settled:
            print(_owed())
            shop.until(_nothing_is_owed, 240)
            print(f"settled only after {time.monotonic() - tally.last_kill:.1f} s")
        _everybody_got_one_order(tally)
        _the_till_agrees(shop)
        _everything_was_told_once(postbox[0])
        assert_books(settled=True)
        assert settled


def _storm(shop: ServedShop, goods: list[UUID]) -> Tally:
    tally = Tally()

    def buy(number: int, door: AbstractContextManager[object]) -> None:
        with shopper(shop.port, patience=PATIENCE, door=door) as guest:
            tally.answers.append(_buy(guest, goods[number % len(goods)], number, tally))

    tally.killed = storm(
        shop, buy, buyers=CHECKOUTS, kills=KILLS, weights=_WEIGHTS, seed=f"kill-{SEED}"
    )
    return tally


def _buy(guest: Any, variant_id: UUID, number: int, tally: Tally) -> Answer:
    guest.start()
    answer = guest.put(variant_id)
    if answer.code == "idempotency_interrupted":  # it was put in, and nobody lived to say so
        tally.interrupted += 1
        answer = guest.send("GET", guest.cart)
    assert answer.status in (200, 201), answer.body
    assert answer.body["item_count"] == 1
    email = f"buyer-{number}@example.com"
    total = guest.fill_in(email=email, shipping="post:letter", payment="till:card")
    assert total == 2200 + 490
    answer = guest.pay(total)
    assert answer.status == 201, answer.body
    tally.repeated += guest.repeated
    return answer


def _everybody_got_one_order(tally: Tally) -> None:
    placed = [UUID(answer.body["order_id"]) for answer in tally.answers]
    assert len(placed) == len(set(placed)) == CHECKOUTS
    with read() as db:
        orders = db.scalars(select(Order)).all()
        held = db.scalar(select(func.sum(StockLevel.held)))
    assert {order.id for order in orders} == set(placed)
    assert Counter(order.email for order in orders) == Counter(
        f"buyer-{number}@example.com" for number in range(CHECKOUTS)
    )
    assert {(order.state, order.payment_state) for order in orders} == {("open", "paid")}
    assert held == CHECKOUTS


def _the_till_agrees(shop: ServedShop) -> None:
    """One charge for each order, of its total, and nothing else."""
    with closing(sqlite3.connect(shop.till)) as books:
        rows = books.execute("SELECT kind, attempt, amount FROM bookings").fetchall()
    theirs = Counter((kind, UUID(attempt), amount) for kind, attempt, amount in rows)
    with read() as db:
        ours = db.execute(
            select(PaymentAttempt.id, PaymentAttempt.order_id, Order.total)
            .join(Order, Order.id == PaymentAttempt.order_id)
            .where(PaymentAttempt.state == "paid")
        ).all()
    assert len({row.order_id for row in ours}) == len(ours) == CHECKOUTS
    assert theirs == Counter(("captured", row.id, row.total) for row in ours)


def _everything_was_told_once(postbox: Postbox) -> None:
    with read() as db:
        orders = set(db.scalars(select(Order.id)))
        heard = Counter(
            (row.event, UUID(str(row.order_id)))
            for row in db.execute(text("SELECT event, order_id FROM storm_kit_heard"))
        )
        state = "sent" if MAILS == "smtp" else "kept"
        mails = Counter(
            (row.kind, row.recipient, row.state)
            for row in db.execute(text("SELECT kind, recipient, state FROM email_notify_mails"))
        )
        dead = db.execute(
            select(OutboxDelivery.consumer, OutboxDelivery.state, OutboxDelivery.last_error).where(
                OutboxDelivery.state != "done"
            )
        ).all()
    kinds = ("order_placed", "order_paid")
    assert dead == []
    assert heard == Counter((kind, order_id) for kind in kinds for order_id in orders)
    buyers = [f"buyer-{number}@example.com" for number in range(CHECKOUTS)]
    assert mails == Counter(("order_placed", buyer, state) for buyer in buyers)
    if MAILS == "smtp":
        print(f"{postbox.received - len(postbox.mails)} mails were sent again")
        assert Counter(postbox.mails.values()) == Counter(buyers)


def _owed() -> str:
    """What is late, and why, for people."""
    with read() as db:
        late = select(OutboxDelivery).where(OutboxDelivery.state.in_(("due", "sent")))
        return "\n".join(
            f"{row.consumer} {row.state}, attempts {row.attempts}, sends {row.sends}, "
            f"due {row.run_at}, lease {row.lease_until}: {(row.last_error or '')[-200:]}"
            for row in db.scalars(late)
        )


def _nothing_is_owed() -> bool:
    """No delivery waits but those of schedules, whose time will come."""
    with read() as db:
        owed = select(OutboxDelivery.id).where(OutboxDelivery.state.in_(("due", "sent")))
        return db.scalar(owed.limit(1)) is None
