"""Signing in and out over REST."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright.app import create_app
from shopwright.commerce.cart import add_line, create_cart
from shopwright.commerce.channels import default_channel, install_defaults
from shopwright.commerce.customers import CustomerChanges, update_customer
from shopwright.platform.config import Settings
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom

CREDENTIALS = {"email": "ada@example.com", "password": "correct horse battery"}


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(guest: FlaskClient, ada: UUID) -> None:
    answer = guest.post("/api/v1/session", json=CREDENTIALS)
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["customer_id"] == str(ada)
    cookie = answer.headers["Set-Cookie"]
    token = cookie.split("=", 1)[1].split(";")[0]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert token not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_me_says_who_is_looking(guest: FlaskClient, ada: UUID) -> None:
    nobody = {"signed_in": False, "first_name": "", "cart_id": None, "cart_count": 0}
    assert guest.get("/api/v1/me").json == nobody
    guest.post("/api/v1/session", json=CREDENTIALS)
    answer = guest.get("/api/v1/me")
    assert answer.json == {**nobody, "signed_in": True, "first_name": "Ada"}
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert guest.delete("/api/v1/session").status_code == 204
    assert guest.get("/api/v1/me").json == nobody


def test_signing_out_twice_is_no_error(guest: FlaskClient) -> None:
    assert guest.delete("/api/v1/session").status_code == 204
    assert guest.delete("/api/v1/session").status_code == 204


def test_a_stolen_cookie_is_dead_after_signing_out(shop: Shop, as_ada: FlaskClient) -> None:
    cookie = as_ada.get_cookie("shopwright_session")
    assert cookie is not None
    as_ada.delete("/api/v1/session")
    thief = shop.client()
    thief.set_cookie("shopwright_session", cookie.value)
    assert thief.get("/api/v1/account").status_code == 401


def test_a_cookie_that_was_there_before_is_never_kept(shop: Shop, as_ada: FlaskClient) -> None:
    before = as_ada.get_cookie("shopwright_session")
    as_ada.post("/api/v1/session", json=CREDENTIALS)
    after = as_ada.get_cookie("shopwright_session")
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_a_planted_cookie_is_replaced_at_login(guest: FlaskClient, ada: UUID) -> None:
    guest.set_cookie("shopwright_session", "planted")
    guest.post("/api/v1/session", json=CREDENTIALS)
    cookie = guest.get_cookie("shopwright_session")
    assert cookie is not None
    assert cookie.value != "planted"


@pytest.mark.parametrize("blocked", [False, True])
def test_wrong_password_unknown_and_blocked_are_answered_alike(
    guest: FlaskClient, ada: UUID, blocked: bool
) -> None:
    update_customer(ada, CustomerChanges(active=not blocked))
    answers = [
        guest.post("/api/v1/session", json={"email": email, "password": "wrong"})
        for email in ("ada@example.com", "nobody@example.com", "not an address")
    ]
    bodies = []
    for answer in answers:
        assert answer.status_code == 401
        assert "Set-Cookie" not in answer.headers
        body = dict(answer.json or {})
        body.pop("request_id")
        bodies.append(body)
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["code"] == "wrong_credentials"


def test_other_sites_cannot_sign_anybody_in(guest: FlaskClient, ada: UUID) -> None:
    answer = guest.post(
        "/api/v1/session", json=CREDENTIALS, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert (answer.json or {})["code"] == "cross_origin"


@pytest.mark.parametrize(
    "body",
    [{}, {"email": "ada@example.com"}, {**CREDENTIALS, "extra": 1}, {**CREDENTIALS, "email": 7}],
)
def test_what_is_no_login_is_refused(guest: FlaskClient, body: dict[str, object]) -> None:
    assert guest.post("/api/v1/session", json=body).status_code == 422


def test_over_https_the_cookie_is_bound_to_the_host(shop: Shop, ada: UUID) -> None:
    client = shop.client()
    answer = client.post("/api/v1/session", json=CREDENTIALS, base_url="https://shop.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-shopwright_session=")
    assert "Secure" in cookie


def test_guessing_from_one_address_is_limited(sqlite_url: str) -> None:
    settings = Settings(database_url=sqlite_url, environment="test", secret_key="x")
    with Shop.running(create_app(settings, registry=Registry())) as shop:
        client = shop.client()
        statuses = [
            client.post(
                "/api/v1/session", json={"email": f"{index}@example.com", "password": "x"}
            ).status_code
            for index in range(11)
        ]
    assert statuses == [401] * 10 + [429]


def test_guessing_one_account_is_limited_from_everywhere(shop: Shop, ada: UUID) -> None:
    for index in range(10):
        shop.client().post(
            "/api/v1/session",
            json={**CREDENTIALS, "password": "wrong"},
            environ_base={"REMOTE_ADDR": f"203.0.113.{index}"},
        )
    answer = shop.client().post("/api/v1/session", json=CREDENTIALS)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900


@dataclass(frozen=True)
class Basket:
    """A guest's cart with one variant in it."""

    cart_id: UUID
    token: str
    variant_id: UUID


@pytest.fixture
def basket(shop: Shop) -> Basket:
    room = Stockroom()
    install_defaults()
    made = create_cart(channel_id=default_channel().id)
    variant_id = room.variant(units=10)
    add_line(made.cart_id, variant_id, 2)
    return Basket(made.cart_id, made.token, variant_id)


def test_me_counts_a_guests_cart(guest: FlaskClient, basket: Basket) -> None:
    found = guest.get("/api/v1/me", headers={"X-Cart-Token": basket.token}).json
    assert found is not None
    assert (found["cart_id"], found["cart_count"]) == (str(basket.cart_id), 2)
    wrong = guest.get("/api/v1/me", headers={"X-Cart-Token": "wrong"}).json
    assert wrong is not None
    assert wrong["cart_id"] is None


def test_a_guests_cart_becomes_the_customers(guest: FlaskClient, ada: UUID, basket: Basket) -> None:
    body = {**CREDENTIALS, "cart_id": str(basket.cart_id)}
    answer = guest.post("/api/v1/session", json=body, headers={"X-Cart-Token": basket.token}).json
    assert answer is not None
    assert answer["cart_id"] == str(basket.cart_id)
    me = guest.get("/api/v1/me").json
    assert me is not None
    assert (me["cart_id"], me["cart_count"]) == (str(basket.cart_id), 2)


def test_two_carts_become_one_and_nothing_doubles(
    shop: Shop, guest: FlaskClient, ada: UUID, basket: Basket
) -> None:
    own = create_cart(channel_id=default_channel().id, customer_id=ada)
    add_line(own.cart_id, basket.variant_id, 3)
    body = {**CREDENTIALS, "cart_id": str(basket.cart_id)}
    for _ in range(2):
        answer = guest.post(
            "/api/v1/session", json=body, headers={"X-Cart-Token": basket.token}
        ).json
        assert answer is not None
        assert answer["cart_id"] == str(own.cart_id)
    me = guest.get("/api/v1/me").json
    assert me is not None
    assert me["cart_count"] == 3


@pytest.mark.parametrize("token", [None, "wrong"])
def test_somebody_elses_cart_is_not_taken_along(
    guest: FlaskClient, ada: UUID, basket: Basket, token: str | None
) -> None:
    headers = {"X-Cart-Token": token} if token else {}
    body = {**CREDENTIALS, "cart_id": str(basket.cart_id)}
    answer = guest.post("/api/v1/session", json=body, headers=headers)
    assert answer.status_code == 201
    assert (answer.json or {})["cart_id"] is None
