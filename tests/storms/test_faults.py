"""Stripe is unreachable, slow, or answers nonsense: the shop answers all the same, and in time.

Everything that can be asked of the money path is asked at once while Stripe is away. Each answer
comes within ten seconds, as a success that says what is not known yet, or as a typed problem in
words. When Stripe is back everything goes on: no order is lost, none is paid for twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from shopwright.commerce.orders.models import Order
from shopwright.commerce.payments.models import PaymentAttempt, Refund
from shopwright.commerce.payments.sweepers import complete_payments
from shopwright.commerce.staff import create_api_key
from shopwright.platform.db import read
from shopwright.testing import DatabaseKind, Databases, ScriptedProvider, Shop, open_shop
from shopwright.testing.invariants import assert_books
from shopwright.testing.plugins import trading_plugin
from shopwright_stripe_payments.connection import STAND_IN, STAND_IN_SECRET
from shopwright_stripe_payments.fake import FakeProcess
from shopwright_stripe_payments.fake.signing import header
from shopwright_stripe_payments.plugin import StripePayments
from shopwright_stripe_payments.rest import READ
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.storms.paying import METHOD, SECRET, WEBHOOKS, StripeBooks, serving, session_of
from tests.storms.proxy import FaultProxy, fault_proxy
from tests.storms.shoppers import Answer, Shopper, shopper

pytestmark = pytest.mark.storm
SECONDS = 10.0
TOTAL = 2690
RIGHTS = ["orders:read", "orders:write", "orders:refund", READ]
NOT_KNOWN = {(503, "payment_unknown")}
Later = Callable[..., AbstractContextManager[object]]


@dataclass(slots=True, kw_only=True)
class Scene:
    """A shop that reaches Stripe by a proxy, and people who are half-way through paying."""

    shop: Shop
    port: int
    stripe: FakeProcess
    way: FaultProxy
    mug: UUID
    staff_key: str
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    buyers: dict[str, Shopper] = field(default_factory=dict)

    def fill(self, name: str) -> Shopper:
        """Somebody who only has to press Pay."""
        buyer = self.buyers[name] = Shopper(self.port)
        buyer.start()
        buyer.put(self.mug)
        email = f"{name}@example.com"
        assert buyer.fill_in(email=email, shipping="test_post:letter", payment=METHOD) == TOTAL
        return buyer

    def press(self, name: str) -> dict[str, Any]:
        """Somebody who is sent to Stripe."""
        answer = self.fill(name).pay(TOTAL)
        assert answer.status == 201, answer
        self.orders[name] = answer.body
        self.buyers[name].order_token = answer.body["order_token"]
        return self.orders[name]

    def pay(self, name: str) -> None:
        """On Stripe's page, which the shopper reaches without the proxy."""
        session = session_of(self.orders[name]["next_action"]["url"])
        assert self.stripe.controls.pay(session_id=session)["status"] == "complete"

    def by(self, name: str, method: str, path: str, body: Any = None) -> Answer:
        """Asked by a buyer, on a connection of its own; `CART` in `path` is the buyer's."""
        with shopper(self.port) as one:
            known = self.buyers[name]
            one.token, one.order_token = known.token, known.order_token
            return one.send(method, path.replace("CART", known.cart), body)

    def by_staff(self, method: str, path: str, body: Any = None) -> Answer:
        """Asked by a program of the staff's."""
        with shopper(self.port) as one:
            one.key = self.staff_key
            return one.send(method, f"/api/v1{path}", body)

    def path(self, name: str) -> str:
        """Of somebody's order."""
        return f"/orders/{self.orders[name]['order_id']}"

    def come_back(self, name: str) -> Answer:
        """To the shop, after paying."""
        return self.by(name, "POST", f"/api/v1{self.path(name)}/payment/settle")


@pytest.fixture
def scene(
    shopwright_databases: Databases,
    shopwright_database: DatabaseKind,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Scene]:
    """On each database; money is promised first, and captured by staff."""
    stripe = FakeProcess(tmp_path / "stripe.db").start()
    plugins = (StripePayments, trading_plugin(ScriptedProvider()))
    try:
        with (
            fault_proxy(("127.0.0.1", stripe.port)) as way,
            shopwright_databases.fresh(shopwright_database, tmp_path, (StripePayments,)) as url,
            monkeypatch.context() as environment,
        ):
            environment.setenv(STAND_IN, f"http://127.0.0.1:{way.port}")
            environment.setenv(STAND_IN_SECRET, SECRET)
            with (
                capture_logs(),  # writing a dozen tracebacks at once for people takes a while
                open_shop(
                    tmp_path,
                    *plugins,
                    settings={"stripe_payments": {"capture": "manual"}},
                    database_url=url,
                    make_tables=False,
                ) as shop,
                serving(shop) as port,
            ):
                yield Scene(
                    shop=shop,
                    port=port,
                    stripe=stripe,
                    way=way,
                    mug=shop.product(stock=100),
                    staff_key=create_api_key("staff", RIGHTS).key,
                )
    finally:
        stripe.stop()


def _half_way(scene: Scene) -> None:
    """One order for each thing that can be done to one."""
    scene.fill("presses")
    for name in ("reads", "returns", "leaves", "edits", "is_looked_at", "is_dropped"):
        scene.press(name)
    for name in ("returns", "is_looked_at", "is_told_of"):
        if name not in scene.orders:
            scene.press(name)
        scene.pay(name)
    for name in ("is_captured", "is_refunded", "is_canceled"):
        scene.press(name)
        scene.pay(name)
        assert scene.come_back(name).body["payment_state"] == "authorized"
    captured = scene.by_staff("POST", f"/admin{scene.path('is_refunded')}/captures", {})
    assert captured.status == 201, captured


Deed = tuple[Callable[[Scene], Answer], set[tuple[int, str]]]


def _by_staff(name: str, verb: str, body: Any) -> Callable[[Scene], Answer]:
    return lambda scene: scene.by_staff("POST", f"/admin{scene.path(name)}/{verb}", body)


def _looked_at(scene: Scene) -> Answer:
    path = f"/admin{scene.path('is_looked_at')}"
    attempt = scene.by_staff("GET", path).body["attempts"][0]["id"]
    return scene.by_staff("POST", f"{path}/payments/{attempt}/settle")


def _told_of(scene: Scene) -> Answer:
    """Stripe's webhook comes in, although Stripe cannot be asked."""
    order = scene.orders["is_told_of"]
    subject = {"object": "checkout.session", "id": session_of(order["next_action"]["url"])}
    body = {"id": "evt_told", "object": "event", "type": "checkout.session.completed"}
    body |= {"created": int(time.time()), "livemode": False, "data": {"object": subject}}
    text = json.dumps(body)
    web = scene.shop.client()
    signature = header(text, [SECRET], int(time.time()))
    answer = web.post(WEBHOOKS, data=text, headers={"Stripe-Signature": signature})
    return Answer(status=answer.status_code, body=answer.json if answer.data else None)


DEEDS: dict[str, Deed] = {
    "see ways to pay": (
        lambda scene: scene.by("presses", "GET", "CART/payment-methods"),
        {(200, "")},
    ),
    "press Pay": (
        lambda scene: scene.by("presses", "POST", "CART/complete", {"expected_total": TOTAL}),
        {(201, "")},
    ),
    "read how to pay": (
        lambda scene: scene.by("reads", "GET", f"/api/v1{scene.path('reads')}/payment"),
        {(200, "")},
    ),
    "come back": (lambda scene: scene.come_back("returns"), {(200, "")}),
    "give up paying": (lambda scene: scene.by("leaves", "DELETE", "CART/payment"), NOT_KNOWN),
    "edit the cart": (
        lambda scene: scene.by("edits", "PUT", "CART/contact", {"email": "other@example.com"}),
        NOT_KNOWN,
    ),
    "drop an order": (_by_staff("is_dropped", "cancel", {"reason": "no"}), NOT_KNOWN),
    "cancel an order": (_by_staff("is_canceled", "cancel", {"reason": "no"}), NOT_KNOWN),
    "capture": (_by_staff("is_captured", "captures", {}), NOT_KNOWN),
    "refund": (_by_staff("is_refunded", "refunds", {"amount": 600}), NOT_KNOWN),
    "look again": (_looked_at, NOT_KNOWN),
    "be told": (_told_of, {(204, "")}),
    "see how Stripe does": (
        lambda scene: scene.by_staff("GET", "/plugins/stripe_payments/status"),
        {(200, "")},
    ),
}
# What some are told when Stripe answers after all, slowly.
ANSWERED = {(200, ""), (201, "")}
FAULTS: dict[str, Callable[[Scene], object]] = {
    "reset": lambda scene: scene.way.suffer("reset"),
    "black hole": lambda scene: scene.way.suffer("black_hole"),
    "slow": lambda scene: scene.way.suffer("slow", seconds=3.0),
    "drip": lambda scene: scene.way.suffer("drip", seconds=0.2),
    "hangs up": lambda scene: scene.stripe.controls.fail(kind="before", count=0),
    "drops answers": lambda scene: scene.stripe.controls.fail(kind="after_drop_response", count=0),
    "500": lambda scene: scene.stripe.controls.fail(kind="cached_500", count=0),
    "429": lambda scene: scene.stripe.controls.fail(kind="429", count=0),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_while_stripe_is_away_everything_answers_and_afterwards_all_goes_on(
    scene: Scene, fault: str, time_machine_later: Later
) -> None:
    _half_way(scene)
    FAULTS[fault](scene)
    answers = _all_at_once(scene)
    slowest = max(answers, key=lambda name: answers[name][1])
    print(f"\n{fault}: the slowest was to {slowest}, {answers[slowest][1]:.2f} s")
    for name, (answer, seconds) in answers.items():
        told = (answer.status, answer.code)
        allowed = DEEDS[name][1] | (ANSWERED if fault in ("slow", "drops answers") else set())
        assert told in allowed, f"{name}: {answer}"
        assert seconds < SECONDS, f"{name} took {seconds:.2f} s"
        assert answer.status < 400 or len(answer.body["detail"]) > 20, answer
    for name in ("press Pay", "come back"):
        body = answers[name][0].body
        assert body["checking_payment"] or fault in ("slow", "drops answers"), body
    scene.way.heal()
    scene.stripe.controls.heal()
    _all_goes_on(scene, time_machine_later)


def _all_at_once(scene: Scene) -> dict[str, tuple[Answer, float]]:
    def timed(name: str) -> tuple[Answer, float]:
        started = time.monotonic()
        answer = DEEDS[name][0](scene)
        return answer, time.monotonic() - started

    with ThreadPoolExecutor(len(DEEDS)) as pool:
        return dict(zip(DEEDS, pool.map(timed, DEEDS), strict=True))


def _all_goes_on(scene: Scene, later: Later) -> None:
    """Everybody tries again, and the sweepers finish what nobody asks for."""
    dropped = _by_staff("is_dropped", "cancel", {"reason": "no"})(scene)
    canceled = _by_staff("is_canceled", "cancel", {"reason": "no"})(scene)
    assert {dropped.status, canceled.status} <= {200, 409}, (dropped, canceled)
    with later(minutes=3):
        scene.shop.deliver()
        complete_payments()
    for name in ("presses", "reads", "leaves", "edits"):
        _pays_after_all(scene, name)
    for name in ("returns", "is_looked_at", "is_told_of"):
        scene.come_back(name)
    scene.shop.deliver()
    with read() as db:
        orders = {order.email: order for order in db.scalars(select(Order))}
        refunds = db.scalars(select(Refund.state)).all()
        live = db.scalars(
            select(PaymentAttempt.state).where(
                PaymentAttempt.state.not_in(("authorized", "paid", "voided"))
            )
        ).all()
    states = {
        email.partition("@")[0]: (order.state, order.payment_state)
        for email, order in orders.items()
    }
    promised = ("open", "authorized")
    assert states == {
        **dict.fromkeys(("presses", "reads", "leaves", "edits"), promised),
        **dict.fromkeys(("returns", "is_looked_at", "is_told_of"), promised),
        "is_captured": ("open", "paid"),
        "is_refunded": ("open", "partly_refunded"),
        "is_canceled": ("canceled", "unpaid"),
        "is_dropped": ("canceled", "unpaid"),
    }
    assert refunds == ["succeeded"]
    assert live == []
    assert_books(provider=StripeBooks(controls=scene.stripe.controls))


def _pays_after_all(scene: Scene, name: str) -> None:
    """Presses Pay again, pays and comes back."""
    buyer = scene.buyers[name]
    contact = {"email": f"{name}@example.com"}
    assert buyer.send("PUT", f"{buyer.cart}/contact", contact).status == 200
    for _ in range(4):  # an answer that went wrong may be remembered under its key
        answer = buyer.pay(TOTAL)
        assert answer.status == 201, answer
        if answer.body["next_action"]:
            break
    scene.orders[name] = answer.body
    buyer.order_token = answer.body["order_token"]
    scene.pay(name)
    assert scene.come_back(name).body["payment_state"] == "authorized"
