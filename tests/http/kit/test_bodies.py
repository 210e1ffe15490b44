"""Bodies are read strictly, and every wrong field is named at once."""

from __future__ import annotations

import io
from typing import Annotated, Literal
from uuid import UUID

import pytest
from pydantic import Field
from shopwright.http.rest.kit import PUBLIC, Model, OutModel, Upload, Uploaded
from werkzeug.test import EnvironBuilder, run_wsgi_app


class Line(Model):
    variant: UUID
    quantity: int = Field(ge=1, le=99)


class CardIn(Model):
    kind: Literal["card"]
    number: str = Field(max_length=19)


class CashIn(Model):
    kind: Literal["cash"]


class OrderIn(Model):
    lines: list[Line] = Field(max_length=200)
    note: str = Field(default="", max_length=20)
    payment: Annotated[CardIn | CashIn, Field(discriminator="kind")] | None = None


class Seen(OutModel):
    note: str
    lines: int


VARIANT = "f47ac10b-58cc-4372-a567-0e02b2c3d479"


@pytest.fixture
def post(shop):
    @shop.api.post("/orders", body=OrderIn, returns={201: Seen}, access=PUBLIC, summary="Order")
    def order(body: OrderIn):
        return Seen(note=body.note, lines=len(body.lines))

    def send(data, content_type="application/json", **options):
        return shop.client.post("/api/v1/orders", data=data, content_type=content_type, **options)

    return send


def places(answer):
    return {
        item.get("pointer", item.get("parameter")): item["code"] for item in answer.json["errors"]
    }


def test_a_good_body_reaches_the_view_as_a_model(post):
    answer = post(f'{{"lines": [{{"variant": "{VARIANT}", "quantity": 2}}], "note": "hi"}}')
    assert (answer.status_code, answer.json) == (201, {"note": "hi", "lines": 1})


def test_every_wrong_field_is_named_with_a_pointer(post):
    answer = post('{"lines": [{"variant": "x", "quantity": 0}, {"quantity": "2"}], "notes": 1}')
    assert answer.status_code == 422
    assert answer.json["code"] == "invalid"
    assert places(answer) == {
        "#/lines/0/variant": "bad_format",
        "#/lines/0/quantity": "out_of_range",
        "#/lines/1/variant": "required",
        "#/lines/1/quantity": "wrong_type",
        "#/notes": "unknown_field",
    }


def test_a_misspelt_field_gets_the_nearest_right_one(post):
    answer = post('{"lines": [], "noted": ""}')
    assert answer.json["errors"][0]["message"] == "This is not known here; did you mean 'note'?"


def test_pointers_lead_through_unions_as_the_document_does(post):
    answer = post('{"lines": [], "payment": {"kind": "card", "number": 4, "pin": "1"}}')
    assert places(answer) == {"#/payment/number": "wrong_type", "#/payment/pin": "unknown_field"}
    assert places(post('{"lines": [], "payment": {"kind": "gold"}}')) == {
        "#/payment": "not_allowed"
    }


def test_values_are_not_coerced(post):
    assert places(post('{"lines": [], "note": 5}')) == {"#/note": "wrong_type"}
    body = f'{{"lines": [{{"variant": "{VARIANT}", "quantity": 1.0}}]}}'
    assert places(post(body)) == {"#/lines/0/quantity": "wrong_type"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body_required"),
        (b"{", "malformed_json"),
        (b'{"lines": [],}', "malformed_json"),
        (b"{'lines': []}", "malformed_json"),
        (b'{"lines": []} {}', "malformed_json"),
        (b'{"lines": [], "note": NaN}', "malformed_json"),
        (b'{"lines": [], "note": -Infinity}', "malformed_json"),
        (b'{"lines": [], "note": "\\ud800"}', "malformed_json"),
        (b'{"lines": ' + b"9" * 5000 + b"}", "malformed_json"),
        (b'{"lines": [], "lines": []}', "duplicate_name"),
        (b'{"lines": [{"quantity": 1, "quantity": 2}]}', "duplicate_name"),
        (b'{"lines": [], "note": "\xff"}', "invalid_utf8"),
        (b'{"lines": ' + b"[" * 32 + b"]" * 32 + b"}", "too_deep"),
        (b"[" * 200_000, "too_deep"),
    ],
)
def test_what_is_no_clean_json_is_refused_with_400(post, body, code):
    answer = post(body)
    assert (answer.status_code, answer.json["code"]) == (400, code)


def test_many_brackets_beside_each_other_are_not_deep(post):
    lines = ",".join([f'{{"variant": "{VARIANT}", "quantity": 1}}'] * 100)
    assert post(f'{{"lines": [{lines}]}}').status_code == 201


def test_malformed_json_says_where(post):
    assert "line 2, column 11" in post('{\n "lines": ]}').json["detail"]


@pytest.mark.parametrize("body", ["[]", '"text"', "null", "7"])
def test_a_body_of_the_wrong_kind_points_to_the_whole(post, body):
    assert places(post(body)) == {"#": "wrong_type"}


def test_the_nul_character_is_refused_wherever_it_stands(post):
    answer = post('{"lines": [], "note": "a\\u0000b", "x\\u0000": 1}')
    assert answer.status_code == 422
    assert places(answer)["#/note"] == "bad_character"
    assert "bad_character" in places(answer).values()
    escaped_backslash = post('{"lines": [], "note": "\\\\u0000"}')
    assert escaped_backslash.json == {"note": "\\u0000", "lines": 0}


@pytest.mark.parametrize("number", ["9007199254740993", "-1e300", "1e999", "1" + "0" * 40])
def test_numbers_that_not_every_reader_can_hold_are_refused(post, number):
    body = f'{{"lines": [{{"variant": "{VARIANT}", "quantity": {number}}}]}}'
    answer = post(body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "#/lines/0/quantity"
    assert answer.json["errors"][0]["code"] == "out_of_range"


def test_strings_have_a_limit_even_where_the_model_names_none(shop):
    class TextIn(Model):
        text: str
        long: str = Field(default="", max_length=50_000)

    @shop.api.post("/texts", body=TextIn, access=PUBLIC, summary="Write")
    def write(body: TextIn) -> None: ...

    post = shop.client.post
    assert post("/api/v1/texts", json={"text": "x" * 10_000}).status_code == 204
    assert post("/api/v1/texts", json={"text": "x" * 10_001}).status_code == 422
    assert post("/api/v1/texts", json={"text": "x", "long": "x" * 50_000}).status_code == 204


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", None],
)
def test_only_json_in_utf8_is_read(post, content_type):
    answer = post('{"lines": []}', content_type)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")


def test_compressed_bodies_are_refused(post):
    answer = post(b"\x1f\x8b...", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def test_a_body_over_a_mebibyte_is_refused(post):
    answer = post(b" " * (1024 * 1024 + 1))
    assert (answer.status_code, answer.json["limit"]) == (413, 1024 * 1024)


def test_a_body_without_a_length_is_cut_off_at_the_limit(shop, post):
    builder = EnvironBuilder("/api/v1/orders", method="POST", content_type="application/json")
    environ = builder.get_environ()
    environ |= {"wsgi.input": Endless(), "wsgi.input_terminated": True}
    assert shop.client
    _, status, _ = run_wsgi_app(shop.app, environ)
    assert status.startswith("413")


class Endless(io.RawIOBase):
    """A stream of spaces without end."""

    def readable(self):
        return True

    def readinto(self, buffer):
        buffer[:] = b" " * len(buffer)
        return len(buffer)


def test_a_body_whose_fields_all_have_defaults_may_be_left_out(shop):
    class ReasonIn(Model):
        reason: str = "none"

    @shop.api.post("/cancel", body=ReasonIn, returns=Seen, access=PUBLIC, summary="Cancel")
    def cancel(body: ReasonIn):
        return Seen(note=body.reason, lines=0)

    assert shop.client.post("/api/v1/cancel").json["note"] == "none"
    assert shop.client.post("/api/v1/cancel", json={"reason": "late"}).json["note"] == "late"


def test_a_list_of_models_is_a_body_too(shop):
    @shop.api.put("/lines", body=list[Line], returns=Seen, access=PUBLIC, summary="Replace")
    def replace(body: list[Line]):
        return Seen(note="", lines=len(body))

    put = shop.client.put
    good = {"variant": VARIANT, "quantity": 1}
    assert put("/api/v1/lines", json=[good]).json["lines"] == 1
    wrong = put("/api/v1/lines", json=[good, {"variant": VARIANT, "quantity": 0}])
    assert places(wrong) == {"#/1/quantity": "out_of_range"}


def test_left_out_and_null_differ_for_patch(shop):
    class ThingPatch(Model):
        note: str | None = None

    @shop.api.patch("/thing", body=ThingPatch, returns=Seen, access=PUBLIC, summary="Change")
    def change(body: ThingPatch):
        return Seen(note=",".join(body.model_fields_set), lines=0)

    assert shop.client.patch("/api/v1/thing", json={"note": None}).json["note"] == "note"
    assert shop.client.patch("/api/v1/thing", json={}).json["note"] == ""


def test_an_upload_is_plain_bytes_of_a_declared_type(shop):
    picture = Upload(media_types=("image/png", "image/jpeg"), max_bytes=100)

    @shop.api.post("/media", body=picture, returns={201: Seen}, access=PUBLIC, summary="Upload")
    def upload(body: Uploaded):
        return Seen(note=body.media_type, lines=len(body.data))

    def send(data, content_type):
        return shop.client.post("/api/v1/media", data=data, content_type=content_type)

    assert send(b"\x89PNG", "image/png").json == {"note": "image/png", "lines": 4}
    assert send(b"GIF89a", "image/gif").status_code == 415
    assert send(b"", "image/png").json["code"] == "body_required"
    assert send(b"x" * 101, "image/png").status_code == 413
