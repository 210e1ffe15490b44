"""Feeds in memory: made by one at a time, and not over and over."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import pytest
from shopwright_storefront.cache import feeds
from shopwright_storefront.cache.feeds import Feed, Feeds


class Stamps:
    """Stands for the shop's: `renewed` says that something has changed since."""

    renewed = False

    def basis(self, names: Iterable[str]) -> Stamps:
        return self

    def holds(self) -> bool:
        return not Stamps.renewed


@pytest.fixture(autouse=True)
def stamps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "Watch", Stamps)
    monkeypatch.setattr(Stamps, "renewed", False)


def feed(etag: str) -> Feed:
    return Feed(packed=b"", etag=etag)


def made(kept: Feeds, etag: str) -> str:
    """What is sent, if it is made now as this."""
    return kept.get("google", lambda: feed(etag), "catalog").etag


def test_it_is_good_until_something_changes_and_for_a_while_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = Feeds()
    assert made(kept, "one") == made(kept, "two") == "one"
    Stamps.renewed = True
    assert made(kept, "two") == "one"
    monkeypatch.setattr(feeds, "LEAST_SECONDS", 0.0)
    assert made(kept, "two") == "two"
    Stamps.renewed = False
    assert made(kept, "three") == "two"


def test_while_one_makes_it_others_get_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Feeds()
    made(kept, "one")
    monkeypatch.setattr(feeds, "LEAST_SECONDS", 0.0)
    Stamps.renewed = True
    begun, let_go = threading.Event(), threading.Event()

    def slowly() -> Feed:
        begun.set()
        assert let_go.wait(10)
        return feed("two")

    maker = threading.Thread(target=lambda: kept.get("google", slowly, "catalog"))
    maker.start()
    assert begun.wait(10)
    assert made(kept, "three") == "one"
    let_go.set()
    maker.join()
    Stamps.renewed = False
    assert made(kept, "three") == "two"


def test_one_that_could_not_be_made_is_made_by_the_next() -> None:
    kept = Feeds()

    def broken() -> Feed:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        kept.get("google", broken, "catalog")
    assert made(kept, "one") == "one"
