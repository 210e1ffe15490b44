"""kill -9 of web, worker, Valkey, Stripe and PostgreSQL at random moments of checkouts that are paid.

Every buyer pays on Stripe's page. Some try a card that is declined first, some change their cart
after they were sent there, some close the tab when they have paid, and the others come back to the
shop. In the end each has one order, paid once: by the shop's books and by Stripe's.

SEED=7 draws other moments; CHECKOUTS=1000 makes it longer, with 150 kills.
"""

from __future__ import annotations

import http.client
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.inventory.models import StockLevel
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.platform.audit.sealer import seal
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.testing.invariants import assert_books
from shopwright.testing.servers import create_database
from shopwright.testing.shop import Shop
from shopwright_stripe_payments.errors import TOO_LATE_TO_START
from shopwright_stripe_payments.fake import FakeProcess
from sqlalchemy import func, select, text

from tests.storms.mortal import MortalPostgres, mortal_postgres
from tests.storms.paying import METHOD, StripeBooks, at, session_of, subscribe
from tests.storms.served import ServedShop, served
from tests.storms.shoppers import ADDRESS, Answer, Shopper, shopper
from tests.storms.storming import Killed, storm

pytestmark = pytest.mark.storm
SEED = int(os.environ.get("SEED", "1"))
CHECKOUTS = int(os.environ.get("CHECKOUTS", "80"))
KILLS = int(os.environ.get("KILLS", str(max(10, CHECKOUTS * 3 // 20))))
PATIENCE = 120.0 + 10 * KILLS  # seconds that a buyer goes on asking; each kill costs some
CALM_SECONDS = 60.0  # from the last kill until everybody is served and everything is settled
PAUSE = 3.0  # of a buyer who was told that the payment is being checked
TOTAL = 2690
GOOD, DECLINED = "4242424242424242", "4000000000000002"
_PAID = "This Checkout Session is complete."
_WEIGHTS = {"web": 3, "worker": 4, "valkey": 2, "stripe": 2, "postgresql": 2}


@dataclass(slots=True, kw_only=True)
class Stormed:
    """A running shop, what it sells, and what of it can be killed."""

    shop: ServedShop
    stripe: FakeProcess
    postgres: MortalPostgres | None
    goods: list[UUID]
    under_way: set[str] = field(default_factory=set)
    reviving: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2))

    def up(self) -> list[str]:
        """What can be killed now."""
        ours = {"stripe", *(["postgresql"] if self.postgres else [])} - self.under_way
        return sorted({*self.shop.up(), *ours})

    def kill(self, name: str) -> bool:
        """kill -9 it; the supervisor brings back the shop's own, we bring back the others."""
        one = {"stripe": self.stripe, "postgresql": self.postgres}.get(name)
        if one is None:
            return self.shop.kill(name)
        one.kill()
        self.under_way.add(name)
        self.reviving.submit(self._revive, name, one)
        return True

    def _revive(self, name: str, one: FakeProcess | MortalPostgres) -> None:
        one.start()
        self.under_way.discard(name)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What buyers came to, and what was killed meanwhile."""

    orders: list[UUID] = field(default_factory=list)
    pressed_again: int = 0
    repeated: int = 0
    killed: list[Killed] = field(default_factory=list)


@pytest.fixture(params=["sqlite", "postgresql"])
def stormed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stormed]:
    directory = tmp_path_factory.mktemp("payments")
    goods: list[UUID] = []

    def prepare(shop: Shop) -> None:
        goods.extend(shop.product(name, price=2200, stock=CHECKOUTS) for name in ("Mug", "Vase"))

    with ExitStack() as stack:
        postgres = None
        url = f"sqlite:///{directory / 'shop.db'}"
        if request.param == "postgresql":
            postgres = stack.enter_context(mortal_postgres())
            url = create_database(postgres.url)
        stripe = FakeProcess(directory / "stripe.db").start()
        stack.callback(stripe.stop)
        shop = stack.enter_context(served(directory, url, prepare=prepare, **at(stripe)))
        subscribe(stripe, shop)
        stormed = Stormed(shop=shop, stripe=stripe, postgres=postgres, goods=goods)
        stack.callback(stormed.reviving.shutdown)
        yield stormed


def test_kills_lose_no_payment_and_charge_nobody_twice(
    stormed: Stormed, record_property: Callable[[str, object], None]
) -> None:
    tally = _storm(stormed)
    served_all = time.monotonic()
    stormed.reviving.shutdown()
    last_kill = tally.killed[-1][0]
    with stormed.shop.opened():
        settled = stormed.shop.until(_all_is_settled, last_kill + CALM_SECONDS - time.monotonic())
        figures = (
            f"{len(tally.killed)} kills {dict(Counter(name for _, name in tally.killed))}, "
            f"{tally.repeated} requests asked again, {tally.pressed_again} pressed Pay again, "
            f"last buyer {served_all - last_kill:.1f} s and calm "
            f"{time.monotonic() - last_kill:.1f} s after the last kill"
        )
        record_property("payment_kill_storm", figures)
        print(f"\npayment kill storm: {figures}")
        if not settled:
            print(_left_over())
            stormed.shop.until(_all_is_settled, 240)
            print(f"settled only after {time.monotonic() - last_kill:.1f} s")
        _everybody_got_one_paid_order(tally)
        _everything_was_told_once()
        seal()
        assert_books(settled=True, provider=StripeBooks(controls=stormed.stripe.controls))
        assert settled


def _storm(stormed: Stormed) -> Tally:
    tally = Tally()

    def buy(number: int, door: AbstractContextManager[object]) -> None:
        with shopper(stormed.shop.port, patience=PATIENCE, door=door) as guest:
            tally.orders.append(_buy(stormed, guest, number, tally))
            tally.repeated += guest.repeated

    tally.killed = storm(
        stormed, buy, buyers=CHECKOUTS, kills=KILLS, weights=_WEIGHTS, seed=f"payments-{SEED}"
    )
    return tally


def _buy(stormed: Stormed, guest: Shopper, number: int, tally: Tally) -> UUID:
    rng = random.Random(f"{SEED}-{number}")
    guest.start()
    guest.put(stormed.goods[number % 2])
    _fill_in(guest, f"buyer-{number}@example.com")
    answer = _press(guest, tally)
    if rng.random() < 0.15:  # on second thoughts: that closes the payment
        _fill_in(guest, f"Buyer-{number}@example.com")
        _fill_in(guest, f"buyer-{number}@example.com")
        answer = _press(guest, tally)
    session = session_of(answer["next_action"]["url"])
    if rng.random() < 0.15:
        _pay(stormed, session, DECLINED)
    _pay(stormed, session, GOOD)
    if rng.random() < 0.7:
        _come_back(guest, answer)
    return UUID(answer["order_id"])


def _fill_in(guest: Shopper, email: str) -> None:
    for path, body in (
        ("contact", {"email": email, "shipping_address": ADDRESS}),
        ("shipping-option", {"id": "post:letter"}),
        ("payment-method", {"id": METHOD}),
    ):
        _offered(lambda path=path, body=body: guest.send("PUT", f"{guest.cart}/{path}", body))


def _press(guest: Shopper, tally: Tally) -> dict[str, Any]:
    """Press Pay until there is somewhere to go; an order whose payment is checked has not, yet."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = _offered(lambda: guest.pay(TOTAL))
        if answer.body["next_action"]:
            return dict(answer.body)
        assert answer.body["checking_payment"], answer
        assert time.monotonic() < deadline, answer
        tally.pressed_again += 1
        time.sleep(PAUSE)


def _offered(ask: Callable[[], Answer]) -> Answer:
    """Go on where a buyer is told to: what fails too often is not on offer for a while, and a
    payment that could not be started in time is begun again.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = ask()
        if answer.status < 300:
            return answer
        told = {409: TOO_LATE_TO_START, 422: "not on offer"}.get(answer.status)
        assert told, answer
        assert told in str(answer.body), answer
        assert time.monotonic() < deadline, answer
        time.sleep(PAUSE)


def _pay(stormed: Stormed, session: str, card: str) -> None:
    """On Stripe's page, which may have to be loaded again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            stormed.stripe.controls.pay(session_id=session, card=card)
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < deadline, "Stripe does not come back"
            time.sleep(0.5)
        except ValueError as error:
            if _PAID not in str(error):
                raise
            return  # it was paid, and nobody lived to say so
        else:
            return


def _come_back(guest: Shopper, completion: dict[str, Any]) -> None:
    """Until the shop says that it was paid."""
    guest.order_token = completion["order_token"]
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = guest.send("POST", f"/api/v1/orders/{completion['order_id']}/payment/settle")
        assert answer.status == 200, answer
        if answer.body["payment_state"] == "paid":
            return
        assert time.monotonic() < deadline, answer
        time.sleep(PAUSE)


def _everybody_got_one_paid_order(tally: Tally) -> None:
    with read() as db:
        orders = db.scalars(select(Order)).all()
        held = db.scalar(select(func.sum(StockLevel.held)))
    assert len(tally.orders) == CHECKOUTS
    assert {order.id for order in orders} == set(tally.orders)
    assert Counter(order.email for order in orders) == Counter(
        f"buyer-{number}@example.com" for number in range(CHECKOUTS)
    )
    assert {(order.state, order.payment_state) for order in orders} == {("open", "paid")}
    assert held == CHECKOUTS


def _everything_was_told_once() -> None:
    with read() as db:
        heard = Counter(
            (row.event, UUID(str(row.order_id)))
            for row in db.execute(text("SELECT event, order_id FROM storm_kit_heard"))
        )
        orders = set(db.scalars(select(Order.id)))
        dead = db.scalars(
            select(OutboxDelivery.last_error).where(OutboxDelivery.state == "dead")
        ).all()
    assert dead == []
    kinds = ("order_placed", "order_paid")
    assert heard == Counter((kind, order_id) for kind in kinds for order_id in orders)


def _all_is_settled() -> bool:
    """Every order is paid and no delivery waits."""
    unpaid = select(Order.id).where(Order.payment_state != "paid")
    owed = select(OutboxDelivery.id).where(OutboxDelivery.state.in_(("due", "sent")))
    with read() as db:
        return all(db.scalar(one.limit(1)) is None for one in (unpaid, owed))


def _left_over() -> str:
    """What is late, and why, for people."""
    with read() as db:
        attempts = db.scalars(
            select(PaymentAttempt).where(PaymentAttempt.state.not_in(("paid", "voided")))
        ).all()
        late = db.scalars(
            select(OutboxDelivery).where(OutboxDelivery.state.in_(("due", "sent")))
        ).all()
    return "\n".join(
        [f"attempt {row.id} {row.state}, touched {row.touched_at}: {row.error}" for row in attempts]
        + [
            f"{row.consumer} {row.state}, attempts {row.attempts}, sends {row.sends}, due "
            f"{row.run_at}: {(row.last_error or '')[-200:]}"
            for row in late
        ]
    )
