"""Fraud screens: asked after the money, outside of its transaction; what they stop, staff release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from shopwright import Context, Plugin, hooks
from shopwright.commerce.orders.commands import resolve_review
from shopwright.commerce.orders.errors import CannotFulfill
from shopwright.commerce.orders.fulfillments import fulfill
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments import FraudCheck, FraudScreen, FraudVerdict, Risk
from shopwright.commerce.payments.commands import capture
from shopwright.commerce.payments.screening import screen
from shopwright.platform.db import in_transaction
from shopwright.platform.network import check_network
from shopwright.platform.plugins.registry import Registry
from shopwright.testing import ScriptedProvider, Shop, trading_plugin
from shopwright.testing.plugins import registry_of

from tests.commerce.payments.looking import begin, notices, order_of, states


@dataclass
class Watcher:
    """A screen that says what a test tells it to, and keeps what it was asked."""

    name: str
    verdict: FraudVerdict = FraudVerdict(verdict="allow", score=3)  # noqa: RUF009 - frozen
    asked: list[FraudCheck] = field(default_factory=list)
    fails: bool = False

    def screen(self, check: FraudCheck) -> FraudVerdict:
        check_network("a fraud service")
        assert not in_transaction()
        self.asked.append(check)
        if self.fails:
            raise RuntimeError("the service is away")
        return self.verdict


@pytest.fixture
def first() -> Watcher:
    return Watcher("first")


@pytest.fixture
def second() -> Watcher:
    return Watcher("second")


@pytest.fixture
def registry(provider: ScriptedProvider, first: Watcher, second: Watcher) -> Registry:
    class Screens(Plugin):
        @hooks.fraud_screens
        def screens(self, ctx: Context) -> Iterable[FraudScreen]:
            return [first, second]

    return registry_of(trading_plugin(provider), Screens)


def _kinds(order_id: Any) -> list[str]:
    return [entry.kind for entry in order_detail(order_id).timeline]


@pytest.mark.parametrize("outcome", ["paid", "authorized"])
def test_nothing_is_sent_before_the_screens_were_asked(
    shop: Shop, provider: ScriptedProvider, first: Watcher, outcome: Any
) -> None:
    done = begin(shop, provider, outcome)
    assert (order_of(done).screening, first.asked) == ({"verdict": "pending"}, [])
    with pytest.raises(CannotFulfill, match="being screened"):
        fulfill(done.order_id)
    shop.deliver()
    assert (order_of(done).screening or {})["verdict"] == "allow"
    fulfill(done.order_id)


def test_screens_see_the_order_and_what_the_provider_thinks_of_its_payment(
    shop: Shop, provider: ScriptedProvider, first: Watcher
) -> None:
    provider.risk = Risk(level="elevated", score=66, reasons=("the postal code does not match",))
    provider.paid_with = "Visa ending in 4242"
    done = begin(shop, provider, "paid")
    shop.deliver()
    (check,) = first.asked
    assert (check.order_id, check.number, check.total) == (done.order_id, done.number, done.total)
    assert (check.risk, check.paid_with) == (provider.risk, "Visa ending in 4242")
    assert (check.email, check.billing_address.country) == ("ada@example.com", "DE")


def test_what_the_provider_finds_odd_stands_in_the_timeline_once(
    shop: Shop, provider: ScriptedProvider
) -> None:
    provider.risk = Risk(level="normal", score=12)
    harmless = begin(shop, provider, "authorized")
    capture(harmless.order_id)
    provider.risk = Risk(level="elevated", score=66, reasons=("the postal code does not match",))
    odd = begin(shop, provider, "authorized")
    capture(odd.order_id)
    told = [entry.message for entry in order_detail(odd.order_id).timeline if entry.kind == "risk"]
    assert told == ["The payment's risk is elevated (66 of 100): the postal code does not match."]
    assert "risk" not in _kinds(harmless.order_id)


@pytest.mark.parametrize("verdict", ["review", "block"])
def test_the_severest_verdict_stops_the_order_until_staff_release_it(
    shop: Shop, provider: ScriptedProvider, first: Watcher, second: Watcher, verdict: Any
) -> None:
    second.verdict = FraudVerdict(verdict=verdict, score=71, reasons=("a known bad address",))
    done = begin(shop, provider, "paid")
    shop.deliver()
    order = order_of(done)
    assert (states(done), order.review) == (("open", "paid"), True)
    stored = order.screening or {}
    assert (stored["verdict"], stored["score"]) == (verdict, 71)
    assert stored["reasons"] == ["second: a known bad address"]
    assert "screened" in _kinds(done.order_id)
    assert notices() == [f"Order {done.number} needs a look: {verdict}"]
    with pytest.raises(CannotFulfill, match="needs a look"):
        fulfill(done.order_id)

    resolve_review(done.order_id, reason="called them: all is well")
    fulfill(done.order_id)
    assert states(done) == ("completed", "paid")


def test_a_screen_that_fails_has_not_said_that_all_is_well(
    shop: Shop, provider: ScriptedProvider, second: Watcher
) -> None:
    second.fails = True
    done = begin(shop, provider, "paid")
    shop.deliver()
    stored = order_of(done).screening or {}
    assert (stored["verdict"], stored["reasons"]) == ("review", ["second: it could not be asked"])


def test_an_order_is_screened_once_however_its_money_comes(
    shop: Shop, provider: ScriptedProvider, first: Watcher
) -> None:
    done = begin(shop, provider, "authorized")
    shop.deliver()
    capture(done.order_id)
    shop.deliver()
    assert len(first.asked) == 1
    before = order_of(done).screening
    first.verdict = FraudVerdict(verdict="block")
    screen(done.order_id)
    assert order_of(done).screening == before, "a job that runs twice decides nothing anew"


def test_what_needs_no_parcel_is_not_done_before_it_was_screened(
    shop: Shop, provider: ScriptedProvider, first: Watcher
) -> None:
    from tests.commerce.payments.looking import pay

    song = shop.product("Song", requires_shipping=False)
    done = pay(shop.cart({song: 1}, shipping=None))
    assert states(done) == ("open", "paid")
    shop.deliver()
    assert states(done) == ("completed", "paid")
