"""Valkey, PostgreSQL or the mail server is slow, or away: orders are paid for all the same.

Valkey is no part of the money path, nor is a mail server: every answer is as good as ever. Without a
database there is no shop; it says so in time and in words, and goes on when it is back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from shopwright.commerce.orders.models import Order
from shopwright.platform.audit.sealer import seal
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.testing import ScriptedProvider, mail_server, open_shop
from shopwright.testing.invariants import assert_books
from shopwright.testing.plugins import trading_plugin
from shopwright.testing.servers import create_database, database_name, valkey_server
from shopwright_email_notify.plugin import EmailNotify
from shopwright_stripe_payments.fake import FakeProcess
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.storms.paying import METHOD, StripeBooks, at, session_of, subscribe
from tests.storms.proxy import Fault, FaultProxy, fault_proxy
from tests.storms.served import ServedShop, served
from tests.storms.shoppers import shopper

pytestmark = pytest.mark.storm
SECONDS = 10.0
TOTAL = 2690
PATIENCE = 60.0
Later = Callable[..., AbstractContextManager[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A running shop, its Stripe, and the proxy before the server that suffers."""

    shop: ServedShop
    stripe: FakeProcess
    way: FaultProxy
    mug: UUID

    def buy(self, *, patience: float = 0.0) -> float:
        """All that a guest does, up to a paid order; the longest wait for an answer."""
        with shopper(self.shop.port, patience=patience) as guest:
            guest.send("GET", "/api/v1/products")
            guest.start()
            guest.put(self.mug)
            guest.fill_in(email="ada@example.com", shipping="post:letter", payment=METHOD)
            answer = guest.pay(TOTAL)
            assert answer.status == 201, answer
            session = session_of(answer.body["next_action"]["url"])
            self.stripe.controls.pay(session_id=session)
            guest.order_token = answer.body["order_token"]
            path = f"/api/v1/orders/{answer.body['order_id']}/payment/settle"
            assert guest.send("POST", path).body["payment_state"] == "paid"
            return max(guest.seconds)

    def is_well(self, orders: int) -> None:
        """All work is done, and the books agree."""
        with self.shop.opened():
            assert self.shop.until(_nothing_is_owed, 120)
            seal()
            assert_books(settled=True, provider=StripeBooks(controls=self.stripe.controls))
            with read() as db:
                states = db.execute(select(Order.state, Order.payment_state)).all()
        assert [tuple(row) for row in states] == [("open", "paid")] * orders


@contextmanager
def _stage(directory: Path, database_url: str, way: FaultProxy, **settings: str) -> Iterator[Stage]:
    goods: list[UUID] = []
    stripe = FakeProcess(directory / "stripe.db").start()
    try:
        values = at(stripe) | settings
        with served(
            directory, database_url, prepare=lambda shop: goods.append(shop.product()), **values
        ) as shop:
            subscribe(stripe, shop)
            yield Stage(shop=shop, stripe=stripe, way=way, mug=goods[0])
    finally:
        stripe.stop()


@pytest.fixture
def without_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    directory = tmp_path_factory.mktemp("valkey")
    with ExitStack() as stack:
        valkey = stack.enter_context(valkey_server())
        way = stack.enter_context(fault_proxy(str(valkey.socket_path)))
        url = f"sqlite:///{directory / 'shop.db'}"
        redis_url = f"redis://127.0.0.1:{way.port}"
        yield stack.enter_context(_stage(directory, url, way, redis_url=redis_url))


@pytest.fixture
def far_from_postgresql(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    directory = tmp_path_factory.mktemp("postgresql")
    name = database_name(create_database(postgres))
    socket = Path(postgres.partition("host=")[2].replace("%2F", "/")) / ".s.PGSQL.5432"
    with ExitStack() as stack:
        way = stack.enter_context(fault_proxy(str(socket)))
        url = f"postgresql://postgres@127.0.0.1:{way.port}/{name}"
        yield stack.enter_context(_stage(directory, url, way))


def test_valkey_is_not_missed_by_shoppers(without_valkey: Stage) -> None:
    faults: dict[Fault, float] = {"slow": 0.3, "reset": 0, "black_hole": 0, "drip": 1.0}
    for fault, seconds in faults.items():
        without_valkey.way.suffer(fault, seconds=seconds)
        slowest = without_valkey.buy()
        print(f"\nValkey, {fault}: the slowest answer took {slowest:.2f} s")
        assert slowest < SECONDS, fault
    without_valkey.way.heal()
    without_valkey.is_well(len(faults))


def test_a_slow_database_makes_slow_answers(far_from_postgresql: Stage) -> None:
    far_from_postgresql.way.suffer("slow", seconds=0.01)
    slowest = far_from_postgresql.buy()
    print(f"\nPostgreSQL, slow: the slowest answer took {slowest:.2f} s")
    assert slowest < SECONDS
    far_from_postgresql.way.heal()
    far_from_postgresql.is_well(1)


@pytest.mark.parametrize("fault", ["reset", "black_hole"])
def test_without_a_database_the_shop_says_so_and_then_goes_on(
    far_from_postgresql: Stage, fault: Fault
) -> None:
    stage = far_from_postgresql
    stage.way.suffer(fault)
    asked: tuple[tuple[str, str], ...] = (
        ("GET", "/api/v1/products"),
        ("POST", "/api/v1/carts"),
        ("POST", f"/api/v1/carts/{stage.mug}/complete"),
        ("PUT", f"/api/v1/carts/{stage.mug}/contact"),
    )
    with ThreadPoolExecutor(3 * len(asked)) as pool:
        slowest = max(pool.map(lambda one: _says_so(stage, *one), 3 * asked))
    print(f"\nPostgreSQL, {fault}: the slowest answer took {slowest:.2f} s")
    assert slowest < SECONDS
    assert _health(stage) == {"/healthz": 200, "/readyz": 503}
    stage.way.heal()
    stage.buy(patience=PATIENCE)
    assert _health(stage) == {"/healthz": 200, "/readyz": 200}
    stage.is_well(1)


def _says_so(stage: Stage, method: str, path: str) -> float:
    """It tells, in words; how long that took."""
    with shopper(stage.shop.port) as guest:
        started = time.monotonic()
        answer = guest.send(method, path, None if method == "GET" else {})
    assert answer.status == 503, answer
    assert answer.code == "unavailable", answer
    assert len(answer.body["detail"]) > 20, answer
    return time.monotonic() - started


def _health(stage: Stage) -> dict[str, int]:
    with shopper(stage.shop.port) as balancer:
        started = time.monotonic()
        found = {path: balancer.send("GET", path).status for path in ("/healthz", "/readyz")}
        assert time.monotonic() - started < SECONDS
    return found


@pytest.mark.parametrize(
    ("fault", "seconds"), [("reset", 0.0), ("black_hole", 0.0), ("slow", 6.0), ("drip", 0.05)]
)
def test_a_mail_server_in_trouble_delays_mails_and_nothing_else(
    tmp_path: Path, fault: Fault, seconds: float, time_machine_later: Later
) -> None:
    with mail_server() as inbox, fault_proxy(("127.0.0.1", inbox.port)) as way:
        settings = {
            "host": "127.0.0.1",
            "port": way.port,
            "security": "none",
            "from_address": "shop@example.com",
        }
        plugins = (EmailNotify, trading_plugin(ScriptedProvider()))
        with open_shop(tmp_path, *plugins, settings={"email_notify": settings}) as shop:
            way.suffer(fault, seconds=seconds)
            with capture_logs():
                started = time.monotonic()
                assert shop.place_order().state == "open"
                assert time.monotonic() - started < SECONDS
                shop.deliver()
            way.heal()
            for minutes in (3, 10, 60):
                with time_machine_later(minutes=minutes):
                    shop.deliver()
            mails = inbox.to("ada@example.com")
            assert {mail["Subject"] for mail in mails} != set()
            assert len({mail["Message-ID"] for mail in mails}) == 1
            assert_books()


def _nothing_is_owed() -> bool:
    with read() as db:
        owed = select(OutboxDelivery.id).where(OutboxDelivery.state.in_(("due", "sent")))
        return db.scalar(owed.limit(1)) is None
