"""Ways to tell a shop something, as Stripe does, as a forger would, and several at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxDelivery
from shopwright.testing import Shop
from sqlalchemy import func, select

from .conftest import EVENTS, SECRET, Shopper, dashboard

T = TypeVar("T")


def post(
    shop: Shop, body: bytes, *, secret: str = SECRET, at: datetime | None = None, header: str = ""
) -> Any:
    """Send a webhook as somebody would who knows, or does not know, the secret."""
    stamp = int((at or datetime.now(UTC)).timestamp())
    made = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, stamp)
    headers = {"Stripe-Signature": header or made, "Content-Type": "application/json"}
    return shop.client().post(EVENTS, data=body, headers=headers)


def event_of(ada: Shopper, kind: str) -> bytes:
    """The last event of a kind, as Stripe sends it."""
    listed = dashboard(ada).events.list({"type": kind})
    return str(listed.data[0]).encode()


def deliveries() -> int:
    """How many webhooks are stored."""
    with read() as db:
        statement = select(func.count()).where(OutboxDelivery.dedupe_key.like("webhook/%"))
        return db.scalar(statement) or 0


def at_once(shop: Shop, *calls: Callable[[], T]) -> list[T]:
    """Each in a thread of its own; what they came to, in the order of the calls."""
    found: dict[int, T] = {}

    def run(place: int, call: Callable[[], T]) -> None:
        with shop.app.app_context():
            found[place] = call()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[place] for place in range(len(calls))]
