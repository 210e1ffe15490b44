"""Downloading pictures: what went wrong, and whether trying again may help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from shopwright.platform.media.fetch import FetchFailed, fetch
from shopwright.testing.opening import open_shop
from shopwright.testing.receiving import Receiver, Reply, receiver


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Receiver]:
    """A server that a shop may fetch pictures from."""
    with (
        receiver() as found,
        open_shop(
            tmp_path, make_tables=False, shop_name="Alder", outbound_allowed=("127.0.0.0/8",)
        ),
    ):
        yield found


def test_the_content_is_returned_also_from_where_it_was_moved(web: Receiver) -> None:
    web.answer(Reply(status=301, headers={"Location": "/new"}), Reply(body=b"picture"))
    assert fetch(f"{web.url}/old", max_bytes=7) == b"picture"
    assert web.received[0].headers["accept"] == "image/*"


@pytest.mark.parametrize(
    ("reply", "message", "lasting"),
    [
        (Reply(status=302, headers={"Location": "http://10.0.0.1/"}), "not a public", True),
        (Reply(status=302, headers={"Location": "/"}), "redirects", True),
        (Reply(body=b"x" * 1001), "larger than 1000", True),
        (Reply(status=404), "404", True),
        (Reply(status=429), "429", False),
        (Reply(status=500), "500", False),
    ],
)
def test_what_cannot_be_fetched_says_why_and_whether_to_try_again(
    web: Receiver, reply: Reply, message: str, lasting: bool
) -> None:
    web.otherwise = reply
    with pytest.raises(FetchFailed, match=message) as failed:
        fetch(web.url, max_bytes=1000)
    assert failed.value.lasting is lasting


def test_pictures_are_not_fetched_from_inside(tmp_path: Path) -> None:
    with (
        receiver() as inside,
        open_shop(tmp_path, make_tables=False, shop_name="Alder"),
        pytest.raises(FetchFailed, match="not a public address"),
    ):
        fetch(inside.url, max_bytes=1000)
    assert inside.received == []
