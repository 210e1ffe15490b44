"""A shop with plugins that mean no good, and the people who use it all the same.

Its plugins are real distributions, enabled in the database, and imported as a process that starts
imports them. `Person.ask` lets no 500 pass.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from shopwright.app import create_app
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.staff import create_owner
from shopwright.platform.clock import now
from shopwright.platform.config import Settings
from shopwright.platform.db import transaction
from shopwright.platform.plugins.models import PluginState, new_stamp
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.shop import Shop

ADMIN = "/api/v1/admin"
ADDRESS = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "Byron",
    "address1": "Lindenstraße 4",
    "city": "Berlin",
    "postal_code": "10969",
}
Step = tuple[str, str, Any]
_OWNER = {"email": "olga@example.com", "password": "correct horse battery"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the shop said."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        """The problem's code; empty for a success."""
        return str(self.body["code"]) if self.status >= 400 else ""


class Person:
    """Somebody with a browser."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self.headers: dict[str, str] = {}
        self.said: Any = None

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """What the shop says: a success, or a refusal that has a type; never that it broke."""
        answer = self._client.open(path, method=method, json=body, headers=self.headers)
        said = f"{method} {path}: {answer.status_code} {answer.get_data(as_text=True)[:2000]}"
        if answer.status_code >= 400:
            assert answer.mimetype == "application/problem+json", said
            assert answer.status_code != 500, said
        self.said = answer.get_json(silent=True)
        return Answer(status=answer.status_code, body=self.said)

    def get(self, method: str, path: str, body: Any = None) -> Any:
        """The body of a success."""
        answer = self.ask(method, path, body)
        assert answer.status < 300, f"{method} {path}: {answer}"
        return answer.body


class Guest(Person):
    """Wants two mugs."""

    def __init__(self, client: FlaskClient, mug: UUID) -> None:
        super().__init__(client)
        self._mug = mug
        self._way = self.steps()
        self._next = next(self._way)

    def steps(self) -> Iterator[Step]:
        """What leads to an order; each is to be sent before the next is asked for."""
        yield "POST", "/api/v1/carts", {}
        cart = f"/api/v1/carts/{self.said['cart']['id']}"
        self.headers = {"X-Cart-Token": self.said["token"]}
        line = {"variant_id": str(self._mug), "quantity": 2, "options": {"engraving": "Ada"}}
        yield "POST", f"{cart}/lines", line
        yield "GET", cart, None
        contact = {"email": "ada@example.com", "shipping_address": ADDRESS}
        yield "PUT", f"{cart}/contact", contact
        yield "GET", f"{cart}/shipping-options", None
        yield "PUT", f"{cart}/shipping-option", {"id": "test_post:letter"}
        yield "GET", f"{cart}/payment-methods", None
        yield "PUT", f"{cart}/payment-method", {"id": "scripted:card"}
        yield "POST", f"{cart}/complete", {}

    def shop(self) -> Answer:
        """Go on from where the shop said no, until it says no again or there is an order."""
        while True:
            answer = self.ask(*self._next)
            if answer.status >= 400:
                return answer
            following = next(self._way, None)
            if following is None:
                return answer
            self._next = following

    def buys(self) -> Any:
        """The order, paid."""
        answer = self.shop()
        assert answer.status == 201, answer
        assert (answer.body["state"], answer.body["payment_state"]) == ("open", "paid")
        return answer.body


class Owner(Person):
    """Runs the shop."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__(client)
        self.get("POST", f"{ADMIN}/session", _OWNER)

    def switch(self, plugin_id: str, *, on: bool) -> None:
        """Enable or disable a plugin; it is seen at once."""
        self.get("POST", f"{ADMIN}/plugins/{plugin_id}/{'enable' if on else 'disable'}")

    def reads(self, plugin_id: str) -> tuple[str, str]:
        """State and error of a plugin, as the list of plugins has them."""
        rows = self.get("GET", f"{ADMIN}/plugins")["items"]
        (row,) = (row for row in rows if row["id"] == plugin_id)
        return row["state"], row["error"]

    def errors(self, plugin_id: str) -> dict[str, str]:
        """The last error by hook, as the health of plugins has them."""
        return {row["hook"]: row["last_error"] for row in self.health(plugin_id) if row["errors"]}

    def health(self, plugin_id: str) -> list[Any]:
        """How a plugin behaved."""
        runtime().health.share(runtime().broker, at_once=True)
        rows = self.get("GET", f"{ADMIN}/plugin-health?plugin={plugin_id}")["items"]
        return list(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """A shop that has started with its plugins, and sells mugs."""

    shop: Shop
    mug: UUID
    owner: Owner

    def guest(self) -> Guest:
        """A new one."""
        return Guest(self.shop.client(), self.mug)

    def person(self) -> Person:
        """One who does not want to buy."""
        return Person(self.shop.client())

    def switch(self, plugin_id: str, *, on: bool) -> None:
        """What enabling and disabling come to, without looking at the plugin's tables each time."""
        with transaction() as db:
            row = db.get_one(PluginState, plugin_id)
            row.enabled = on
            new_stamp(db)

    @property
    def provider(self) -> ScriptedProvider:
        """The honest payment provider."""
        provider: ScriptedProvider = sys.modules["shopwright_trade.plugin"].provider
        return provider


@contextmanager
def started(settings: Settings, *plugins: str) -> Iterator[Victim]:
    """The shop in a process that starts when these plugins are enabled already, in this order."""
    before = create_app(settings, registry=Registry(), doors=False)
    with Shop.running(before) as shop:
        mug = shop.product(price=2200, stock=1000)
        install_defaults()
        create_owner(_OWNER["email"], "Olga", _OWNER["password"])
        for plugin_id in plugins:
            _enabled(plugin_id)
    with Shop.running(create_app(settings)) as shop:
        yield Victim(shop=shop, mug=mug, owner=Owner(shop.client()))


def _enabled(plugin_id: str) -> None:
    """As if its code had been good when somebody enabled it."""
    state = PluginState(
        id=plugin_id, enabled=True, version="1.2.3", settings={}, error=None, changed_at=now()
    )
    with transaction() as db:
        db.add(state)
        new_stamp(db)
