"""Routes that plugins bring: below their own prefix, and gone while the plugin is disabled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from flask import Blueprint
from pydantic import Field
from shopwright import (
    PUBLIC,
    ApiRoutes,
    Context,
    Model,
    OutModel,
    Plugin,
    PluginApi,
    PluginSettings,
    Result,
    hooks,
    plugin_context,
    staff,
)
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.staff import Permission, create_api_key, create_owner
from shopwright.http.rest.kit import Api
from shopwright.platform.hooks.health import hook_health
from shopwright.platform.jobs.broker import Broker
from shopwright.platform.plugins.hooks import Routes
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.opening import open_shop
from shopwright.testing.plugins import registry_of
from shopwright.testing.servers import valkey_server
from shopwright.testing.shop import Shop

routes = Blueprint("gift_wrap", __name__)
URL = "/api/v1/plugins/giftwrap/papers"
PASSWORD = "correct horse battery"


class GiftWrapSettings(PluginSettings):
    """Which papers there are."""

    papers: tuple[str, ...] = ("red",)
    torn: bool = False


@routes.get("/papers")
def papers() -> list[str]:
    """What can be chosen."""
    if plugin_context().settings.torn:
        raise RuntimeError("torn paper")
    return list(plugin_context().settings.papers)


class GiftWrap(Plugin):
    """Wraps."""

    settings: GiftWrapSettings

    @hooks.api_routes
    def routes(self, ctx: Context) -> Iterable[ApiRoutes]:
        """One route."""
        return [ApiRoutes(blueprint=routes)]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a Valkey."""
    with valkey_server() as found:
        yield found.url


@pytest.fixture
def registry() -> Registry:
    """The plugin with its own settings."""
    return registry_of(GiftWrap)


def test_a_plugins_route_is_below_its_own_prefix(shop: Shop) -> None:
    assert shop.client().get(URL).get_json() == ["red"]


def test_a_view_sees_the_settings_in_force(shop: Shop) -> None:
    settings: dict[str, dict[str, object]] = {"giftwrap": {"papers": ["blue", "green"]}}
    runtime().registry = registry_of(GiftWrap, **settings)
    assert shop.client().get(URL).get_json() == ["blue", "green"]


def test_a_disabled_plugins_routes_are_not_found_until_it_is_enabled_again(shop: Shop) -> None:
    enabled = runtime().registry
    runtime().registry = replace(enabled, plugins=())
    answer = shop.client().get(URL)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    runtime().registry = enabled
    assert shop.client().get(URL).status_code == 200


def test_a_route_that_raises_is_counted_and_only_staff_read_whose_it_is(
    shop: Shop, server: str
) -> None:
    runtime().broker = Broker(server)
    runtime().broker.ask(redis.Redis.flushall)
    runtime().health.records.clear()
    runtime().registry = registry_of(GiftWrap, giftwrap={"papers": ["red"], "torn": True})
    key = create_api_key("staff", []).key
    guest, staffs = shop.client(), {"Authorization": f"Bearer {key}"}

    answer = guest.get(URL)
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "giftwrap" not in answer.text
    told = guest.get(URL, headers=staffs)
    assert (told.status_code, told.json["code"]) == (500, "internal_error")
    assert told.json["plugin"] == "giftwrap"
    assert "'giftwrap' failed" in told.json["detail"]
    assert "torn paper" not in answer.text + told.text

    runtime().health.share(runtime().broker, at_once=True)
    (routes,) = [item for item in hook_health(runtime().broker) if item.hook == "routes"]
    assert (routes.plugin, routes.calls, routes.errors) == ("giftwrap", 2, 2)
    assert routes.last_error.endswith("RuntimeError: torn paper\n")
    assert routes.rests_until is None


def test_outside_of_a_plugins_route_there_is_no_plugin(shop: Shop) -> None:
    with pytest.raises(RuntimeError, match="routes and commands only"):
        plugin_context()


class CardOut(OutModel):
    """A card."""

    text: str


class CardIn(Model):
    """A card that is wanted."""

    text: str = Field(max_length=20)


api = PluginApi("cards", tag="Cards", description="What is written on cards.")


@api.get("/mine", returns=list[CardOut], access=PUBLIC, summary="List cards")
def list_cards() -> Result:
    """What is on them."""
    return [CardOut(text=f"from {plugin_context().id}")]


@api.post(
    "/all", body=CardIn, returns={201: CardOut}, access=staff("cards:write"), summary="Write a card"
)
def write_card(body: CardIn) -> Result:
    """Writes it."""
    return CardOut(text=body.text)


class Cards(Plugin):
    """Brings a REST API."""

    @hooks.api_routes
    def routes(self, ctx: Context) -> Iterable[PluginApi]:
        """Two operations."""
        return [api]

    @hooks.permissions
    def permissions(self, ctx: Context) -> Iterable[Permission]:
        """One for writing."""
        return [Permission(name="cards:write", label="Write cards", group="Cards")]


@pytest.fixture
def cards(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with that plugin."""
    with open_shop(tmp_path_factory.mktemp("cards"), Cards) as opened:
        yield opened


def test_a_plugins_api_is_declared_like_the_cores_own(cards: Shop) -> None:
    client = cards.client()

    assert client.get("/api/v1/plugins/cards/mine").get_json() == [{"text": "from cards"}]
    refused = client.post("/api/v1/plugins/cards/all", json={"text": "hi"})
    assert (refused.status_code, refused.get_json()["code"]) == (401, "unauthenticated")


def test_a_plugins_api_wants_the_plugins_permissions_and_valid_input(cards: Shop) -> None:
    key = create_api_key("cards", ["cards:write"]).key
    client, headers = cards.client(), {"Authorization": f"Bearer {key}"}

    made = client.post("/api/v1/plugins/cards/all", json={"text": "hi"}, headers=headers)
    wrong = client.post("/api/v1/plugins/cards/all", json={"text": "x" * 21}, headers=headers)

    assert (made.status_code, made.get_json()) == (201, {"text": "hi"})
    assert wrong.status_code == 422
    assert wrong.get_json()["errors"][0]["pointer"] == "#/text"


def test_staff_call_a_plugins_api_from_their_browser_and_customers_do_not(cards: Shop) -> None:
    create_owner("olga@example.com", "Olga", PASSWORD)
    create_customer(NewCustomer(email="ada@example.com", verified=True, password=PASSWORD))
    staff_browser, customers_browser = cards.client(), cards.client()
    olga, ada = ({"email": f"{name}@example.com", "password": PASSWORD} for name in ("olga", "ada"))
    assert staff_browser.post("/api/v1/admin/session", json=olga).status_code == 201
    assert customers_browser.post("/api/v1/session", json=ada).status_code == 201

    made = staff_browser.post("/api/v1/plugins/cards/all", json={"text": "hi"})
    refused = customers_browser.post("/api/v1/plugins/cards/all", json={"text": "hi"})

    assert (made.status_code, refused.status_code) == (201, 401)


def test_a_plugins_api_is_documented_while_the_plugin_is_enabled(cards: Shop) -> None:
    client, enabled = cards.client(), runtime().registry

    documented = client.get("/api/openapi.json").get_json()["paths"]
    runtime().registry = replace(enabled, plugins=())
    afterwards = client.get("/api/openapi.json").get_json()["paths"]

    assert documented.keys() - afterwards.keys() == {
        "/api/v1/plugins/cards/mine",
        "/api/v1/plugins/cards/all",
    }


def _shadowing_route() -> Routes:
    blueprint = Blueprint("shadow", __name__)
    blueprint.record(
        lambda state: state.app.add_url_rule("/api/v1/products", "shadow", lambda: "mine")
    )
    return ApiRoutes(blueprint=blueprint)


def _shadowing_api() -> Routes:
    shadow = Api("shadow", tag="Shadow", prefix="/api/v1/products")
    shadow.get("", returns=list[CardOut], access=PUBLIC, summary="Shadow")(lambda: [])
    return shadow


def _listening_to_all() -> Routes:
    blueprint = Blueprint("curious", __name__)
    blueprint.before_app_request(lambda: None)
    return ApiRoutes(blueprint=blueprint)


def _answering_for_all() -> Routes:
    blueprint = Blueprint("helpful", __name__)
    blueprint.app_errorhandler(404)(lambda error: "mine")
    return ApiRoutes(blueprint=blueprint)


@pytest.mark.parametrize(
    "make", [_shadowing_route, _shadowing_api, _listening_to_all, _answering_for_all]
)
def test_a_plugin_whose_routes_reach_beyond_it_is_quarantined(
    make: Callable[[], Routes], tmp_path: Path
) -> None:
    class Greedy(Plugin):
        @hooks.api_routes
        def routes(self, ctx: Context) -> Iterable[Routes]:
            return [make()]

    with open_shop(tmp_path, Greedy) as shop:
        assert "ReachesTooFar" in runtime().registry.quarantined["greedy"]
        shop.product("Mug")
        assert len(shop.client().get("/api/v1/products").get_json()["items"]) == 1
        assert shop.client().get("/api/v1/nowhere").mimetype == "application/problem+json"
