"""Failures are problem+json, with stable codes and without a word of what happened inside."""

from __future__ import annotations

import pytest
from flask import abort
from pydantic import Field
from shopwright.http.rest.kit import PUBLIC, Model
from shopwright.platform.errors import (
    Conflict,
    Invalid,
    NotFound,
    Problem,
    ShopError,
    TooMany,
    Unavailable,
)


class OutOfStock(Conflict):
    """Fewer units are available than the line asks for."""

    code = "out_of_stock"


@pytest.fixture
def fail(make_shop):
    shop = make_shop(propagate=False)
    raised: list[Exception] = []

    @shop.api.get("/thing", access=PUBLIC, errors=(404, 409, 422, 429), summary="Fail")
    def thing() -> None:
        raise raised.pop()

    def ask(error: Exception, **headers: str):
        raised.append(error)
        return shop.client.get("/api/v1/thing", headers=headers)

    return ask


def test_a_typed_error_is_a_problem_with_its_code(fail):
    answer = fail(OutOfStock("Only 2 are left.", extra={"available": 2}))
    assert answer.content_type == "application/problem+json"
    document = answer.json
    assert answer.headers["X-Request-ID"] == document.pop("request_id")
    assert document == {
        "type": "/api/docs/problems#out_of_stock",
        "title": "Out of stock",
        "status": 409,
        "code": "out_of_stock",
        "detail": "Only 2 are left.",
        "available": 2,
    }


def test_fields_of_a_typed_error_become_pointers_and_parameters(fail):
    answer = fail(
        Invalid(
            "Two values are wrong.",
            problems=[
                Problem(code="too_many", message="At most 9.", field="lines.0.quantity"),
                Problem(code="odd", message="Odd.", field="#/a~1b", meta={"limit": 9}),
                Problem(code="bad", message="Bad.", field="?cursor"),
                Problem(code="whole", message="All of it."),
            ],
        )
    )
    assert answer.json["errors"] == [
        {"pointer": "#/lines/0/quantity", "code": "too_many", "message": "At most 9."},
        {"pointer": "#/a~1b", "code": "odd", "message": "Odd.", "limit": 9},
        {"parameter": "cursor", "code": "bad", "message": "Bad."},
        {"code": "whole", "message": "All of it."},
    ]


def test_extra_members_never_replace_the_standard_ones(fail):
    answer = fail(NotFound("No.", extra={"status": 200, "code": "fine"}))
    assert (answer.json["status"], answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "error", [TooMany("Slow down.", retry_after=7), Unavailable("Later.", retry_after=7)]
)
def test_passing_failures_say_when_to_try_again(fail, error):
    assert fail(error).headers["Retry-After"] == "7"


def test_an_unexpected_error_tells_nothing_but_the_request_id(fail):
    answer = fail(RuntimeError("password=hunter2"), **{"X-Request-ID": "abc-12345678"})
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert answer.json["code"] == "internal_error"
    assert answer.json["request_id"] == "abc-12345678"


def test_a_problem_is_never_cached(fail):
    assert fail(NotFound("No.")).headers["Cache-Control"] == "no-store"


def test_routing_below_the_api_fails_as_a_problem(shop):
    shop.api.get("/thing", access=PUBLIC, summary="Read")(lambda: None)
    missing = shop.client.get("/api/v1/nothing")
    assert (missing.status_code, missing.json["code"]) == (404, "not_found")
    wrong = shop.client.delete("/api/v1/thing")
    assert (wrong.status_code, wrong.json["code"]) == (405, "method_not_allowed")
    assert set(wrong.headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_a_status_without_a_sentence_of_ours_has_its_phrase(shop):
    shop.app.add_url_rule("/api/teapot", view_func=lambda: abort(418))
    answer = shop.client.get("/api/teapot")
    assert (answer.json["code"], answer.json["detail"]) == ("im_a_teapot", "I'm a Teapot.")


def test_a_doubled_slash_is_no_address_and_no_redirect(shop):
    shop.api.get("/things/<handle>", access=PUBLIC, summary="Read")(show)
    assert shop.client.get("/api/v1//things/x").status_code == 404


def show(handle: str) -> None: ...


def test_other_addresses_keep_their_own_way_to_fail(shop):
    answer = shop.client.get("/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_name_with_nul_in_the_path_is_not_there(shop):
    shop.api.get("/things/<handle>", access=PUBLIC, summary="Read")(show)
    answer = shop.client.get("/api/v1/things/a%00b")
    assert answer.status_code == 404
    assert answer.json["errors"][0]["parameter"] == "handle"


@pytest.mark.parametrize(("name", "number"), [("x" * 501, 1), ("x", 2**31)])
def test_what_no_database_holds_is_not_there(shop, name, number):
    def read(handle: str, number: int) -> None: ...

    shop.api.get("/things/<handle>/<int:number>", access=PUBLIC, summary="Read")(read)
    assert shop.client.get("/api/v1/things/x/1").status_code == 204
    assert shop.client.get(f"/api/v1/things/{name}/{number}").json["code"] == "not_found"


def test_a_wrong_id_in_the_path_is_not_there(shop):
    def by_id(thing_id) -> None: ...

    shop.api.get("/things/<uuid:thing_id>", access=PUBLIC, summary="Read")(by_id)
    assert shop.client.get("/api/v1/things/17").json["code"] == "not_found"


def test_messages_are_sentences(shop):
    class NameIn(Model):
        name: str = Field(min_length=3)

    @shop.api.post("/names", body=NameIn, access=PUBLIC, summary="Name")
    def name(body: NameIn) -> None: ...

    answer = shop.client.post("/api/v1/names", json={"name": "x"})
    assert answer.json["errors"][0]["message"] == "String should have at least 3 characters."


def test_every_error_has_a_code_and_a_docstring():
    def walk(kind: type[ShopError]):
        for sub in kind.__subclasses__():
            yield sub
            yield from walk(sub)

    for kind in walk(ShopError):
        assert kind.code.replace("_", "").isalnum()
        assert kind.code.islower()
        assert kind.__doc__, kind
