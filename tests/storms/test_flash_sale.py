"""300 people want one of 50, at once, over HTTP, from the servers that `shopwright serve` runs.

On SQLite that is one web process, on PostgreSQL two. Everybody makes the whole journey: a cart, the
line, contact and address, shipping, payment by bank transfer, and the button.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import pytest
from shopwright.commerce.inventory.models import StockHold, StockLevel
from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.testing.invariants import assert_books
from shopwright.testing.shop import Shop
from sqlalchemy import func, select, text

from tests.storms.served import ServedShop, empty_database, served
from tests.storms.shoppers import Answer, Shopper, shopper

pytestmark = pytest.mark.storm
BUYERS, THREADS, STOCK = 300, 16, 50
PROCESSES = {"sqlite": 1, "postgresql": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A running shop, and what is for sale in it: 50 lamps, and plenty of mugs."""

    shop: ServedShop
    lamp: UUID
    mug: UUID


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sale(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sale]:
    """On each database, with as many web processes as it is meant to have."""
    directory = tmp_path_factory.mktemp("sale")
    goods: dict[str, UUID] = {}

    def prepare(shop: Shop) -> None:
        goods["lamp"] = shop.product("Lamp", price=4900, stock=STOCK)
        goods["mug"] = shop.product("Mug", price=2200, stock=1000)

    with empty_database(request, directory) as url:
        workers = str(PROCESSES[request.param])
        with served(
            directory, url, prepare=prepare, web_workers=workers, log_level="warning"
        ) as shop:
            yield Sale(shop=shop, **goods)


def test_a_flash_sale_sells_what_there_is_and_nothing_more(
    sale: Sale, record_property: Callable[[str, object], None]
) -> None:
    shop = sale.shop
    guests = [Shopper(shop.port) for _ in range(BUYERS)]

    def choose(number: int) -> int:
        guest = guests[number]
        guest.start()
        assert guest.put(sale.lamp).status == 201
        email = f"buyer-{number}@example.com"
        return guest.fill_in(email=email, shipping="post:letter", payment="manual:bank_transfer")

    started = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        totals = list(pool.map(choose, range(BUYERS)))
        assert set(totals) == {4900 + 490}
        chosen = time.monotonic()
        answers = list(pool.map(lambda guest: guest.pay(4900 + 490), guests))
    over = time.monotonic()

    codes = Counter(answer.code or "placed" for answer in answers)
    assert codes == {"placed": STOCK, "out_of_stock": BUYERS - STOCK}
    assert {answer.status for answer in answers} == {201, 409}
    numbers = [answer.body["number"] for answer in answers if not answer.code]
    assert len(set(numbers)) == STOCK
    before = sorted(second for guest in guests for second in guest.seconds[:-1])
    pressed = sorted(guest.seconds[-1] for guest in guests)
    for guest in guests:
        guest.close()
    figures = (
        f"{len(before)} requests before the button in {chosen - started:.1f} s ({_figures(before)}), "
        f"{BUYERS} buttons in {over - chosen:.1f} s ({_figures(pressed)})"
    )
    record_property("flash_sale", figures)
    print(f"\nflash sale: {figures}")
    assert _p(99, pressed) < 10

    with shop.opened():
        assert shop.until(_nothing_is_owed, 60)
        assert_books(settled=True)
        assert _level(sale.lamp) == (STOCK, STOCK)
        with read() as db:
            lamps = select(OrderLine.order_id).where(OrderLine.variant_id == sale.lamp)
            assert len(db.scalars(lamps).all()) == STOCK
            lamps_held = select(StockHold.state, StockHold.quantity).join(
                StockLevel, StockLevel.id == StockHold.level_id
            )
            holds = db.execute(lamps_held.where(StockLevel.variant_id == sale.lamp)).all()
            assert Counter(map(tuple, holds)) == {("held", 1): STOCK}
            mails = "SELECT recipient FROM email_notify_mails WHERE recipient LIKE 'buyer-%'"
            told = db.scalars(text(mails)).all()
        assert len(told) == len(set(told)) == STOCK


def test_one_cart_completed_from_eight_sides_gives_one_order_and_eight_equal_answers(
    sale: Sale,
) -> None:
    shop, sides = sale.shop, 8
    for payment in ("manual:bank_transfer", "till:card", "till:card"):
        with shopper(shop.port) as guest:
            guest.start()
            guest.put(sale.mug)
            total = guest.fill_in(email="ada@example.com", shipping="post:letter", payment=payment)
            token, cart = guest.token, guest.cart
        together = threading.Barrier(sides)

        def press(
            token: str = token,
            cart: str = cart,
            total: int = total,
            together: threading.Barrier = together,
        ) -> Answer:
            with shopper(shop.port) as side:
                side.token, side.cart = token, cart
                together.wait()
                return side.pay(total)

        with ThreadPoolExecutor(sides) as pool:
            answers = [future.result() for future in [pool.submit(press) for _ in range(sides)]]
        assert {answer.status for answer in answers} == {201}
        bodies = [answer.body for answer in answers]
        assert all(body == bodies[0] for body in bodies)
        assert bodies[0]["number"] is not None
        with shop.opened(), read() as db:
            cart_id = UUID(cart.rpartition("/")[2])
            assert db.scalar(select(func.count()).where(Order.cart_id == cart_id)) == 1
    with shop.opened():
        assert shop.until(_nothing_is_owed, 60)
        assert_books(settled=True)


def _nothing_is_owed() -> bool:
    with read() as db:
        owed = select(OutboxDelivery.id).where(OutboxDelivery.state.in_(("due", "sent")))
        return db.scalar(owed.limit(1)) is None


def _p(percent: int, ordered: list[float]) -> float:
    return ordered[len(ordered) * percent // 100]


def _figures(ordered: list[float]) -> str:
    return f"p50 {_p(50, ordered) * 1000:.0f} ms, p99 {_p(99, ordered) * 1000:.0f} ms"


def _level(variant_id: UUID) -> tuple[int, int]:
    with read() as db:
        statement = select(StockLevel.on_hand, StockLevel.held)
        row = db.execute(statement.where(StockLevel.variant_id == variant_id)).one()
        return row.on_hand, row.held
