"""A process ends while Stripe is taking money, by a deploy or by a kill: nothing is lost or taken twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from http.client import HTTPException
from uuid import UUID

import pytest
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.commands import request_capture
from shopwright.commerce.payments.models import CaptureRequest
from shopwright.commerce.staff import create_api_key
from shopwright.platform.audit.sealer import seal
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import SweeperLease
from shopwright.testing.invariants import assert_books
from shopwright_stripe_payments.fake import FakeProcess
from sqlalchemy import select, update

from tests.storms.paying import METHOD, StripeBooks, at, session_of
from tests.storms.served import ServedShop, empty_database, served
from tests.storms.shoppers import shopper

pytestmark = pytest.mark.storm
TOTAL = 2690
GRACE = 20.0  # seconds that a worker gives to what it has in hand
CAPTURE = "/v1/payment_intents/*/capture"
SESSIONS = "/v1/checkout/sessions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A running shop that captures by hand, and its Stripe."""

    shop: ServedShop
    stripe: FakeProcess
    mug: UUID

    def promise(self, *, is_killed: bool = False) -> UUID:
        """An order whose money is promised; `is_killed`: the shop, while it hears from Stripe."""
        with shopper(self.shop.port, patience=60.0) as guest, ThreadPoolExecutor(1) as pool:
            guest.start()
            guest.put(self.mug)
            guest.fill_in(email="ada@example.com", shipping="post:letter", payment=METHOD)
            pressed = pool.submit(guest.pay, TOTAL)
            if is_killed:
                self.kill_web(lambda: self.keys(SESSIONS))
            answer = pressed.result()
            while not answer.body["next_action"]:  # it is being checked
                answer = guest.pay(TOTAL)
            self.stripe.controls.pay(session_id=session_of(answer.body["next_action"]["url"]))
            guest.order_token = answer.body["order_token"]
            path = f"/api/v1/orders/{answer.body['order_id']}/payment/settle"
            assert guest.send("POST", path).body["payment_state"] == "authorized"
        return UUID(answer.body["order_id"])

    def kill_web(self, when: Callable[[], object]) -> None:
        """kill -9 all that answer HTTP."""
        assert self.shop.until(when, 40)
        assert all(self.shop.kill(child) for child in self.shop.up() if child.startswith("web"))

    def captures(self) -> list[str]:
        """The keys with which Stripe was asked to capture."""
        return self.keys(CAPTURE)

    def keys(self, path: str) -> list[str]:
        """Those of all that was asked of Stripe there."""
        calls = self.stripe.controls.calls()
        return [
            call["idempotency_key"]
            for call in calls
            if call["method"] == "POST" and fnmatchcase(call["path"], path)
        ]

    def captured(self) -> int:
        """What Stripe took."""
        (book,) = self.stripe.controls.books().values()
        return int(book["captured"])


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    directory = tmp_path_factory.mktemp("deploy")
    goods: list[UUID] = []
    stripe = FakeProcess(directory / "stripe.db").start()
    settings = at(stripe) | {"plugin_stripe_payments__capture": "manual"}
    try:
        with (
            empty_database(request, directory) as url,
            served(
                directory, url, prepare=lambda shop: goods.append(shop.product()), **settings
            ) as shop,
        ):
            yield Stage(shop=shop, stripe=stripe, mug=goods[0])
    finally:
        stripe.stop()


@pytest.mark.parametrize("is_left", [False, True], ids=["finished", "left"])
def test_f35_a_worker_that_is_stopped_mid_capture_finishes_it_or_leaves_it_to_the_next(
    stage: Stage, is_left: bool
) -> None:
    order_id = stage.promise()
    stage.stripe.controls.fail(kind="slow", path=CAPTURE, seconds=5.0)
    with stage.shop.opened():
        request_capture(order_id, None)
        _is_due()
        assert stage.shop.until(stage.captures, 40), "the completer takes it up"
        worker = stage.shop.up()["worker"]
        stopped_at = time.monotonic()
        os.kill(worker, signal.SIGTERM)
        if is_left:  # as one is that takes longer than its grace
            os.kill(worker, signal.SIGKILL)
        assert stage.shop.until(lambda: stage.shop.up().get("worker") not in (worker, None), 60)
        assert time.monotonic() - stopped_at < GRACE + 20
        assert stage.shop.until(lambda: stage.captured() == TOTAL, GRACE)
        if is_left:
            assert _state() == "pending"
            _is_due()
        assert stage.shop.until(lambda: _state() == "succeeded", 60)
        assert len(stage.captures()) == 1, "the next one looks before it asks"
        with read() as db:
            order = db.get_one(Order, order_id)
        assert (order.payment_state, order.captured_total) == ("paid", TOTAL)
        seal()
        assert_books(provider=StripeBooks(controls=stage.stripe.controls))


def test_f23_what_stripe_did_before_the_shop_was_killed_is_found_and_not_done_again(
    stage: Stage,
) -> None:
    """Once while Pay was pressed, and once while staff captured: between its success and our commit."""
    stage.stripe.controls.fail(kind="slow", method="POST", path=SESSIONS, seconds=7.0)
    order_id = stage.promise(is_killed=True)
    assert len(set(stage.keys(SESSIONS))) == len(stage.stripe.controls.books()) == 1
    stage.stripe.controls.fail(kind="slow", path=CAPTURE, seconds=7.0)
    with stage.shop.opened(), ThreadPoolExecutor(1) as pool:
        key = create_api_key("staff", ["orders:refund"]).key
        asked = pool.submit(_capture, stage.shop.port, key, order_id)
        stage.kill_web(stage.captures)
        assert isinstance(asked.exception(), (OSError, HTTPException))
        assert stage.shop.until(lambda: stage.captured() == TOTAL, GRACE)
        assert _state() == "pending"
        _is_due()
        assert stage.shop.until(lambda: _state() == "succeeded", 60)
        assert len(stage.captures()) == 1
        with read() as db:
            order = db.get_one(Order, order_id)
        assert (order.payment_state, order.captured_total) == ("paid", TOTAL)
        seal()
        assert_books(provider=StripeBooks(controls=stage.stripe.controls))


def _capture(port: int, key: str, order_id: UUID) -> None:
    with shopper(port) as staff:
        staff.key = key
        staff.send("POST", f"/api/v1/admin/orders/{order_id}/captures", {})


def _is_due() -> None:
    """The completer asks for what nobody has touched for two minutes, each half of one."""
    with transaction() as db:
        db.execute(update(CaptureRequest).values(asked_at=now() - timedelta(minutes=3)))
        db.execute(
            update(SweeperLease)
            .where(SweeperLease.name == "completer")
            .values(lease_until=now() - timedelta(seconds=1))
        )


def _state() -> str:
    with read() as db:
        return db.scalars(select(CaptureRequest.state)).one()
