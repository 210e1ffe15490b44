"""Payments whose webhooks come one to five times, late, in any order, or not at all.

5 % more are forged and 5 % are signed too long ago; half-way the signing secret is changed. Shop,
worker and Stripe are processes of their own. In the end one pass of the reconciler is enough: every
order is paid once, and the shop's books and Stripe's agree to the cent.

PAYMENTS=2000 makes it longer; SEED=7 draws another weather.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.checkout import Completion, complete
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.reconcile import reconcile
from shopwright.commerce.staff import create_api_key
from shopwright.platform.audit.sealer import seal
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime
from shopwright.platform.webhooks.models import ReceivedWebhook
from shopwright.testing.invariants import assert_books
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.shop import Shop
from shopwright_stripe_payments.fake import FakeProcess
from shopwright_stripe_payments.fake.signing import header
from shopwright_stripe_payments.plugin import StripePayments
from sqlalchemy import func, select

from tests.storms.paying import METHOD, SECRET, WEBHOOKS, StripeBooks, at, session_of, subscribe
from tests.storms.served import ServedShop, empty_database, served
from tests.storms.shoppers import shopper

pytestmark = pytest.mark.storm
SEED = int(os.environ.get("SEED", "1"))
PAYMENTS = int(os.environ.get("PAYMENTS", "200"))
NEW_SECRET = "whsec_with_which_the_storm_goes_on"
WEATHER = {
    "most_copies": 5,
    "delay_seconds": 5.0,
    "dropped": 0.10,
    "forged": 0.05,
    "stale": 0.05,
    "seed": SEED,
}
DECEITS = ("forged", "stale", "unsigned")
BUYERS = 3
PATIENCE = 60.0 + PAYMENTS * 0.2  # seconds until the last webhook is worked off


@dataclass(frozen=True, slots=True, kw_only=True)
class Stormed:
    """A running shop, what it sells, and the Stripe that it is paid through."""

    shop: ServedShop
    stripe: FakeProcess
    goods: UUID
    staff_key: str
    endpoint: str


@pytest.fixture(params=["sqlite", "postgresql"])
def stormed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stormed]:
    directory = tmp_path_factory.mktemp("webhooks")
    found: dict[str, str] = {}

    def prepare(shop: Shop) -> None:
        found["goods"] = str(shop.product(stock=PAYMENTS))
        found["key"] = create_api_key("staff", ["plugins:read", "plugins:write"]).key

    stripe = FakeProcess(directory / "stripe.db").start()
    settings = at(stripe) | {"plugins": '["stripe_payments"]', "log_level": "warning"}
    for name in ("stand_in_stripe_payments", "stand_in_stripe_payments_secret"):
        monkeypatch.setenv(f"SHOPWRIGHT_{name.upper()}", settings[name])
    try:
        with (
            empty_database(request, directory) as url,
            served(directory, url, prepare=prepare, **settings) as shop,
        ):
            yield Stormed(
                shop=shop,
                stripe=stripe,
                goods=UUID(found["goods"]),
                staff_key=found["key"],
                endpoint=subscribe(stripe, shop),
            )
    finally:
        stripe.stop()


def test_a_storm_of_webhooks_ends_in_equal_books(
    stormed: Stormed, record_property: Callable[[str, object], None]
) -> None:
    started, over = time.monotonic(), threading.Event()
    secrets, acks = [SECRET], list[float]()
    _set_secrets(stormed, {"webhook_secret": SECRET})
    stormed.stripe.controls.weather(**WEATHER)
    meter = threading.Thread(target=_measure, args=(stormed, secrets, acks, over))
    meter.start()
    with stormed.shop.opened() as shop:
        runtime().registry = registry_of(StripePayments, trading_plugin(ScriptedProvider()))
        try:
            carts = _carts(shop, stormed.goods)
            _pay(stormed, shop, carts[: PAYMENTS // 2])
            _deceive(stormed)
            _change_secret(stormed, secrets)
            _pay(stormed, shop, carts[PAYMENTS // 2 :])
            paid_all = time.monotonic()
            assert stormed.shop.until(lambda: _all_is_sent(stormed), PATIENCE)
        finally:
            over.set()
            meter.join()
        assert stormed.shop.until(_nothing_is_owed, PATIENCE)
        calm = time.monotonic()
        unpaid = _not_paid()
        reconcile(now() - timedelta(hours=48))
        swept = time.monotonic()
        assert stormed.shop.until(_nothing_is_owed, PATIENCE)

        forms = _forms(stormed)
        acks.sort()
        figures = (
            f"{PAYMENTS} payments, webhooks {dict(forms)}; {paid_all - started:.1f} s to pay, "
            f"{calm - paid_all:.1f} s until all was worked off, {unpaid} payments left to the "
            f"reconciler, {swept - calm:.1f} s for its pass; acks of {len(acks)}: median "
            f"{statistics.median(acks) * 1000:.0f} ms, p99 {_p99(acks) * 1000:.0f} ms"
        )
        record_property("webhook_storm", figures)
        print(f"\nwebhook storm: {figures}")
        _all_are_paid_once()
        _only_genuine_ones_were_taken(stormed, forms, len(acks))
        seal()
        assert_books(settled=True, provider=StripeBooks(controls=stormed.stripe.controls))
    assert stormed.shop.errors() == []


def _carts(shop: Shop, variant_id: UUID) -> list[UUID]:
    """One as a shopper fills it, and copies: filling them is not the point."""
    first = shop.cart({variant_id: 1}, method=METHOD)
    ids = [first, *(uuid7() for _ in range(PAYMENTS - 1))]
    with transaction() as db:
        cart = db.get_one(Cart, first)
        line = db.scalars(select(CartLine).where(CartLine.cart_id == first)).one()
        for cart_id in ids[1:]:
            db.add(_copy(cart, id=cart_id, token_hash=cart_id.hex))
        db.flush()
        for cart_id in ids[1:]:
            db.add(_copy(line, id=uuid7(), cart_id=cart_id))
    return ids


def _copy(row: Any, **changed: object) -> Any:
    values = {column.key: getattr(row, column.key) for column in type(row).__table__.columns}
    return type(row)(**values | changed)


def _complete(cart_id: UUID) -> Completion:
    return complete(cart_id, expected_total=2690, return_url="https://shop.example/")


def _pay(stormed: Stormed, shop: Shop, carts: list[UUID]) -> None:
    gives_up = time.monotonic() + PATIENCE

    def buy(cart_id: UUID) -> None:
        with shop.app.app_context():
            done = _complete(cart_id)
            while done.checking_payment and time.monotonic() < gives_up:  # Stripe was slow once
                time.sleep(1.0)
                done = _complete(cart_id)
        assert done.next_action is not None, done
        session = session_of(done.next_action.url)
        assert stormed.stripe.controls.pay(session_id=session)["payment_status"] == "paid"

    with ThreadPoolExecutor(BUYERS) as pool:
        list(pool.map(buy, carts))


def _deceive(stormed: Stormed) -> None:
    """One of each kind for certain, whatever the weather draws."""
    event_id = stormed.stripe.controls.deliveries()[0]["event"]
    for form in DECEITS:
        stormed.stripe.controls.send(event_id=event_id, form=form)


def _change_secret(stormed: Stormed, secrets: list[str]) -> None:
    """As the documentation says: first the shop believes both, then Stripe uses the new one."""
    ends = (now() + timedelta(hours=24)).isoformat()
    keys = {
        "webhook_secret": NEW_SECRET,
        "previous_webhook_secret": SECRET,
        "previous_until": ends,
    }
    _set_secrets(stormed, keys)
    time.sleep(2.0)  # until every process believes it
    stormed.stripe.controls.rotate_secret(
        endpoint_id=stormed.endpoint, secret=NEW_SECRET, keep_old=False
    )
    secrets.append(NEW_SECRET)


def _set_secrets(stormed: Stormed, keys: dict[str, str]) -> None:
    path = "/api/v1/admin/plugins/stripe_payments/settings"
    with shopper(stormed.shop.port) as staff:
        staff.key = stormed.staff_key
        answer = staff.send("PUT", path, {"values": {"test": keys}})
        assert answer.status == 200, answer


def _measure(
    stormed: Stormed, secrets: list[str], acks: list[float], over: threading.Event
) -> None:
    """Send an event of no consequence every now and then, and see how long the shop takes."""
    while not over.wait(0.05):
        body = {"id": f"evt_{uuid7().hex}", "object": "event", "type": "charge.updated"}
        body |= {"created": int(time.time()), "livemode": False}
        text = json.dumps(body | {"data": {"object": {"object": "charge", "id": "ch_none"}}})
        headers = {"Stripe-Signature": header(text, secrets[-1:], int(time.time()))}
        connection = http.client.HTTPConnection("127.0.0.1", stormed.shop.port, timeout=30)
        started = time.perf_counter()
        connection.request("POST", WEBHOOKS, text, headers)
        assert connection.getresponse().status == 204
        acks.append(time.perf_counter() - started)
        connection.close()


def _p99(sorted_values: list[float]) -> float:
    return sorted_values[int(len(sorted_values) * 0.99)]


def _all_is_sent(stormed: Stormed) -> bool:
    states = {item["state"] for item in stormed.stripe.controls.deliveries()}
    time.sleep(0.5)  # the list is long
    return "due" not in states


def _nothing_is_owed() -> bool:
    with read() as db:
        owed = select(OutboxDelivery.id).where(OutboxDelivery.state.in_(("due", "sent")))
        return db.scalar(owed.limit(1)) is None


def _not_paid() -> int:
    with read() as db:
        waiting = select(func.count()).where(PaymentAttempt.state != "paid")
        return db.scalar(waiting) or 0


def _forms(stormed: Stormed) -> Counter[tuple[str, str, int | None]]:
    return Counter(
        (item["form"], item["state"], item["answer"])
        for item in stormed.stripe.controls.deliveries()
    )


def _all_are_paid_once() -> None:
    with read() as db:
        orders = db.execute(
            select(Order.state, Order.payment_state, Order.captured_total, func.count()).group_by(
                Order.state, Order.payment_state, Order.captured_total
            )
        ).all()
    assert [tuple(row) for row in orders] == [("open", "paid", 2690, PAYMENTS)]


def _only_genuine_ones_were_taken(
    stormed: Stormed, forms: Counter[tuple[str, str, int | None]], measured: int
) -> None:
    """Each event of Stripe's is in the inbox once, and none that somebody made up."""
    answers = {(form, answer) for form, state, answer in forms if state != "dropped"}
    refused = {(form, 401) for form in DECEITS}
    assert refused <= answers <= refused | {("genuine", 204), ("copy", 204)}
    arrived = {
        item["event"]
        for item in stormed.stripe.controls.deliveries()
        if item["form"] == "genuine" and item["state"] == "done"
    }
    with read() as db:
        inbox = set(db.scalars(select(ReceivedWebhook.event_id)))
        times = db.scalar(select(func.count()).select_from(ReceivedWebhook))
    assert arrived <= inbox
    assert len(inbox) == times == len(arrived) + measured
