"""A plugin that raises in every hook there is: who needs its answer is refused, and nobody else.

The hooks are those of `shopwright.hooks`, so that no new one is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from textwrap import dedent
from typing import Any
from uuid import UUID

import pytest
import time_machine
from shopwright import hooks
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.commerce.payments.settling import settle
from shopwright.platform.db import read
from shopwright.platform.events.consumers import RETRY_AFTER
from shopwright.platform.hooks import health
from shopwright.platform.hooks.spec import AnyHook, BootHook, Hook, Phase
from shopwright.testing.invariants import assert_books
from sqlalchemy import select

from tests.hostile.conftest import Start
from tests.hostile.victim import ADMIN, Person, Victim
from tests.platform.plugins.conftest import Install

pytestmark = pytest.mark.thorough  # a whole shop for each evil takes minutes
_RAISES = """
    import inspect
    from shopwright import Plugin, PluginSettings, hooks

    class Settings(PluginSettings):
        paper: str = "red"

    def fail(name):
        raise RuntimeError(f"{name} is not to my liking")

    def raising(name):
        hook = getattr(hooks, name)
        names = ", ".join(inspect.signature(hook.function).parameters)
        return hook(eval(f"lambda self, {names}: fail({name!r})", globals()))

    class plugin(Plugin):
        settings: Settings

        locals().update({name: raising(name) for name in NAMES})
"""
HOOKS: dict[str, AnyHook] = {
    name: hook for name in hooks.__all__ if isinstance(hook := getattr(hooks, name), AnyHook)
}
CALLED = {name: hook for name, hook in HOOKS.items() if not isinstance(hook, BootHook)}
ASKED = {name: hook for name, hook in CALLED.items() if isinstance(hook, Hook)}


def needs_an_answer(hook: AnyHook) -> bool:
    """Whether the design says that without the plugin's answer the shop must not go on."""
    return hook.phase in (Phase.VETO, Phase.JOIN) or (hook.phase is Phase.COMPUTE and hook.money)


NEEDED = sorted(name for name, hook in ASKED.items() if needs_an_answer(hook))
HEARD = sorted(name for name, hook in ASKED.items() if hook.phase is Phase.HEAR)


def raises_in(names: list[str]) -> str:
    """The code of a plugin that raises in these hooks."""
    return f"NAMES = {names!r}\n" + dedent(_RAISES)


class Journeys:
    """What people do in a shop. `refused` counts how often they had to wait for a culprit's end."""

    def __init__(self, victim: Victim, culprit: str) -> None:
        self.victim = victim
        self.culprit = culprit
        self.refused = 0

    def all(self) -> None:
        """From the first look to the last cent."""
        order = self.order()
        self.office("POST", f"/orders/{order}/captures", {})
        self.office("POST", f"/orders/{order}/notes", {"text": "call first"})
        self.office("POST", f"/orders/{order}/refunds", {"amount": 1000, "reason": "chipped"})
        self.office("POST", f"/orders/{order}/fulfillments", {})
        self.office("POST", f"/orders/{self.order()}/cancel", {"reason": "typed wrong"})
        self.people()
        self.catalog()
        self.victim.shop.deliver(rounds=20)

    def order(self) -> UUID:
        """An order whose payment is authorized."""
        self.victim.provider.outcome = "authorized"
        guest = self.victim.guest()
        for step in guest.steps():
            body = self.do(guest, *step)
        assert body["state"] == "open", body
        return UUID(body["order_id"])

    def people(self) -> None:
        """Somebody registers; somebody wants to be forgotten."""
        ada = {"email": "ada@example.com", "password": "correct horse battery"}
        self.do(self.victim.person(), "POST", "/api/v1/account", ada)
        email = f"bob-{self.culprit}@example.com"
        bob = self.office("POST", "/customers", {"email": email})
        self.office("PATCH", f"/customers/{bob['id']}", {"first_name": "Bob"})
        self.office("DELETE", f"/customers/{bob['id']}")

    def catalog(self) -> None:
        """A product comes, changes and goes."""
        vase = self.office("POST", "/products", {"title": "Vase", "status": "active"})
        self.office("PATCH", f"/products/{vase['id']}", {"title": "Tall vase"})
        self.do(self.victim.person(), "GET", "/api/v1/products")
        self.office("DELETE", f"/products/{vase['id']}")

    def office(self, method: str, path: str, body: Any = None) -> Any:
        """What staff do."""
        return self.do(self.victim.owner, method, ADMIN + path, body)

    def do(self, who: Person, method: str, path: str, body: Any = None) -> Any:
        """One step; where it is refused, the same once the culprit is disabled."""
        answer = who.ask(method, path, body)
        if answer.status >= 400:
            assert (answer.status, answer.code) == (503, "plugin_failed"), answer
            assert self.culprit not in str(answer.body)  # no name for shoppers
            self.refused += 1
            with self.without_the_culprit():
                answer = who.ask(method, path, body)
        assert answer.status < 300, (method, path, answer)
        return answer.body

    @contextmanager
    def without_the_culprit(self) -> Iterator[None]:
        """As staff do who read its name."""
        self.victim.switch(self.culprit, on=False)
        yield
        self.victim.switch(self.culprit, on=True)


def test_who_needs_the_answer_of_a_hook_that_raises_is_refused_until_it_is_disabled(
    install: Install, start: Start
) -> None:
    for name in NEEDED:
        install(f"raises_{name}", code=raises_in([name]))
    with start(*(f"raises_{name}" for name in NEEDED)) as victim:
        for name in NEEDED:
            victim.switch(f"raises_{name}", on=False)
        for name in NEEDED:
            victim.switch(f"raises_{name}", on=True)
            journeys = Journeys(victim, f"raises_{name}")
            journeys.all()
            victim.switch(f"raises_{name}", on=False)

            assert journeys.refused > 0, name
            (hook, error), *others = victim.owner.errors(f"raises_{name}").items()
            assert (hook, others) == (name, [])
            assert f"RuntimeError: {name} is not to my liking" in error
        assert_books()


def test_where_nobody_waits_for_the_answer_nobody_is_refused(
    install: Install, start: Start
) -> None:
    install("raises", code=raises_in(sorted(CALLED.keys() - NEEDED)))
    with start("raises") as victim:
        journeys = Journeys(victim, "raises")
        journeys.all()

        assert journeys.refused == 0
        told = victim.owner.errors("raises")
        expected = {"order_placed", "order_paid", "refund_issued", "order_canceled"}
        expected |= {"customer_erased", "product_document", "stock_changed", "shipment_shipped"}
        assert expected - told.keys() == set()
        assert_books()


def test_events_that_it_does_not_take_become_dead_letters_with_the_reason(
    install: Install, start: Start
) -> None:
    install("raises", code=raises_in(["order_paid"]))
    with start("raises") as victim:
        victim.guest().buys()
        moment = datetime.now(UTC)
        for pause in (timedelta(), *RETRY_AFTER):
            moment += pause + timedelta(seconds=1)
            with time_machine.travel(moment, tick=True):
                victim.shop.deliver()

        owner = victim.owner
        (dead,) = owner.get("GET", f"{ADMIN}/jobs/deliveries?state=dead")["items"]
        assert (dead["consumer"], dead["event"]) == ("plugin:raises", "order_paid")
        assert "RuntimeError: order_paid is not to my liking" in dead["last_error"]
        assert_books()


def test_a_plugin_that_raises_in_all_hooks_leaves_a_shop_that_sells_once_it_is_disabled(
    install: Install, start: Start
) -> None:
    install("raises", code=raises_in(sorted(CALLED)))
    with start("raises") as victim:
        journeys = Journeys(victim, "raises")
        journeys.all()
        assert journeys.refused > 5

        settings = {"values": {"paper": "blue"}}
        answer = victim.owner.ask("PUT", f"{ADMIN}/plugins/raises/settings", settings)
        assert answer.status == 422
        assert "the plugin 'raises' failed with RuntimeError" in str(answer.body["errors"])

        guest = victim.guest()
        assert guest.shop().code == "plugin_failed"
        victim.provider.outcome = "paid"
        victim.owner.switch("raises", on=False)
        guest.buys()
        assert_books()


def test_one_that_raises_in_the_boot_hooks_too_is_left_out_as_a_whole(
    install: Install, start: Start
) -> None:
    install("raises", code=raises_in(sorted(HOOKS)))
    with start("raises") as victim:
        victim.guest().buys()

        state, error = victim.owner.reads("raises")
        assert state == "quarantined"
        assert "is not to my liking" in error


def test_one_that_is_enabled_between_prepare_and_payment_stops_no_payment(
    install: Install, start: Start
) -> None:
    install("raises", code=raises_in(sorted(CALLED)))
    with start("raises") as victim:
        victim.owner.switch("raises", on=False)
        victim.provider.outcome = "open"
        answer = victim.guest().shop()
        assert (answer.status, answer.body["state"]) == (201, "pending")
        order_id = UUID(answer.body["order_id"])
        with read() as db:
            attempt = db.scalars(
                select(PaymentAttempt.id).where(PaymentAttempt.order_id == order_id)
            ).one()

        victim.owner.switch("raises", on=True)
        victim.provider.succeed(attempt)
        settle(attempt, source="webhook")
        victim.shop.deliver()

        order = order_detail(order_id).order
        assert (order.state, order.payment_state) == ("open", "paid")
        assert_books()


def test_one_that_fails_too_often_rests_and_what_it_is_owed_waits(
    install: Install, start: Start
) -> None:
    install("raises", code=raises_in(["product_updated"]))
    with start("raises") as victim:
        owner = victim.owner
        vase = owner.get("POST", f"{ADMIN}/products", {"title": "Vase"})["id"]
        for number in range(health.FAILURES + 5):
            owner.get("PATCH", f"{ADMIN}/products/{vase}", {"title": f"Vase {number}"})
        victim.shop.deliver()

        (told,) = owner.health("raises")
        assert told["hook"] == "product_updated"
        assert told["errors"] == told["calls"] == health.FAILURES
        assert told["rests_until"] is not None
        victim.guest().buys()
