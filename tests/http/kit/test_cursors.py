"""Cursors are opaque, typed, and belong to one order of one list."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright.http.rest.kit import PUBLIC, BadCursor, Cursor, OutModel, Page, PageQuery


def test_a_cursor_gives_back_what_was_put_in():
    values = ("chair", 19_900, uuid4(), datetime(2026, 1, 31, 12, tzinfo=UTC), Decimal("1.50"))
    text = Cursor.encode("price", *values)
    assert Cursor.decode(text, "price", str, int, UUID, datetime, Decimal) == values


def test_a_cursor_is_safe_in_an_address():
    assert set(Cursor.encode("name", "ä/?&=+ %\n", 2**60)) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_a_sort_key_may_be_null():
    assert Cursor.decode(Cursor.encode("when", None, 3), "when", datetime | None, int) == (None, 3)


@given(st.tuples(st.text().filter(lambda text: "\x00" not in text), st.integers(-(2**62), 2**62)))
def test_any_storable_values_survive(values):
    assert Cursor.decode(Cursor.encode("s", *values), "s", str, int) == values


@given(st.text(max_size=80))
def test_no_text_breaks_decoding(text):
    with pytest.raises(BadCursor):
        Cursor.decode(text, "price", int)


def forged(data: bytes) -> str:
    return base64.urlsafe_b64encode(b"0000" + data).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        Cursor.encode("name", 1),  # of another order
        Cursor.encode("price", "1"),  # of another type
        Cursor.encode("price", 1, 2),  # of another length
        Cursor.encode("price", 2**80),  # more than a database holds
        Cursor.encode("price", 1)[:-2],  # cut off
        forged(b'["price",1]'),
    ],
)
def test_a_cursor_that_is_not_of_this_list_is_refused(text):
    with pytest.raises(BadCursor) as caught:
        Cursor.decode(text, "price", int)
    assert caught.value.code == "bad_cursor"
    assert caught.value.status == 422


def test_text_with_nul_never_reaches_a_query():
    with pytest.raises(BadCursor):
        Cursor.decode(Cursor.encode("name", "a\x00"), "name", str)


class ThingOut(OutModel):
    number: int


def test_a_list_pages_to_its_end(shop):
    numbers = list(range(60))

    @shop.api.get("/things", query=PageQuery, returns=Page[ThingOut], access=PUBLIC, summary="List")
    def things(query: PageQuery):
        after = query.after("number", int)
        found = [n for n in numbers if after is None or n > after[0]][: query.limit + 1]
        page = found[: query.limit]
        more = Cursor.encode("number", page[-1]) if len(found) > query.limit else None
        return Page[ThingOut](items=[ThingOut(number=n) for n in page], next=more)

    seen, cursor = [], ""
    while cursor is not None:
        answer = shop.client.get("/api/v1/things?limit=25" + (cursor and f"&cursor={cursor}"))
        seen += [item["number"] for item in answer.json["items"]]
        cursor = answer.json["next"]
    assert seen == numbers
    refused = shop.client.get("/api/v1/things?cursor=abc")
    assert (refused.status_code, refused.json["code"]) == (422, "bad_cursor")
    assert refused.json["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_forged_moment_that_no_database_can_compare_is_refused(moment):
    forged = Cursor.encode("newest", moment)
    with pytest.raises(BadCursor):
        Cursor.decode(forged, "newest", datetime)
