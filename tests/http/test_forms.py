"""Forms of pages: (kind, origin, headers) -> what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from flask import Blueprint, request
from flask.testing import FlaskClient
from shopwright import (
    Context,
    Plugin,
    StorefrontRoutes,
    check_form,
    check_rate,
    form_token,
    hooks,
    sign_in,
)
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.opening import open_shop
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop

OWN = "http://localhost"
pages = Blueprint("forms", __name__)


@pages.get("/token")
def token() -> str:
    return f"{form_token()} {form_token()}"


@pages.post("/<kind>")
def send(kind: str) -> str:
    done = check_form(request.form.get("token"), cacheable=kind == "cacheable")
    return "done" if done else "sure?"


@pages.post("/enter")
def enter() -> str:
    sign_in("ada@example.com", "correct horse battery")
    return ""


@pages.post("/often")
def often() -> str:
    check_rate("often", "2/minute")
    return ""


class Forms(Plugin):
    """Brings them."""

    @hooks.storefront_routes
    def routes(self, ctx: Context) -> Iterable[StorefrontRoutes]:
        """One group."""
        return [StorefrontRoutes(blueprint=pages)]


@pytest.fixture
def registry() -> Registry:
    return registry_of(Forms)


@pytest.fixture
def client(shop: Shop) -> FlaskClient:
    return shop.client()


def token_of(client: FlaskClient) -> str:
    first, again = client.get("/x/forms/token").text.split()
    assert first == again
    return first


def sent(client: FlaskClient, kind: str, token: str = "", **headers: str) -> str:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.post(f"/x/forms/{kind}", data={"token": token}, headers=names)
    return answer.text if answer.status_code == 200 else str(answer.get_json()["code"])


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": OWN}, "done"),
        ({"Sec-Fetch-Site": "same-origin"}, "done"),
        ({"Origin": OWN}, "done"),
        ({"Referer": f"{OWN}/products/mug"}, "done"),
        ({}, "sure?"),
        ({"Sec-Fetch-Site": "none"}, "sure?"),
        ({"Sec-Fetch-Site": "cross-site"}, "cross_origin"),
        ({"Sec-Fetch-Site": "same-site"}, "cross_origin"),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OWN}, "cross_origin"),
        ({"Origin": "https://evil.example"}, "cross_origin"),
        ({"Origin": "null"}, "cross_origin"),
        ({"Origin": "https://localhost"}, "cross_origin"),
        ({"Origin": f"{OWN}:8080"}, "cross_origin"),
        ({"Referer": "https://evil.example/"}, "cross_origin"),
        ({"Referer": f"https://evil.example/?{OWN}"}, "cross_origin"),
    ],
)
def test_the_form_of_a_cacheable_page_is_believed_by_where_it_comes_from(
    client: FlaskClient, headers: Mapping[str, str], outcome: str
) -> None:
    assert sent(client, "cacheable", **headers) == outcome


def test_a_page_that_asks_once_more_sends_a_token(client: FlaskClient) -> None:
    assert sent(client, "cacheable", token_of(client)) == "done"


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": OWN}], ids=str
)
def test_other_forms_need_their_token(client: FlaskClient, headers: Mapping[str, str]) -> None:
    right = token_of(client)
    assert sent(client, "private", right, **headers) == "done"
    assert sent(client, "private", right, **headers) == "done"
    for wrong in ("", "x", right[:-1] + ("0" if right[-1] != "0" else "1"), "é"):
        assert sent(client, "private", wrong, **headers) == "stale_form"


def test_a_right_token_does_not_help_another_site(client: FlaskClient) -> None:
    right = token_of(client)
    assert sent(client, "private", right, Origin="https://evil.example") == "cross_origin"


def test_a_token_is_of_one_browser(shop: Shop, client: FlaskClient) -> None:
    other = shop.client()
    token_of(other)
    assert sent(other, "private", token_of(client)) == "stale_form"
    assert sent(shop.client(), "private", token_of(client)) == "stale_form"


def test_a_token_ends_when_somebody_signs_in(shop: Shop, client: FlaskClient) -> None:
    create_customer(
        NewCustomer(email="ada@example.com", verified=True, password="correct horse battery")
    )
    before = token_of(client)
    client.post("/x/forms/enter")
    assert sent(client, "private", before) == "stale_form"
    assert sent(client, "private", token_of(client)) == "done"


def test_a_page_with_a_token_is_not_stored(client: FlaskClient) -> None:
    answer = client.get("/x/forms/token")
    assert answer.headers["Cache-Control"] == "no-store"
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.endswith("; HttpOnly; Path=/; SameSite=Lax")
    again = client.get("/x/forms/token")
    assert (again.headers["Cache-Control"], again.headers.getlist("Set-Cookie")) == ("no-store", [])


def test_who_asks_too_often_is_told_to_wait(tmp_path: Path) -> None:
    with open_shop(tmp_path, Forms, rate_limits=True) as shop:
        client = shop.client()
        assert [client.post("/x/forms/often").status_code for _ in range(3)] == [200, 200, 429]
        wrong = {"email": "ada@example.com", "password": "wrong"}
        doors = ["/api/v1/session", "/x/forms/enter"] * 6
        assert [client.post(door, json=wrong).status_code for door in doors][-2:] == [429, 429]
