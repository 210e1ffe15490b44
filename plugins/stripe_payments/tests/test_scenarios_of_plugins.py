"""Scenarios in which other plugins, or the database, fail in the middle of a payment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from shopwright import Context, Plugin, hooks
from shopwright.commerce.payments import PaymentCaptured
from shopwright.platform.hooks.spec import SPECS, BootHook
from shopwright.platform.runtime import runtime
from shopwright.platform.webhooks import inbox
from shopwright.testing import Outbox, ScriptedProvider, Shop, assert_books, trading_plugin
from shopwright.testing.plugins import registry_of
from shopwright_stripe_payments.plugin import StripePayments
from sqlalchemy.exc import OperationalError

from .conftest import NewShopper
from .telling import deliveries, event_of, post

Told = Callable[[], None]


class Raising(Plugin):
    """Fails when money comes."""

    @hooks.payment_captured
    def fail(self, event: PaymentCaptured, ctx: Context) -> None:
        raise RuntimeError("not today")


class Counting(Plugin):
    """Does its work."""

    heard: list[PaymentCaptured] = []

    @hooks.payment_captured
    def count(self, event: PaymentCaptured, ctx: Context) -> None:
        self.heard.append(event)


@pytest.fixture
def enable(shop: Shop) -> Callable[..., None]:
    """Has the shop use these plugins as well, from now on."""

    def swap(*plugins: type[Plugin]) -> None:
        trading = trading_plugin(ScriptedProvider())
        runtime().registry = registry_of(StripePayments, trading, *plugins)

    return swap


def test_f31_a_plugin_that_raises_is_tried_again_and_the_others_have_heard(
    shopper: NewShopper,
    shop: Shop,
    told: Told,
    outbox: Outbox,
    staff: FlaskClient,
    later: Callable[..., Any],
    enable: Callable[..., None],
) -> None:
    Counting.heard.clear()
    enable(Raising, Counting)
    ada = shopper()
    ada.press()
    ada.pay()
    told()
    assert ada.states == ("open", "paid")
    assert [event.order_id for event in Counting.heard] == [ada.order_id]
    (owed,) = outbox.owed("raising")
    assert (owed.state, owed.attempts, "not today" in owed.error) == ("due", 1, True)
    for days in range(1, 30):
        with later(days=days):
            shop.deliver()
    (owed,) = outbox.owed("raising")
    assert owed.state == "dead"
    (letter,) = staff.get("/api/v1/admin/jobs/deliveries?state=dead").json["items"]
    replayed = staff.post(f"/api/v1/admin/jobs/deliveries/{letter['id']}/replay")
    assert replayed.status_code < 300, replayed.text
    assert len(Counting.heard) == 1
    assert_books()


@pytest.mark.parametrize("failures", [2, 4], ids=["gives way", "does not"])
def test_f34_a_serialization_failure_in_the_endpoint_loses_no_event(
    shopper: NewShopper,
    shop: Shop,
    told: Told,
    monkeypatch: pytest.MonkeyPatch,
    failures: int,
) -> None:
    """Three tries; then Stripe reads 503, and sends it again."""
    ada = shopper()
    ada.press()
    owe, left = inbox.owe_plugin, [failures]

    def sometimes(*args: Any, **kwargs: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise _serialization_failure()
        return owe(*args, **kwargs)

    ada.fake.controls.weather(held=True)
    ada.pay()
    body = event_of(ada, "checkout.session.completed")
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "owe_plugin", sometimes)
        answers = [post(shop, body).status_code for _ in range(2)]
    assert answers == ([204, 204] if failures == 2 else [503, 204])
    assert (left, deliveries()) == ([0], 1)
    shop.deliver()
    assert (ada.states, ada.ledger) == (("open", "paid"), [("captured", 2690, "EUR")])
    assert_books()


def _serialization_failure() -> OperationalError:
    cause = Exception("could not serialize access")
    cause.sqlstate = "40001"  # type: ignore[attr-defined]
    return OperationalError("COMMIT", {}, cause)


def _hostile() -> type[Plugin]:
    """A plugin that raises in every hook there is, but for those that are asked at boot."""

    def raising(name: str, first: str) -> Any:
        scope: dict[str, Any] = {}
        exec(f"def method(self, {first}, ctx):\n    raise RuntimeError('{name}')", scope)
        return SPECS[name].mark(scope["method"])

    methods = {
        f"on_{name}": raising(name, first)
        for name, spec in SPECS.items()
        if not isinstance(spec, BootHook)
        for first in {"event", "draft"} & set(spec.function.__annotations__)
    }
    return type("Hostile", (Plugin,), methods)


def test_f36_a_plugin_that_raises_everywhere_cannot_keep_a_paid_order_from_being_paid(
    shopper: NewShopper, told: Told, enable: Callable[..., None]
) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    enable(_hostile())
    told()
    assert ada.states == ("open", "paid")
    assert ada.ledger == [("captured", 2690, "EUR")]
    assert_books()
