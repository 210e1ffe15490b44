"""Query parameters are text that is read by the type of its field."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

import pytest
from pydantic import Field
from shopwright.http.rest.kit import PUBLIC, Model, OutModel, PageQuery


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Find(PageQuery):
    ids: list[UUID] = Field(default=[], max_length=3)
    sort: Literal["newest", "price"] = "newest"
    state: State | None = None
    in_stock: bool = False
    above: float | None = None
    since: date | None = None
    category: str | None = Field(default=None, alias="cat")


class Found(OutModel):
    seen: str


@pytest.fixture
def get(shop):
    @shop.api.get("/things", query=Find, returns=Found, access=PUBLIC, summary="Find")
    def find(query: Find):
        return Found(seen=repr(query.model_dump(exclude_defaults=True)))

    @shop.api.get("/plain", returns=Found, access=PUBLIC, summary="Plain")
    def plain():
        return Found(seen="plain")

    return lambda path: shop.client.get("/api/v1" + path)


ID = "f47ac10b-58cc-4372-a567-0e02b2c3d479"


def codes(answer):
    return {item["parameter"]: item["code"] for item in answer.json["errors"]}


def test_without_parameters_the_defaults_hold(get):
    assert get("/things").json["seen"] == "{}"


def test_values_take_the_type_of_their_field(get):
    seen = get(
        f"/things?limit=5&ids={ID}&ids={ID}&sort=price&state=open&in_stock=true&above=-1.5"
        "&since=2026-01-31&cat=sofas+%26%20chairs"
    ).json["seen"]
    expected = {
        "limit": 5,
        "ids": [UUID(ID), UUID(ID)],
        "sort": "price",
        "state": State.OPEN,
        "in_stock": True,
        "above": -1.5,
        "since": date(2026, 1, 31),
        "category": "sofas & chairs",
    }
    assert seen == repr(expected)


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("limit=0", "limit", "out_of_range"),
        ("limit=101", "limit", "out_of_range"),
        ("limit=5.0", "limit", "wrong_type"),
        ("limit=%205", "limit", "wrong_type"),
        ("limit=1_0", "limit", "wrong_type"),
        ("limit=", "limit", "wrong_type"),
        ("limit=%D9%A3", "limit", "wrong_type"),
        ("limit=5&limit=6", "limit", "repeated"),
        ("in_stock=yes", "in_stock", "wrong_type"),
        ("in_stock=1", "in_stock", "wrong_type"),
        ("above=nan", "above", "wrong_type"),
        ("sort=random", "sort", "not_allowed"),
        ("state=ajar", "state", "not_allowed"),
        ("since=31.1.2026", "since", "bad_format"),
        (f"ids={ID}&ids=x", "ids", "bad_format"),
        (f"ids={ID}&ids={ID}&ids={ID}&ids={ID}", "ids", "too_long"),
        ("cat=a%00b", "cat", "bad_character"),
        ("colour=red", "colour", "unknown_parameter"),
    ],
)
def test_a_wrong_parameter_is_named(get, query, parameter, code):
    answer = get("/things?" + query)
    assert answer.status_code == 422
    assert codes(answer)[parameter] == code


def test_all_wrong_parameters_are_named_at_once(get):
    assert codes(get("/things?limit=x&sort=y&z=1")) == {
        "limit": "wrong_type",
        "sort": "not_allowed",
        "z": "unknown_parameter",
    }


def test_wrong_parameters_and_wrong_fields_come_together(shop):
    class Dry(Model):
        dry_run: bool = False

    class NameIn(Model):
        name: str

    @shop.api.post("/names", query=Dry, body=NameIn, access=PUBLIC, summary="Name")
    def name(query: Dry, body: NameIn) -> None: ...

    errors = shop.client.post("/api/v1/names?dry_run=maybe", json={"name": 1}).json["errors"]
    assert [error.get("parameter", error.get("pointer")) for error in errors] == [
        "dry_run",
        "#/name",
    ]


def test_an_endpoint_without_parameters_knows_none(get):
    assert get("/plain").status_code == 200
    assert codes(get("/plain?utm_source=mail")) == {"utm_source": "unknown_parameter"}


def test_a_query_string_that_is_no_utf8_cannot_be_understood(get):
    answer = get("/things?cat=%ff")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_utf8")


def test_a_flood_of_parameters_is_refused(get):
    assert get("/things?" + "&".join(["a=1"] * 201)).status_code == 400
