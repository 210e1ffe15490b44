"""Guests' pages come from memory, show what was changed at once, and say nothing of anybody."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog
from flask.testing import FlaskClient
from shopwright import Context, Plugin, SlotContent, current_shopper, hooks
from shopwright.commerce.catalog import (
    ProductPatch,
    RedirectInput,
    create_redirect,
    product_id_by_handle,
    update_product,
)
from shopwright.commerce.channels import default_channel, install_defaults
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.inventory import adjust
from shopwright.commerce.pricing import PriceChange, set_prices
from shopwright.platform.cache import stamps
from shopwright.platform.ids import uuid7
from shopwright.platform.plugins.registry import build
from shopwright.platform.runtime import runtime
from shopwright.testing import (
    Databases,
    ScriptedProvider,
    Shop,
    open_shop,
    trading_plugin,
)
from shopwright.testing.servers import valkey_server
from shopwright_storefront.content.commands import set_menu
from shopwright_storefront.content.types import MenuInput
from shopwright_storefront.plugin import Storefront
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.revisions.commands import publish
from shopwright_storefront.views import state as states

PASSWORD = "correct horse battery"


class Sayings(Plugin):
    """Says something below the price, as the shop's owner likes."""

    id = "sayings"
    says = "Nice."
    fails = False

    @hooks.storefront_slots
    def contents(self, ctx: Context) -> list[SlotContent]:
        return [
            SlotContent(slot="product.after_price", function=self.say),
            SlotContent(slot="product_card.badge", function=self.say_of_each),
        ]

    def say_of_each(self, payload: Mapping[str, Any], ctx: Context) -> Mapping[str, str]:
        return {one["id"]: Sayings.says for one in payload["products"]}

    def say(self, payload: Mapping[str, Any], ctx: Context) -> str:
        if Sayings.fails:
            raise RuntimeError("no words")
        if Sayings.says == "name":
            return f"Hello {current_shopper().first_name or 'guest'}"
        return Sayings.says


@pytest.fixture
def shop(
    tmp_path: Path, shopwright_databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shop]:
    """One that is in production, as far as caches can tell, on a machine that may be busy."""
    monkeypatch.setattr("shopwright.platform.plugins.slots.SLOT_SECONDS", 5.0)
    plugins = (Storefront, Sayings, trading_plugin(ScriptedProvider()))
    with (
        shopwright_databases.fresh("sqlite", tmp_path, (Storefront,)) as url,
        open_shop(
            tmp_path,
            *plugins,
            settings={"storefront": {"theme": "base"}},
            database_url=url,
            make_tables=False,
            locales=("en", "de"),
        ) as shop,
    ):
        install_defaults()
        yield shop
        Sayings.says, Sayings.fails = "Nice.", False


@pytest.fixture
def ctx(shop: Shop) -> Context:
    return next(one.context for one in runtime().registry.plugins if one.id == "storefront")


@pytest.fixture
def guest(shop: Shop) -> FlaskClient:
    return shop.client()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> list[str]:
    """The templates that were drawn."""
    drawn: list[str] = []
    page = Engine.page

    def noting(self: Engine, view: Any) -> Any:
        drawn.append(view.template)
        return page(self, view)

    monkeypatch.setattr(Engine, "page", noting)
    return drawn


@pytest.fixture
def mug(shop: Shop) -> UUID:
    """A variant of `stoneware-mug`, ten of which are there."""
    return shop.product()


def signed_in(shop: Shop, name: str) -> FlaskClient:
    """A customer's browser."""
    email = f"{name.lower()}@example.com"
    create_customer(NewCustomer(email=email, password=PASSWORD, first_name=name, verified=True))
    client = shop.client()
    answer = client.post("/api/v1/session", json={"email": email, "password": PASSWORD})
    assert answer.status_code in (200, 201), answer.text
    return client


def the_product() -> UUID:
    found = product_id_by_handle("stoneware-mug")
    assert found is not None
    return found


MUG = "/products/stoneware-mug"


def test_a_page_is_drawn_for_the_first_guest_alone(shop: Shop, made: list[str], mug: UUID) -> None:
    for path in (MUG, "/products", "/", "/de/products"):
        answers = [shop.client().get(f"{path}?utm_source={number}") for number in range(3)]
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.data for answer in answers}) == 1
        assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert made == ["product", "collection", "index", "collection"]


def test_it_is_compressed_and_who_has_it_already_gets_304(guest: FlaskClient, mug: UUID) -> None:
    plain = guest.get(MUG)
    small = guest.get(MUG, headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "br"
    assert len(small.data) < len(plain.data) / 3
    again = guest.get(MUG, headers={"If-None-Match": small.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for answer in (plain, small, again):
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert "script-src" in answer.headers["Content-Security-Policy"]


Change = Callable[[Context, UUID], object]
CHANGES: dict[str, tuple[str, str, Change]] = {
    "its title": (MUG, "Cup", lambda ctx, _: update_product(the_product(), ProductPatch(title="Cup"))),
    "its title, in lists": (
        "/products", "Cup", lambda ctx, _: update_product(the_product(), ProductPatch(title="Cup")),
    ),
    "its price": (
        MUG, "19.99",
        lambda ctx, mug: set_prices([PriceChange(variant_id=mug, currency="EUR", amount=1999)]),
    ),
    "that it is sold out": (
        MUG, "schema.org/OutOfStock",
        lambda ctx, mug: adjust(mug, default_channel().location_ids[0], -10),
    ),
    "that it is sold out, in lists": (
        "/products", ">Sold out<",
        lambda ctx, mug: adjust(mug, default_channel().location_ids[0], -10),
    ),
    "a menu": (
        MUG, "Our story",
        lambda ctx, _: set_menu(
            ctx, "main",
            MenuInput.model_validate({"title": "M", "items": [{"title": "Our story", "url": "/pages/x"}]}),
        ),
    ),
    "another theme": (MUG, "Instrument", lambda ctx, _: publish(ctx, "linen", author="ada")),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_seen_by_the_next_guest(
    shop: Shop, ctx: Context, guest: FlaskClient, mug: UUID, what: str
) -> None:
    path, sign, change = CHANGES[what]
    before = guest.get(path)
    assert guest.get(path).data == before.data
    assert sign not in before.text
    change(ctx, mug)
    after = shop.client().get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert sign in after.text


def test_a_change_of_one_product_leaves_the_others_pages(
    shop: Shop, guest: FlaskClient, made: list[str], mug: UUID
) -> None:
    shop.product("Linen towel")
    for path in (MUG, "/products/linen-towel"):
        guest.get(path)
    made.clear()
    update_product(the_product(), ProductPatch(title="Cup"))
    for path in (MUG, "/products/linen-towel"):
        guest.get(path)
    assert made == ["product"]


def test_a_product_that_moved_is_not_shown_where_it_was(
    shop: Shop, guest: FlaskClient, mug: UUID
) -> None:
    assert guest.get(MUG).status_code == 200
    update_product(the_product(), ProductPatch(handle="cup"))
    moved = guest.get(f"{MUG}?utm_source=mail")
    assert moved.status_code == 301
    assert moved.headers["Location"].endswith("/products/cup?utm_source=mail")


def test_a_redirect_is_followed_as_soon_as_it_is_there(shop: Shop, guest: FlaskClient) -> None:
    assert guest.get("/pages/sale").status_code == 404
    create_redirect(RedirectInput(path="/pages/sale", target="/products"))
    assert guest.get("/pages/sale").status_code == 301


@pytest.mark.parametrize("path", [MUG, "/products"])
def test_a_plugin_says_when_its_words_have_changed(
    shop: Shop, guest: FlaskClient, mug: UUID, path: str
) -> None:
    assert "Nice." in guest.get(path).text
    Sayings.says = "Lovely."
    assert "Nice." in guest.get(path).text
    own = next(one.context for one in runtime().registry.plugins if one.id == "sayings")
    with own.transaction():
        own.touch()
    assert "Lovely." in guest.get(path).text


def test_a_page_that_lacks_a_part_is_not_kept_for_long(
    shop: Shop, guest: FlaskClient, mug: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    # To show a traceback takes longer than the page has.
    monkeypatch.setattr(
        "shopwright.platform.hooks.health._log", structlog.testing.CapturingLogger()
    )
    Sayings.fails = True
    assert guest.get(MUG).status_code == 200
    [entry] = states.state().pages._kept.values()
    assert entry.dies_at - entry.right_at <= 5


def test_pages_of_customers_are_neither_kept_nor_taken_from_what_is(
    shop: Shop, made: list[str], mug: UUID
) -> None:
    Sayings.says = "name"
    ada = signed_in(shop, "Ada")
    assert "Hello Ada" in ada.get(MUG).text
    guest = shop.client().get(MUG)
    assert "Hello guest" in guest.text
    assert "Hello Ada" in ada.get(MUG).text
    assert "Hello guest" in shop.client().get(MUG).text


PATHS = (MUG, "/", "/products", "/collections", "/search?q=mug", "/cart", "/checkout", "/account")


def test_nothing_of_anybody_is_ever_kept(shop: Shop, mug: UUID) -> None:
    """Guests with carts, a customer, and previews, in all orders: a stranger gets none of it."""
    first, second, customer = shop.client(), shop.client(), signed_in(shop, "Grace")
    for client, quantity in ((first, 3), (second, 7)):
        data = {"variant": str(mug), "quantity": str(quantity), "product": "stoneware-mug"}
        client.post("/cart/add", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    asked = itertools.product((first, customer, second, first), PATHS)
    for (client, path), preview in itertools.product(asked, (False, True)):
        cookie = {"Cookie": "shopwright_preview=x"} if preview else {}
        client.get(path, headers=cookie)
        if preview:
            continue
        secrets = {cookie.value for cookie in client._cookies.values()}  # type: ignore[union-attr]
        for entry in states.state().pages._kept.values():
            body = entry.page.bodies["identity"].decode()
            said = body + repr(entry.page.headers)
            assert "Grace" not in said
            assert "csrf" not in said.lower()
            assert "Set-Cookie" not in said
            assert not [one for one in secrets if one and one in said]
    kept = {entry.page.route for entry in states.state().pages._kept.values()}
    assert kept == {"/", "/products", "/products/<handle>", "/collections", "/search"}
    for path in ("/cart", "/checkout", "/account"):
        assert "public" not in shop.client().get(path).headers.get("Cache-Control", "")


POISON: tuple[dict[str, str], ...] = (
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    {"X-Original-URL": "/evil.example", "X-Rewrite-URL": "/evil.example"},
    {"Forwarded": "host=evil.example;proto=https", "X-Forwarded-Prefix": "/evil.example"},
    {"Accept-Language": "de", "Referer": "https://evil.example/", "Origin": "https://evil.example"},
)


@pytest.mark.parametrize("headers", POISON)
def test_what_a_stranger_sends_is_in_no_page(
    shop: Shop, mug: UUID, headers: dict[str, str]
) -> None:
    queries = "?evil.example=1&utm_source=evil.example", "?page=1&x=%22%3E%3Cscript%3Eevil.example"
    for path, query in itertools.product((MUG, "/products", "/"), queries):
        assert shop.client().get(path + query, headers=headers).status_code == 200
        kept = shop.client().get(path)
        assert "evil.example" not in kept.text + repr(kept.headers)
        assert 'lang="en"' in kept.text


def test_a_page_of_an_unknown_query_costs_no_memory(shop: Shop, mug: UUID) -> None:
    for number in range(20):
        shop.client().get(f"{MUG}?cachebuster={number}")
    assert len(states.state().pages) == 1


def test_switching_a_plugin_shows_at_once(shop: Shop, guest: FlaskClient, mug: UUID) -> None:
    """As the registry of another stamp does, which every switch and every setting makes."""
    assert "Nice." in guest.get(MUG).text
    left = [one for one in runtime().registry.plugins if one.id != "sayings"]
    runtime().plugins.hold(replace(build(left), stamp=uuid7()))
    assert "Nice." not in guest.get(MUG).text


def test_other_processes_follow_by_redis(
    tmp_path: Path, shopwright_databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within the second after which they look again, which is none here."""
    monkeypatch.setattr(stamps, "_LOOK_SECONDS", 0.0)
    settings = {"storefront": {"theme": "base"}}
    with (
        valkey_server() as valkey,
        shopwright_databases.fresh("sqlite", tmp_path, (Storefront,)) as url,
        open_shop(tmp_path, Storefront, settings=settings, database_url=url,
                  redis_url=valkey.url, make_tables=False) as one,
        open_shop(tmp_path, Storefront, settings=settings, database_url=url,
                  redis_url=valkey.url, make_tables=False) as other,
    ):  # fmt: skip
        with one.app.app_context():
            install_defaults()
            one.product()
        for path in (MUG, "/products"):
            assert "Stoneware mug" in other.client().get(path).text
            assert "Stoneware mug" in other.client().get(path).text
        with other.app.app_context():
            assert len(states.state().pages) == 2
        with one.app.app_context():
            update_product(the_product(), ProductPatch(title="Cup"))
            one.deliver()
        for path in (MUG, "/products"):
            assert "Cup" in other.client().get(path).text
