"""Tests as an extension author writes them; `test_fixtures.py` has pytest run them elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Blueprint
from shopwright import ApiRoutes, Context, Plugin, PluginSettings, hooks, plugin_context
from shopwright.commerce.checkout import Completion
from shopwright.commerce.orders import OrderPlaced
from shopwright.commerce.staff import Permission
from shopwright.testing import Outbox, ScriptedProvider, Shop, SignIn
from time_machine import Traveller

Place = Callable[..., Completion]
routes = Blueprint("gift", __name__)
heard: list[int | None] = []


@routes.get("/paper")
def paper() -> str:
    """Which is in stock."""
    return str(plugin_context().settings.paper)


class GiftSettings(PluginSettings):
    """Which paper there is."""

    paper: str = "blue"


class Gift(Plugin):
    """Remembers what it heard."""

    id = "gift"
    settings: GiftSettings

    @hooks.order_placed
    def remember(self, event: OrderPlaced, ctx: Context) -> None:
        """For the tests to see."""
        heard.append(event.number)
        if self.settings.paper == "none":
            raise RuntimeError("there is no paper")

    @hooks.api_routes
    def routes(self, ctx: Context) -> list[ApiRoutes]:
        """One page."""
        return [ApiRoutes(blueprint=routes)]

    @hooks.permissions
    def rights(self, ctx: Context) -> list[Permission]:
        """One."""
        return [Permission(name="gift:wrap", label="Wrap", group="Gifts")]


@pytest.fixture
def plugin() -> type[Plugin]:
    """What is tested."""
    return Gift


def test_an_order_is_heard_when_events_are_delivered(
    place_order: Place, deliver_events: Callable[[], int], outbox: Outbox
) -> None:
    heard.clear()
    order = place_order()
    assert heard == []
    (event,) = outbox.events(OrderPlaced)
    assert event.order_id == order.order_id
    assert [(owed.event, owed.state) for owed in outbox.owed("gift")] == [("order_placed", "due")]
    assert deliver_events() > 0
    assert heard == [event.number]
    assert [owed.state for owed in outbox.owed("gift")] == ["done"]
    assert "order_placed" in outbox.names()


@pytest.mark.parametrize("settings", [{"paper": "red"}])
def test_settings_are_what_the_test_says(shop: Shop) -> None:
    assert shop.client().get("/api/v1/plugins/gift/paper").text == "red"


@pytest.mark.parametrize("settings", [{"paper": "none"}])
def test_a_delivery_that_failed_says_why_and_comes_again_later(
    place_order: Place,
    deliver_events: Callable[[], int],
    outbox: Outbox,
    frozen_clock: Traveller,
) -> None:
    place_order()
    deliver_events()
    (owed,) = outbox.owed("gift")
    assert (owed.state, owed.attempts) == ("due", 1)
    assert "there is no paper" in owed.error
    deliver_events()
    assert outbox.owed("gift")[0].attempts == 1
    frozen_clock.shift(timedelta(minutes=2))
    deliver_events()
    assert outbox.owed("gift")[0].attempts == 2


def test_people_are_signed_in_with_the_rights_that_the_test_gives(
    as_customer: SignIn, as_staff: SignIn, shop: Shop
) -> None:
    ada = as_customer("ada@example.com")
    assert ada.get("/api/v1/account").get_json()["email"] == "ada@example.com"
    assert as_customer().get("/api/v1/account").status_code == 200
    assert as_staff("gift:wrap").get("/api/v1/admin/orders").status_code == 403
    assert as_staff("orders:read").get("/api/v1/admin/orders").status_code == 200
    assert as_staff().get("/api/v1/admin/plugins").status_code == 200
    assert shop.client().get("/api/v1/account").status_code == 401


def test_a_payment_can_fail(payments: ScriptedProvider, place_order: Place, outbox: Outbox) -> None:
    payments.outcome = "open"
    place_order()
    assert payments.charged() == 0
    assert outbox.events(OrderPlaced) == []
