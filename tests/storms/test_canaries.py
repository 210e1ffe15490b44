"""Recognizable cards, names and secrets go through everything, and are looked for everywhere.

The shop runs as processes that log all they can. Shoppers pay by good, declined and disputed cards;
secrets are set; webhooks come genuine, forged and unreadable; Stripe breaks off, so that there are
tracebacks, and deliveries that are tried again. What nobody may find stands in no log, no answer, no
job, and no row of any table.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
import redis
from shopwright.commerce.staff import create_api_key
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.runtime import runtime
from shopwright.platform.servers import EmbeddedValkey
from shopwright.testing.shop import Shop
from shopwright_stripe_payments.fake import FakeProcess
from shopwright_stripe_payments.fake.signing import header
from sqlalchemy import MetaData, func, select

from tests.storms.paying import METHOD, SECRET, WEBHOOKS, at, session_of, subscribe
from tests.storms.served import ServedShop, empty_database, served
from tests.storms.shoppers import Answer, Shopper, shopper

pytestmark = pytest.mark.storm
TOTAL = 2690
CARDS = {
    "good": "4242424242424242",
    "declined": "4000000000009995",
    "stolen": "4000000000009979",
    "disputed": "4000000000000259",
}
HOLDER = "Canaria Cardholder"
NEW_SECRET = "whsec_canary_that_is_new"
OLD_SECRET = "whsec_canary_that_is_old"
FORGED = "a canary in a forged payload"
UNREADABLE = "a canary in an unreadable payload"
GENUINE = "a canary in a genuine payload"
STRIPE_KEY = "sk_test_fake"
HIDDEN = (
    *CARDS.values(),
    "4242 4242 4242 4242",
    HOLDER,
    SECRET,
    NEW_SECRET,
    OLD_SECRET,
    FORGED,
    UNREADABLE,
    GENUINE,
    STRIPE_KEY,
)
RIGHTS = ["orders:read", "orders:refund", "plugins:read", "plugins:write", "audit:read"]


@dataclass(slots=True, kw_only=True)
class Stage:
    """A running shop, its Stripe, and all that it has answered."""

    shop: ServedShop
    stripe: FakeProcess
    mug: UUID
    staff_key: str
    answers: list[str] = field(default_factory=list)
    jobs: set[str] = field(default_factory=set)

    def ask(self, method: str, path: str, body: Any = None, *, by: Shopper | None = None) -> Answer:
        """As staff, unless it is somebody else."""
        if by is None:
            with shopper(self.shop.port) as staff:
                staff.key = self.staff_key
                answer = staff.send(method, f"/api/v1{path}", body)
        else:
            answer = by.send(method, path, body)
        self.answers.append(json.dumps(answer.body))
        return answer

    def tell(self, text: str, *secrets: str) -> int:
        """A webhook with that body, signed with the secrets."""
        connection = http.client.HTTPConnection("127.0.0.1", self.shop.port, timeout=30)
        signature = {"Stripe-Signature": header(text, secrets, int(time.time()))}
        connection.request("POST", WEBHOOKS, text.encode(), signature)
        answer = connection.getresponse()
        self.answers.append(answer.read().decode())
        connection.close()
        return answer.status


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    directory = tmp_path_factory.mktemp("canaries")
    found: dict[str, Any] = {}

    def prepare(shop: Shop) -> None:
        found["mug"] = shop.product(stock=100)
        found["staff_key"] = create_api_key("staff", RIGHTS).key

    stripe = FakeProcess(directory / "stripe.db").start()
    settings = at(stripe) | {"log_level": "debug"}
    try:
        with (
            empty_database(request, directory) as url,
            served(directory, url, prepare=prepare, **settings) as shop,
        ):
            subscribe(stripe, shop)
            yield Stage(shop=shop, stripe=stripe, **found)
    finally:
        stripe.stop()


def test_what_nobody_may_find_is_nowhere(stage: Stage) -> None:
    over = threading.Event()
    watcher = threading.Thread(target=_watch_jobs, args=(stage, over))
    watcher.start()
    try:
        _everything_happens(stage)
        with stage.shop.opened():
            assert stage.shop.until(_all_was_tried, 60)
    finally:
        over.set()
        watcher.join()
    with stage.shop.opened():
        rows = dict(_rows())
    log = (stage.shop.directory / "log").read_text(errors="replace")

    assert "hook failed" in log, "nothing went wrong: what would be in a traceback is not tested"
    assert stage.jobs, "no job was seen"
    assert _told(stage, HOLDER), "Stripe's own webhooks had no canary"
    failed = [row for row in rows["outbox_deliveries"] if "'last_error': None" not in row]
    assert failed, "no delivery failed: what would be in a dead letter is not tested"
    for secret in HIDDEN:
        assert secret not in log, secret
        assert not [answer for answer in stage.answers if secret in answer], secret
        assert not [job for job in stage.jobs if secret in job], secret
        where = [name for name, found in rows.items() if any(secret in row for row in found)]
        assert where == [], secret
    _what_opens_a_payment_is_with_its_shopper_alone(stage, rows, log)


def _everything_happens(stage: Stage) -> None:
    keys = {
        "webhook_secret": NEW_SECRET,
        "previous_webhook_secret": OLD_SECRET,
        "previous_until": "2099-01-01T00:00:00Z",
    }
    path = "/admin/plugins/stripe_payments/settings"
    assert stage.ask("PUT", path, {"values": {"test": keys}}).status == 200
    wrong = {"test": {"secret_key": NEW_SECRET, "webhook_secret": CARDS["good"]}}
    assert stage.ask("PUT", path, {"values": wrong}).status == 422
    orders = [
        _buy(stage, *cards) for cards in (("good",), ("declined", "good"), ("stolen", "good"))
    ]
    _buy(stage, "disputed")
    _webhooks(stage)
    refunded = stage.ask("POST", f"/admin/orders/{orders[0]}/refunds", {"amount": 100})
    assert refunded.status == 201, refunded
    for kind in ("after_drop_response", "cached_500", "429"):
        stage.stripe.controls.fail(kind=kind, method="POST", path="/v1/refunds")
        answer = stage.ask("POST", f"/admin/orders/{orders[1]}/refunds", {"amount": 100})
        assert answer.status in (201, 503), answer
    stage.stripe.controls.fail(kind="before", method="GET", count=3)
    stage.stripe.controls.finish_refund(refund_id=_first_refund(stage), outcome="failed")
    for order_id in orders:
        assert stage.ask("GET", f"/admin/orders/{order_id}").status == 200
    for path in ("/admin/audit", "/admin/plugins/stripe_payments/diagnosis"):
        assert stage.ask("GET", path).status == 200, path
    assert stage.ask("GET", "/admin/plugins/stripe_payments/settings").status == 200


def _buy(stage: Stage, *cards: str) -> str:
    """Press Pay, in an app too, and pay on Stripe's page, after some cards that do not work."""
    with shopper(stage.shop.port) as guest:
        guest.start()
        guest.put(stage.mug)
        guest.fill_in(email="ada@example.com", shipping="post:letter", payment=METHOD)
        app = {"expected_total": TOTAL, "payment_options": {"flow": "client"}}
        assert stage.ask("POST", f"{guest.cart}/complete", app, by=guest).status == 201
        page = stage.ask("POST", f"{guest.cart}/complete", {"expected_total": TOTAL}, by=guest)
        assert page.status == 201, page
        session = session_of(page.body["next_action"]["url"])
        for card in cards:
            stage.stripe.controls.pay(session_id=session, card=CARDS[card], name=HOLDER)
        guest.order_token = page.body["order_token"]
        path = f"/api/v1/orders/{page.body['order_id']}"
        paid = stage.ask("POST", f"{path}/payment/settle", by=guest)
        assert paid.body["state"] == "open", paid
        stage.ask("GET", path, by=guest)
        return str(page.body["order_id"])


def _webhooks(stage: Stage) -> None:
    """With canaries in fields that Stripe's events have, and in one that none has."""
    subject = {"object": "charge", "id": "ch_none", "description": GENUINE}
    subject |= {"billing_details": {"name": HOLDER}, "number": CARDS["good"]}
    event: dict[str, Any] = {"id": "evt_canary", "object": "event", "type": "charge.captured"}
    event |= {"created": int(time.time()), "livemode": False, "data": {"object": subject}}
    assert stage.tell(json.dumps(event), NEW_SECRET) == 204
    assert stage.tell(json.dumps(event | {"id": "evt_old"}), OLD_SECRET) == 204
    assert stage.tell(json.dumps(event).replace(GENUINE, FORGED), "whsec_nobodys") == 401
    assert stage.tell(f'{{"id": "{UNREADABLE}', NEW_SECRET) == 400
    assert stage.tell(json.dumps({"id": UNREADABLE * 20, "data": 7}), NEW_SECRET) == 400


def _first_refund(stage: Stage) -> str:
    books = stage.stripe.controls.books().values()
    return next(refund for book in books for refund in book["refunds"])


def _told(stage: Stage, canary: str) -> int:
    """How many webhooks with it the shop took from Stripe."""
    with closing(sqlite3.connect(stage.shop.directory / "stripe.db")) as books:
        statement = "SELECT count(*) FROM deliveries WHERE state = 'done' AND payload LIKE ?"
        return int(books.execute(statement, (f"%{canary}%",)).fetchone()[0])


def _all_was_tried() -> bool:
    """Nothing waits but for its next try; one that met a service that was away counts none."""
    with read() as db:
        untried = select(func.count()).where(
            OutboxDelivery.state.in_(("due", "sent")), OutboxDelivery.last_error.is_(None)
        )
        return db.scalar(untried) == 0


def _watch_jobs(stage: Stage, over: threading.Event) -> None:
    """What RQ keeps of each job, as long as it does."""
    valkey = EmbeddedValkey(stage.shop.directory / "data" / "valkey")
    client = redis.Redis.from_url(valkey.url)
    while not over.wait(0.02):
        for key in client.scan_iter("rq:job:*", count=1000):
            try:
                values = client.hgetall(key)
            except redis.ResponseError:  # a set of RQ's own
                continue
            for value in values.values():
                stage.jobs.add(_unpacked(value))


def _unpacked(value: bytes) -> str:
    with suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode("utf-8", "replace")


def _rows() -> Iterator[tuple[str, list[str]]]:
    """Every row of every table, as text."""
    metadata = MetaData()
    metadata.reflect(runtime().database.engine)
    with read() as db:
        for table in metadata.tables.values():
            yield table.name, [str(dict(row)) for row in db.execute(select(table)).mappings()]


def _what_opens_a_payment_is_with_its_shopper_alone(
    stage: Stage, rows: dict[str, list[str]], log: str
) -> None:
    """The client secret of an intent: in the attempt and in the answer to its shopper."""
    mark = "_secret_"
    assert any(mark in answer for answer in stage.answers)
    assert mark not in log
    assert not [job for job in stage.jobs if mark in job]
    holders = {name for name, found in rows.items() if any(mark in row for row in found)}
    assert holders <= {"payment_attempts", "idempotency_keys"}
