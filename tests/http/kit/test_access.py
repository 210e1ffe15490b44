"""Default deny, decided in one place."""

from __future__ import annotations

import pytest
from flask import Flask
from shopwright.http.rest.kit import CUSTOMER, PUBLIC, OutModel, current_actor, staff


class Who(OutModel):
    key: str


@pytest.fixture
def doors(shop):
    """One endpoint of each kind, and callers of each kind."""
    shop.api.get("/public", returns=Who, access=PUBLIC, summary="P")(named("public"))
    shop.api.get("/mine", returns=Who, access=CUSTOMER, summary="M")(named("mine"))
    shop.api.get("/refunds", returns=Who, access=staff("orders:refund"), summary="R")(
        named("refunds")
    )
    shop.api.get("/staff", returns=Who, access=staff(), summary="S")(named("staff"))
    shop.api.get("/hidden", returns=Who, access=staff("secrets:read"), hide=True, summary="H")(
        named("hidden")
    )
    shop.know("ann", "customer:ann")
    shop.know("clerk", "staff:clerk", "orders:read")
    shop.know("boss", "staff:boss", "orders:refund", "secrets:read")
    return shop


def named(name):
    def view():
        return Who(key=name if name == "public" else current_actor().key)

    view.__name__ = name
    return view


def ask(doors, path, bearer=None):
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return doors.client.get(f"/api/v1{path}", headers=headers)


@pytest.mark.parametrize(
    ("path", "bearer", "status"),
    [
        ("/public", None, 200),
        ("/public", "ann", 200),
        ("/mine", None, 401),
        ("/mine", "ann", 200),
        ("/mine", "boss", 403),
        ("/refunds", None, 401),
        ("/refunds", "ann", 403),
        ("/refunds", "clerk", 403),
        ("/refunds", "boss", 200),
        ("/staff", "clerk", 200),
        ("/staff", "ann", 403),
        ("/hidden", None, 401),
        ("/hidden", "clerk", 404),
        ("/hidden", "boss", 200),
    ],
)
def test_who_may_call_what(doors, path, bearer, status):
    assert ask(doors, path, bearer).status_code == status


def test_a_public_endpoint_does_not_look_the_caller_up(doors):
    ask(doors, "/public", "ann")
    assert doors.callers.asked == 0


def test_the_caller_is_looked_up_once_per_request(doors):
    ask(doors, "/mine", "ann")
    assert doors.callers.asked == 1


def test_401_says_how_to_authenticate(doors):
    answer = ask(doors, "/mine")
    assert answer.json["code"] == "unauthenticated"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_403_names_the_missing_permission(doors):
    answer = ask(doors, "/refunds", "clerk")
    assert answer.json["code"] == "forbidden"
    assert "orders:refund" in answer.json["detail"]


def test_a_hidden_endpoint_answers_like_one_that_is_not_there(doors):
    assert ask(doors, "/hidden", "clerk").json["code"] == "not_found"


def test_an_unsafe_request_from_another_site_is_refused(shop):
    @shop.api.post("/act", access=PUBLIC, summary="Act")
    def act() -> None: ...

    post = shop.client.post
    other = {"Origin": "https://evil.example"}
    assert post("/api/v1/act").status_code == 204
    assert post("/api/v1/act", headers=other).json["code"] == "cross_origin"
    assert post("/api/v1/act", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert post("/api/v1/act", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 204


def test_an_endpoint_may_be_open_to_any_site(shop):
    @shop.api.post("/return", access=PUBLIC, any_origin=True, summary="Come back")
    def come_back() -> None: ...

    assert shop.client.post("/api/v1/return", headers={"Origin": "https://a.b"}).status_code == 204


def test_an_application_that_was_not_set_up_says_so():
    app = Flask("bare")
    with app.test_request_context(), pytest.raises(RuntimeError, match=r"kit.init_app"):
        current_actor()
