"""Shops that take payments by the fake Stripe, and their shoppers, who know nothing but HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import stripe
from flask.testing import FlaskClient
from shopwright import Context, Plugin
from shopwright.commerce.channels import ChannelPatch, install_defaults, update_channel
from shopwright.commerce.payments import AttemptView, OrderPayments, payments_of
from shopwright.platform import clock
from shopwright.platform.runtime import runtime
from shopwright.testing import (
    DatabaseKind,
    Databases,
    ScriptedProvider,
    Shop,
    SignIn,
    open_shop,
    trading_plugin,
)
from shopwright_stripe_payments.fake import FakeStripe, Options, running_fake
from shopwright_stripe_payments.plugin import StripePayments
from shopwright_stripe_payments.provider import StripeProvider
from werkzeug.serving import make_server

STAND_IN = "SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS"
SECRET = "whsec_of_the_stand_in_of_these_tests"
EVENTS = "/api/v1/plugins/stripe_payments/webhooks/events"
ADDRESS = {
    "first_name": "Ada",
    "last_name": "Byron",
    "address1": "Lindenstraße 4",
    "city": "Berlin",
    "postal_code": "10969",
    "country": "DE",
}


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    """A new account at Stripe, in memory: banks answer when a test has them do so."""
    options = Options(bank_seconds=3600, refund_seconds=3600, retry_seconds=0.1)
    with running_fake(options=options) as fake:
        yield fake


@pytest.fixture
def settings() -> dict[str, object]:
    """The plugin's."""
    return {}


@pytest.fixture
def others() -> dict[type[Plugin], dict[str, object]]:
    """Further plugins of the shop, with their settings."""
    return {}


@pytest.fixture
def shop(
    shopwright_databases: Databases,
    shopwright_database: DatabaseKind,
    tmp_path: Path,
    fake: FakeStripe,
    settings: dict[str, object],
    others: dict[type[Plugin], dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shop]:
    """A shop that pays at the fake, as in a demo."""
    monkeypatch.setenv(STAND_IN, fake.url)
    monkeypatch.setenv(f"{STAND_IN}_SECRET", SECRET)
    plugins = (StripePayments, *others)
    with (
        shopwright_databases.fresh(shopwright_database, tmp_path, plugins) as url,
        open_shop(
            tmp_path,
            *plugins,
            trading_plugin(ScriptedProvider()),
            settings={
                "stripe_payments": settings,
                **{plugin.id: given for plugin, given in others.items()},
            },
            database_url=url,
            make_tables=False,
            public_url="http://localhost",
        ) as shop,
    ):
        yield shop


@pytest.fixture
def ctx(shop: Shop) -> Context:
    """The plugin's own."""
    return next(item.context for item in runtime().registry.plugins if item.id == "stripe_payments")


@pytest.fixture
def provider(ctx: Context) -> StripeProvider:
    """The provider as the shop has it."""
    return StripeProvider(ctx.settings, ctx)


@contextmanager
def serving(shop: Shop) -> Iterator[str]:
    """The shop on a port of this machine; its address."""
    server = make_server("127.0.0.1", 0, shop.app, threaded=True)
    server.daemon_threads = False  # those that still answer hold connections to the database
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def told(shop: Shop, fake: FakeStripe) -> Iterator[Callable[[], None]]:
    """The fake sends its webhooks to the shop; `told()` waits for them and works them off."""
    with serving(shop) as url:
        fake.controls.subscribe(f"{url}{EVENTS}", secret=SECRET)

        def work() -> None:
            deadline = time.monotonic() + 20
            while any(item["state"] == "due" for item in fake.controls.deliveries()):
                assert time.monotonic() < deadline, "the webhooks do not arrive"
                time.sleep(0.01)
            shop.deliver()

        yield work


@dataclass(slots=True)
class Shopper:
    """Somebody with a browser, a cart in it, and in the end an order."""

    shop: Shop
    fake: FakeStripe
    browser: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)
    cart: str = ""
    completion: dict[str, Any] = field(default_factory=dict)

    def fill(self, variant_id: UUID, quantity: int = 1, *, currency: str = "EUR") -> Shopper:
        """Put something into a new cart, and say who buys."""
        made = self._call("POST", "/carts", {"currency": currency})
        self.cart = made["cart"]["id"]
        if made["token"]:
            self.headers["X-Cart-Token"] = made["token"]
        self._call(
            "POST",
            f"/carts/{self.cart}/lines",
            {"variant_id": str(variant_id), "quantity": quantity},
        )
        contact = {"email": "ada@example.com", "shipping_address": ADDRESS}
        self._call("PUT", f"/carts/{self.cart}/contact", contact)
        self._call("PUT", f"/carts/{self.cart}/shipping-option", {"id": "test_post:letter"})
        return self

    def choose(self, method: str = "stripe:checkout") -> Shopper:
        """How to pay."""
        self._call("PUT", f"/carts/{self.cart}/payment-method", {"id": method})
        return self

    def methods(self) -> list[dict[str, Any]]:
        """What is on offer."""
        found: list[dict[str, Any]] = self._call("GET", f"/carts/{self.cart}/payment-methods")[
            "items"
        ]
        return found

    def press(self, status: int = 201, **options: str) -> dict[str, Any]:
        """Press Pay."""
        self.completion = self._call(
            "POST",
            f"/carts/{self.cart}/complete",
            {"payment_options": options} if options else {},
            status=status,
        )
        return self.completion

    def pay(self, card: str = "4242424242424242", **how: Any) -> dict[str, Any]:
        """Pay on Stripe's page: the session afterwards."""
        assert self.attempt.reference is not None
        return self.fake.controls.pay(self.attempt.reference, card, **how)

    def come_back(self) -> dict[str, Any]:
        """From Stripe's page to the shop."""
        token = {"X-Order-Token": self.completion["order_token"]}
        answer = self.browser.post(f"/api/v1/orders/{self.order_id}/payment/settle", headers=token)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found

    def give_up(self) -> None:
        """Cancel the payment, to change the cart."""
        self._call("DELETE", f"/carts/{self.cart}/payment")

    @property
    def line(self) -> dict[str, Any]:
        """What is in the cart."""
        (line,) = self._call("GET", f"/carts/{self.cart}")["lines"]
        found: dict[str, Any] = line
        return found

    @property
    def order_id(self) -> UUID:
        """The order's."""
        return UUID(self.completion["order_id"])

    @property
    def payments(self) -> OrderPayments:
        """All that the shop knows of the order's money."""
        return payments_of(self.order_id)

    @property
    def attempt(self) -> AttemptView:
        """The last one."""
        return self.payments.attempts[-1]

    @property
    def order(self) -> dict[str, Any]:
        """As its buyer sees it."""
        token = {"X-Order-Token": self.completion["order_token"]}
        answer = self.browser.get(f"/api/v1/orders/{self.order_id}", headers=token)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found

    @property
    def states(self) -> tuple[str, str]:
        """The order's, and its money's."""
        return self.order["state"], self.order["payment_state"]

    @property
    def ledger(self) -> list[tuple[str, int, str]]:
        """Kinds, amounts and currencies, in order."""
        return [
            (item.kind, item.amount.amount, item.amount.currency) for item in self.payments.entries
        ]

    @property
    def books(self) -> list[dict[str, Any]]:
        """What really happened to the money at Stripe, by intent."""
        return [
            book
            for book in self.fake.controls.books().values()
            if book["metadata"].get("order_id") == str(self.order_id)
        ]

    def _call(
        self, method: str, path: str, body: Any = None, *, status: int | None = None
    ) -> dict[str, Any]:
        answer = self.browser.open(f"/api/v1{path}", method=method, json=body, headers=self.headers)
        wanted = (status,) if status else (200, 201)
        assert answer.status_code in wanted, f"{method} {path}: {answer.text}"
        found: dict[str, Any] = answer.json
        return found


def dashboard(shopper: Shopper) -> Any:
    """The merchant in Stripe's dashboard, who may do whatever the API can."""
    fake = shopper.fake
    return stripe.StripeClient(fake.secret_key, base_addresses={"api": fake.url}).v1


NewShopper = Callable[..., Shopper]


@pytest.fixture
def shopper(shop: Shop, fake: FakeStripe) -> NewShopper:
    """A guest with a mug for 26.90 in the cart, about to pay by Stripe."""

    def make(browser: FlaskClient | None = None, **product: Any) -> Shopper:
        currency = product.get("currency", "EUR")
        sell_in = ChannelPatch(currencies=("EUR", currency))
        update_channel(install_defaults().id, sell_in)
        someone = Shopper(shop, fake, browser or shop.client())
        return someone.fill(shop.product(**product), currency=currency).choose()

    return make


@pytest.fixture
def staff(as_staff: SignIn) -> FlaskClient:
    """A program of the staff's that may do everything."""
    return as_staff()


@pytest.fixture
def later() -> Callable[..., Any]:
    """`with later(minutes=3):` is that much later, for the shop."""

    def travel(**ahead: float) -> Any:
        return clock.at(datetime.now(UTC) + timedelta(**ahead))

    return travel
