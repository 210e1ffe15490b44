"""Shops that are paid through the fake Stripe, in processes of their own; and its books."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from shopwright.testing.provider_books import TakenMoney
from shopwright.testing.shop import Shop
from shopwright_stripe_payments.amounts import from_stripe
from shopwright_stripe_payments.fake import Controls, FakeProcess, RemoteControls
from shopwright_stripe_payments.subjects import EVENTS
from werkzeug.serving import make_server

from tests.storms.served import ServedShop

PLUGINS = ("stripe_payments", "manual_payments", "email_notify", "storm_kit")
WEBHOOKS = "/api/v1/plugins/stripe_payments/webhooks/events"
METHOD = "stripe:checkout"
SECRET = "whsec_with_which_the_storms_begin"


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeBooks:
    """What the fake took and gave back, for the checker of invariants."""

    controls: Controls | RemoteControls
    name: str = "stripe"

    def payments(self) -> Iterable[TakenMoney]:
        """One for each payment intent."""
        for reference, book in self.controls.books().items():
            currency = book["currency"]
            named = book["metadata"].get("attempt_id")
            pending = "pending" in book["refunds"].values()
            refunded = from_stripe(book["refunded"], currency).amount
            yield TakenMoney(
                reference=reference,
                attempt_id=UUID(named) if named else None,
                currency=currency.upper(),
                captured=from_stripe(book["captured"], currency).amount,
                refunded=0 if pending else refunded,
                returning=refunded if pending else 0,
            )


def at(stripe: FakeProcess) -> dict[str, str]:
    """The settings of a shop that is paid there."""
    return {
        "plugins": json.dumps(PLUGINS),
        "stand_in_stripe_payments": stripe.url,
        "stand_in_stripe_payments_secret": SECRET,
    }


def subscribe(stripe: FakeProcess, shop: ServedShop) -> str:
    """Have it tell the shop what merchants are asked to register; the id of the endpoint."""
    form = {"url": f"http://127.0.0.1:{shop.port}{WEBHOOKS}"}
    form |= {f"enabled_events[{place}]": name for place, name in enumerate(EVENTS)}
    asked = urllib.request.Request(
        f"{stripe.url}/v1/webhook_endpoints",
        data=urlencode(form).encode(),
        headers={"Authorization": f"Bearer {stripe.secret_key}"},
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        endpoint: dict[str, Any] = json.load(answer)
    stripe.controls.rotate_secret(endpoint_id=endpoint["id"], secret=SECRET, keep_old=False)
    return str(endpoint["id"])


def session_of(url: str) -> str:
    """The Checkout Session that a shopper is sent to."""
    return url.rpartition("/")[2].partition("#")[0]


@contextmanager
def serving(shop: Shop) -> Iterator[int]:
    """A shop of this process, on a port of this machine."""
    server = make_server("127.0.0.1", 0, shop.app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
