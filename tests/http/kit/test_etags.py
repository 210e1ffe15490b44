"""ETags save work (304) and protect work (412)."""

from __future__ import annotations

import pytest
from shopwright.http.rest.kit import (
    PUBLIC,
    Model,
    OutModel,
    Raw,
    Reply,
    public_for,
    staff,
)
from shopwright.platform.errors import NotFound


class ThingOut(OutModel):
    name: str


@pytest.fixture
def cached(shop):
    """A cached read that notes when its view ran."""
    runs: list[str] = []

    def stamp(handle: str) -> str | None:
        if handle == "gone":
            raise NotFound("Gone.")
        return None if handle == "new" else f"{handle}-018f"

    @shop.api.get(
        "/things/<handle>",
        returns=ThingOut,
        access=PUBLIC,
        etag=stamp,
        cache=public_for(60),
        summary="Read",
    )
    def read(handle: str):
        runs.append(handle)
        return Raw(
            b'{"name":"%s"}' % handle.encode(), encodings={"br": b'\x8b\x08\x80{"name":"x"}\x03'}
        )

    def get(handle="chair", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return shop.client.get(f"/api/v1/things/{handle}", headers=headers)

    get.runs = runs
    return get


def test_an_etag_names_the_content(cached):
    assert cached().headers["ETag"] == '"chair-018f"'


def test_who_has_it_gets_304_before_the_view_runs(cached):
    got = cached(If_None_Match='"chair-018f"')
    assert (got.status_code, got.data, cached.runs) == (304, b"", [])
    assert got.headers["ETag"] == '"chair-018f"'
    assert got.headers["Cache-Control"] == "public, max-age=60"
    assert got.headers["Vary"] == "Accept-Encoding"
    assert "Content-Type" not in got.headers


@pytest.mark.parametrize(
    "held", ['W/"chair-018f"', '"old", "chair-018f"', "*", '"chair-018f-br"', '"chair-018f-gzip"']
)
def test_every_form_of_the_tag_counts(cached, held):
    assert cached(If_None_Match=held).status_code == 304


@pytest.mark.parametrize("held", ['"old"', "chair-018f", "", '"chair-018f', '"chair-018"'])
def test_another_tag_gets_the_answer(cached, held):
    assert cached(If_None_Match=held).status_code == 200


def test_the_304_repeats_the_tag_of_the_form_that_the_client_holds(cached):
    assert cached(If_None_Match='"chair-018f-br"').headers["ETag"] == '"chair-018f-br"'


def test_without_a_stamp_there_is_no_etag(cached):
    assert "ETag" not in cached("new", If_None_Match="*").headers


def test_an_etag_function_may_say_that_there_is_no_such_thing(cached):
    assert cached("gone").status_code == 404


def test_an_etag_may_come_with_the_answer(shop):
    @shop.api.get("/thing", returns=ThingOut, access=PUBLIC, cache=public_for(5), summary="Read")
    def read():
        return Reply(ThingOut(name="x"), etag="v1")

    assert shop.client.get("/api/v1/thing").headers["ETag"] == '"v1"'
    held = shop.client.get("/api/v1/thing", headers={"If-None-Match": '"v1"'})
    assert held.status_code == 304


def test_an_answer_that_nobody_may_keep_is_always_sent(shop):
    @shop.api.get("/thing", returns=ThingOut, access=PUBLIC, summary="Read")
    def read():
        return Reply(ThingOut(name="x"), etag="v1")

    answer = shop.client.get("/api/v1/thing", headers={"If-None-Match": '"v1"'})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"v1"')


def test_head_carries_the_headers_of_get(cached, shop):
    head = shop.client.head("/api/v1/things/chair")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == '"chair-018f"'
    assert head.headers["Content-Length"] == str(len(b'{"name":"chair"}'))


@pytest.fixture
def write(shop):
    class NameIn(Model):
        name: str

    def version(name: str) -> str | None:
        return "v7" if name == "chair" else None

    @shop.api.put(
        "/things/<name>", body=NameIn, access=staff("things:write"), if_match=version, summary="Set"
    )
    def put(name: str, body: NameIn) -> None: ...

    shop.know("ann", "staff:ann", "things:write")

    def send(name="chair", **headers):
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        headers["Authorization"] = "Bearer ann"
        return shop.client.put(f"/api/v1/things/{name}", json={"name": "x"}, headers=headers)

    return send


def test_a_write_of_what_changed_since_is_refused(write):
    assert write().status_code == 204
    assert write(If_Match='"v7"').status_code == 204
    assert write(If_Match='"v7-br"').status_code == 204
    assert write(If_Match="*").status_code == 204
    refused = write(If_Match='"v6"')
    assert (refused.status_code, refused.json["code"]) == (412, "precondition_failed")


def test_an_idempotent_write_is_protected_as_well(shop):
    @shop.api.put(
        "/things/<name>",
        access=PUBLIC,
        idempotent=True,
        if_match=lambda name: "v7",
        summary="Set",
    )
    def put(name: str) -> None: ...

    def send(held):
        return shop.client.put("/api/v1/things/chair", headers={"If-Match": held}).status_code

    assert [send('"v7"'), send('"v6"')] == [204, 412]


def test_a_write_that_expects_something_fails_where_there_is_nothing(write):
    assert write("table", If_Match="*").status_code == 412
