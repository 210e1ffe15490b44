"""Who looks at a page, what is in their cart, and which cookies say so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Blueprint, flash, get_flashed_messages, request
from flask.testing import FlaskClient
from shopwright import (
    Context,
    Plugin,
    StorefrontRoutes,
    current_cart,
    current_shopper,
    hooks,
    keep_signed_in,
    open_cart,
    read_cookie,
    set_cookie,
    sign_in,
    sign_out,
    this_browser,
)
from shopwright.commerce.cart import add_line, cart_draft
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.customers import NewCustomer, change_password, create_customer
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.plugins import registry_of
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from werkzeug.test import TestResponse

EMAIL, PASSWORD = "ada@example.com", "correct horse battery"
pages = Blueprint("pages", __name__)


@pages.get("/me")
def me() -> str:
    shopper, cart = current_shopper(), current_cart()
    who = shopper.first_name if shopper.signed_in else "guest"
    return f"{who} {cart.units if cart else 0}"


@pages.post("/add/<uuid:variant_id>")
def add(variant_id: UUID) -> str:
    cart_id = open_cart()
    add_line(cart_id, variant_id, 1)
    return str(cart_id)


@pages.post("/open")
def open_both() -> str:
    return f"{open_cart() == open_cart()}"


@pages.post("/sign-in")
def enter() -> str:
    return str(sign_in(request.form["email"], request.form["password"]))


@pages.post("/sign-out")
def leave() -> str:
    sign_out()
    return "bye"


@pages.post("/password")
def renew() -> str:
    customer_id = current_shopper().customer_id
    assert customer_id is not None
    keep_signed_in(change_password(customer_id, PASSWORD, PASSWORD + "!", this_browser()))
    return "changed"


@pages.post("/language/<name>")
def choose(name: str) -> str:
    set_cookie("language", name, max_age=timedelta(days=365) if name else timedelta(0))
    return "chosen"


@pages.get("/language")
def chosen() -> str:
    return str(read_cookie("language"))


@pages.post("/flash")
def tell() -> str:
    flash("Added")
    return ""


@pages.get("/flash")
def told() -> list[str]:
    return list(get_flashed_messages())


class Pages(Plugin):
    """Brings them."""

    @hooks.storefront_routes
    def routes(self, ctx: Context) -> Iterable[StorefrontRoutes]:
        """One group."""
        return [StorefrontRoutes(blueprint=pages)]


@pytest.fixture
def registry() -> Registry:
    return registry_of(Pages)


@pytest.fixture
def client(shop: Shop) -> FlaskClient:
    install_defaults()
    return shop.client()


@pytest.fixture
def ada(shop: Shop) -> UUID:
    return create_customer(
        NewCustomer(email=EMAIL, first_name="Ada", verified=True, password=PASSWORD)
    )


def at(path: str) -> str:
    return f"/x/pages/{path}"


def enters(client: FlaskClient) -> TestResponse:
    return client.post(at("sign-in"), data={"email": EMAIL, "password": PASSWORD})


def cookies(answer: TestResponse) -> dict[str, str]:
    found = answer.headers.getlist("Set-Cookie")
    return {text.partition("=")[0]: text.partition("; ")[2] for text in found}


def test_a_browser_without_cookies_is_a_guest_and_costs_no_query(client: FlaskClient) -> None:
    with count_queries() as queries:
        assert client.get(at("me")).text == "guest 0"
    assert len(queries) == 0


def test_a_guests_cart_is_in_a_cookie_that_no_script_reads(shop: Shop, client: FlaskClient) -> None:
    mug = shop.product("Mug")
    first = client.post(at(f"add/{mug}"))
    assert cookies(first) == {
        "shopwright_cart": f"{_expires(first)}Max-Age=5184000; HttpOnly; Path=/; SameSite=Lax"
    }
    assert first.headers["Cache-Control"] == "no-store"
    second = client.post(at(f"add/{mug}"))
    assert (second.text, cookies(second)) == (first.text, {})
    assert client.get(at("me")).text == "guest 2"
    assert shop.client().get(at("me")).text == "guest 0"


def test_one_request_opens_one_cart(client: FlaskClient) -> None:
    assert client.post(at("open")).text == "True"


def test_a_made_up_token_opens_nothing(client: FlaskClient) -> None:
    for token in ("x" * 43, "x" * 500, ""):
        client.set_cookie("shopwright_cart", token)
        assert client.get(at("me")).text == "guest 0"


def test_signing_in_takes_the_guests_cart_along(shop: Shop, client: FlaskClient, ada: UUID) -> None:
    mug = shop.product("Mug")
    cart_id = client.post(at(f"add/{mug}")).text
    answer = enters(client)
    assert answer.text == str(ada)
    assert "Max-Age=0;" in cookies(answer)["shopwright_cart"]
    assert "HttpOnly; Path=/; SameSite=Lax" in cookies(answer)["shopwright_session"]
    assert client.get(at("me")).text == "Ada 1"
    assert cart_draft(UUID(cart_id)).customer_id == ada
    elsewhere = shop.client()
    enters(elsewhere)
    assert elsewhere.get(at("me")).text == "Ada 1"


def test_signing_out_leaves_a_guest_without_the_customers_cart(
    shop: Shop, client: FlaskClient, ada: UUID
) -> None:
    mug = shop.product("Mug")
    enters(client)
    client.post(at(f"add/{mug}"))
    assert client.get(at("me")).text == "Ada 1"
    session = client.get_cookie("shopwright_session")
    assert session is not None
    client.post(at("sign-out"))
    assert client.get(at("me")).text == "guest 0"
    client.set_cookie("shopwright_session", session.value)
    assert client.get(at("me")).text == "guest 0"


def test_wrong_credentials_sign_nobody_in(client: FlaskClient, ada: UUID) -> None:
    answer = client.post(at("sign-in"), data={"email": EMAIL, "password": "wrong"})
    assert (answer.status_code, cookies(answer)) == (401, {})


def test_the_session_of_a_command_is_kept_by_the_browser(
    shop: Shop, client: FlaskClient, ada: UUID
) -> None:
    elsewhere = shop.client()
    enters(elsewhere)
    enters(client)
    assert client.post(at("password")).text == "changed"
    assert client.get(at("me")).text == "Ada 0"
    assert elsewhere.get(at("me")).text == "guest 0"


def test_with_https_cookies_are_bound_to_the_host(client: FlaskClient) -> None:
    base = "https://shop.example"
    made = client.post(at("open"), base_url=base)
    ((name, rest),) = cookies(made).items()
    assert name == "__Host-shopwright_cart"
    assert "Secure; HttpOnly; Path=/; SameSite=Lax" in rest
    told = client.post(at("flash"), base_url=base)
    ((name, rest),) = cookies(told).items()
    assert (name, rest) == ("__Host-shopwright_page", "Secure; HttpOnly; Path=/; SameSite=Lax")


def test_a_plugins_cookies_carry_its_name(client: FlaskClient) -> None:
    assert client.get(at("language")).text == "None"
    answer = client.post(at("language/de"))
    assert list(cookies(answer)) == ["pages_language"]
    assert client.get(at("language")).text == "de"


def test_messages_are_flashed_once(client: FlaskClient) -> None:
    client.post(at("flash"))
    assert client.get(at("flash")).get_json() == ["Added"]
    assert client.get(at("flash")).get_json() == []


def _expires(answer: TestResponse) -> str:
    (text,) = answer.headers.getlist("Set-Cookie")
    return text[text.index("Expires") : text.index("Max-Age")]
