"""What a view returns, and what is sent."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import Any

import brotli
import pytest
from flask import Response
from shopwright.http.rest.kit import (
    NO_STORE,
    PUBLIC,
    Media,
    OutModel,
    Raw,
    Reply,
    UndeclaredAnswer,
    public_for,
)


class ThingOut(OutModel):
    name: str
    price: int | None = None


@pytest.fixture
def answer(shop):
    """Declare a view that returns the given value, and ask for it."""

    def ask(result: Any, returns: Any = ThingOut, headers: dict[str, str] | None = None, **options):
        def view():
            return result

        shop.api.get("/thing", returns=returns, access=PUBLIC, summary="Read", **options)(view)
        return shop.client.get("/api/v1/thing", headers=headers)

    return ask


def test_a_model_is_sent_as_json(answer):
    got = answer(ThingOut(name="Stühle & Tische", price=5))
    assert got.content_type == "application/json"
    assert got.data == '{"name":"Stühle & Tische","price":5}'.encode()
    assert got.headers["Content-Length"] == str(len(got.data))


def test_a_model_is_filled_from_a_frozen_dataclass():
    @dataclass(frozen=True)
    class View:
        name: str
        price: int
        secret: str

    assert ThingOut.model_validate(View("chair", 5, "x")) == ThingOut(name="chair", price=5)


def test_plain_values_are_ready_json(answer):
    assert answer({"name": "chair", "price": 1}).json == {"name": "chair", "price": 1}


def test_a_list_of_models_is_an_answer(answer):
    assert answer([ThingOut(name="a")], list[ThingOut]).json == [{"name": "a", "price": None}]


def test_raw_bytes_are_sent_as_they_are(answer):
    data = b'{ "name" : "as stored" }'
    assert answer(Raw(data)).data == data


def test_none_is_no_content(answer):
    got = answer(None, None)
    assert (got.status_code, got.data) == (204, b"")
    assert "Content-Type" not in got.headers


def test_none_is_no_content_beside_a_model_too(answer):
    assert answer(None, {200: ThingOut, 204: None}).status_code == 204


def test_an_empty_answer_may_have_another_status(answer):
    got = answer(None, {202: None})
    assert (got.status_code, got.data) == (202, b"")


def test_the_first_declared_status_is_the_default(answer):
    assert answer(ThingOut(name="new"), {201: ThingOut, 200: ThingOut}).status_code == 201


def test_a_tuple_chooses_another_declared_status(answer):
    got = answer((ThingOut(name="old"), 200), {201: ThingOut, 200: ThingOut})
    assert got.status_code == 200


def test_a_reply_carries_headers(answer):
    reply = Reply(ThingOut(name="new"), status=201, headers=[("Location", "/api/v1/thing/1")])
    got = answer(reply, {201: ThingOut})
    assert (got.status_code, got.headers["Location"]) == (201, "/api/v1/thing/1")


def test_a_reply_may_hold_raw_bytes(answer):
    assert answer(Reply(Raw(b'{"name":"x"}'), headers=[("X-A", "1")])).headers["X-A"] == "1"


def test_other_media_types_are_declared(answer):
    got = answer(Raw(b"a,b\n1,2\n", media_type="text/csv"), Media("text/csv"))
    assert got.mimetype == "text/csv"


def test_a_stream_is_passed_on(answer):
    stream = Response(iter([b"a,b\n", b"1,2\n"]), content_type="text/csv")
    assert answer(stream, Media("text/csv")).data == b"a,b\n1,2\n"


def test_nan_never_becomes_json(answer):
    assert answer({"name": "x", "price": float("nan")}).json["price"] is None


def test_answers_are_private_unless_declared(answer):
    assert answer(ThingOut(name="x")).headers["Cache-Control"] == NO_STORE


def test_a_public_answer_may_be_cached(answer):
    got = answer(ThingOut(name="x"), cache=public_for(60), vary=["Accept-Language"])
    assert got.headers["Cache-Control"] == "public, max-age=60"
    assert got.headers["Vary"] == "Accept-Encoding, Accept-Language"


BIG = Raw(b'{"name":"' + b"chair " * 500 + b'"}')


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("*", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("br;q=0", None),
        ("br;q=rubbish", None),
        ("deflate", None),
        ("", None),
    ],
)
def test_the_encoding_is_negotiated(answer, accepted, encoding):
    got = answer(BIG, headers={"Accept-Encoding": accepted})
    assert got.headers.get("Content-Encoding") == encoding
    plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(got.data)
    assert plain == BIG.data
    assert got.headers["Vary"] == "Accept-Encoding"


def test_small_answers_are_not_worth_compressing(answer):
    got = answer(ThingOut(name="x"), headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in got.headers


def test_bytes_compressed_beforehand_are_chosen_from(answer):
    raw = Raw(BIG.data, encodings={"gzip": gzip.compress(BIG.data, mtime=0)}, etag="v1")
    got = answer(raw, headers={"Accept-Encoding": "br, gzip"})
    assert got.data == raw.encodings["gzip"]
    assert got.headers["Content-Encoding"] == "gzip"
    assert got.headers["ETag"] == '"v1-gzip"'


def test_pictures_are_not_compressed(answer):
    raw = Raw(b"\x89PNG" + b"\x00" * 5000, media_type="image/png")
    got = answer(raw, Media("image/png"), headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in got.headers


@pytest.mark.parametrize(
    ("result", "returns"),
    [
        ({"name": "x", "cost_price": 3}, ThingOut),
        ({"name": 5}, ThingOut),
        (Raw(b'{"nome":"x"}'), ThingOut),
        (Raw(b"{"), ThingOut),
        (Raw(b"a,b", media_type="text/csv"), ThingOut),
        ((ThingOut(name="x"), 202), ThingOut),
        (ThingOut(name="x"), {200: None}),
    ],
)
def test_in_tests_an_answer_that_breaks_its_declaration_fails(answer, result, returns):
    with pytest.raises(UndeclaredAnswer, match="things_view"):
        answer(result, returns)


def test_in_tests_an_error_that_is_not_declared_fails(shop):
    from shopwright.platform.errors import Conflict

    @shop.api.get("/thing", access=PUBLIC, summary="Read")
    def view() -> None:
        raise Conflict("Not now.")

    with pytest.raises(UndeclaredAnswer, match="errors="):
        shop.client.get("/api/v1/thing")


def test_compressed_answers_are_checked_as_well(answer):
    with pytest.raises(UndeclaredAnswer):
        answer(Raw(b'{"nome":"' + b"x" * 3000 + b'"}'), headers={"Accept-Encoding": "br"})
