"""A fake in memory, the real SDK pointed at it, and a receiver for its webhooks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stripe
from shopwright_stripe_payments.fake import FakeStripe, running_fake

CreateSession = Callable[..., Any]


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    """A new Stripe account, in memory."""
    with running_fake() as fake:
        yield fake


@pytest.fixture
def client(fake: FakeStripe) -> stripe.StripeClient:
    """The SDK, with the account's secret key."""
    return sdk(fake)


def sdk(fake: Any, key: str = "") -> stripe.StripeClient:
    """The SDK for a fake, which does not try again by itself."""
    return stripe.StripeClient(
        key or fake.secret_key,
        base_addresses={"api": fake.url},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=(2, 8)),
    )


def session_params(**more: Any) -> dict[str, Any]:
    """What it takes to sell two mugs for 25 euros."""
    return {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 2,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": 1250,
                    "product_data": {"name": "Mug"},
                },
            }
        ],
        "success_url": "https://shop.example/back?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.example/cart",
    } | more


@pytest.fixture
def create_session(client: stripe.StripeClient) -> CreateSession:
    """Makes a session of 25 euros: `create_session(expires_at=...)`."""

    def create(**more: Any) -> Any:
        return client.v1.checkout.sessions.create(params=session_params(**more))  # type: ignore[arg-type]

    return create


def charge_params(**more: Any) -> dict[str, Any]:
    """What it takes to charge a card with 10 dollars at once."""
    return {
        "amount": 1000,
        "currency": "usd",
        "payment_method": "pm_card_visa",
        "confirm": True,
        "return_url": "https://shop.example/back",
    } | more


@pytest.fixture
def charge(client: stripe.StripeClient) -> Callable[..., Any]:
    """Charges a card with 10 dollars: `charge(payment_method="pm_card_amex")`, the intent."""

    def make(**more: Any) -> Any:
        return client.v1.payment_intents.create(params=charge_params(**more))  # type: ignore[arg-type]

    return make


@dataclass
class Receiver:
    """A shop that takes webhooks: `status` is what it answers, `got` what it got."""

    url: str = ""
    secrets: list[str] = field(default_factory=list)
    status: int = 200
    got: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def take(self, payload: bytes, signature: str | None) -> int:
        """Check the signature as the SDK does, with each secret in turn."""
        for secret in self.secrets:
            try:
                event = stripe.Webhook.construct_event(payload, signature, secret)
            except stripe.SignatureVerificationError as error:
                problem = str(error)
            else:
                if self.status == 200:
                    self.got.append(event.to_dict())
                return self.status
        self.refused.append(problem)
        return 400

    def types(self) -> list[str]:
        """The types of the events it took."""
        return [event["type"] for event in self.got]


@pytest.fixture
def receiver(fake: FakeStripe) -> Iterator[Receiver]:
    """A receiver that is subscribed to all events."""
    with receiving() as receiver:
        endpoint = fake.controls.subscribe(receiver.url)
        receiver.secrets.append(endpoint["secret"])
        yield receiver


class receiving:  # noqa: N801 - a context manager
    """Runs a `Receiver` for the length of a block."""

    def __enter__(self) -> Receiver:
        receiver = Receiver()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.take(body, self.headers["Stripe-Signature"])
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        receiver.url = f"http://127.0.0.1:{self._server.server_port}/webhooks"
        return receiver

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
