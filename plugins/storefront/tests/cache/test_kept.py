"""Pages in memory: compressed, bounded, and made by one at a time."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import brotli
import pytest
from shopwright import KeptPage, MadePage
from shopwright.testing import open_shop
from shopwright_storefront.cache import front as fronts
from shopwright_storefront.cache import pages as kept_pages
from shopwright_storefront.cache.front import MADE, PUBLIC, Made, front
from shopwright_storefront.cache.pages import Bodies, Pages
from shopwright_storefront.cache.remembered import Remembered

HTML = b"<html>" + b"<p>mug</p>" * 500


@dataclass
class Basis:
    """Stands for stamps."""

    right: bool = True
    names: tuple[str, ...] = ()

    def holds(self) -> bool:
        return self.right


def page(text: bytes = HTML) -> tuple[KeptPage, Bodies]:
    bodies = Bodies(text)
    return KeptPage(etag="a", headers=(), bodies=bodies), bodies


def key(name: str) -> tuple[str, str, str]:
    return (name, "", "")


def test_a_page_is_there_in_every_form() -> None:
    bodies = Bodies(HTML)
    assert brotli.decompress(bodies["br"]) == HTML
    assert gzip.decompress(bodies["gzip"]) == HTML
    assert bodies["gzip"] is bodies["gzip"]
    assert bodies["identity"] == HTML
    assert len(bodies["br"]) < len(HTML) / 20


def test_it_is_right_until_its_time_is_over_or_its_stamps_are_renewed() -> None:
    pages, basis = Pages(), Basis()
    for name, seconds in (("mug", 60.0), ("old", 0.0)):
        pages.put(key(name), *page(), basis, seconds)  # type: ignore[arg-type]
    mug, old = pages.get(key("mug")), pages.get(key("old"))
    assert mug is not None
    assert old is not None
    assert mug.is_right()
    assert not old.is_right()
    basis.right = False
    assert not mug.is_right()
    assert mug.was_right_just_now()
    mug.right_at -= kept_pages.STALE_SECONDS
    assert not mug.was_right_just_now()


def test_memory_is_bounded_and_the_least_used_go_first() -> None:
    pages = Pages(most=40_000)
    for number in range(100):
        pages.put(key(f"{number}"), *page(b"%d" % number * 50), Basis(), 60)  # type: ignore[arg-type]
        pages.get(key("0"))
    assert pages.size <= 40_000
    assert 5 < len(pages) < 40
    assert pages.get(key("0")) is not None
    assert pages.get(key("1")) is None
    for number in range(100):
        pages.forget(key(f"{number}"))
    assert (pages.size, len(pages)) == (0, 0)


def test_one_page_cannot_push_out_all_others() -> None:
    pages = Pages(most=4_000)
    pages.put(key("mug"), *page(), Basis(), 60)  # type: ignore[arg-type]
    assert len(pages) == 0


def test_what_is_remembered_is_loaded_again_under_new_stamps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stamp = ["a"]
    monkeypatch.setattr(
        "shopwright_storefront.cache.remembered.current_stamps", lambda names: (*names, *stamp)
    )
    remembered, loads = Remembered(), iter(range(10))
    assert [remembered.get("menu", lambda: next(loads), "x") for _ in range(3)] == [0, 0, 0]
    assert remembered.get("other", lambda: next(loads), "x") == 1
    stamp[0] = "b"
    assert remembered.get("menu", lambda: next(loads), "x") == 2


class Shop:
    """A front as the core calls it, with a view that may be slow."""

    def __init__(self) -> None:
        self.pages = Pages()
        self.made = 0
        self.go = threading.Event()
        self.asked = threading.Event()
        self.go.set()
        self.headers: tuple[tuple[str, str], ...] = (("Cache-Control", PUBLIC),)
        self.status = 200
        self.whole = True
        self.tags = frozenset({"product:1"})

    def ask(self, path: str = "/products/mug", **more: str) -> KeptPage | None:
        environ: dict[str, Any] = {"REQUEST_METHOD": "GET", "PATH_INFO": path, **more}

        def view() -> MadePage:
            self.made += 1
            self.asked.set()
            self.go.wait(5)
            environ[MADE] = Made(tags=self.tags, whole=self.whole)
            headers = (("Content-Type", "text/html"), *self.headers)
            return MadePage(status=self.status, headers=headers, body=HTML, route="/x")

        return front(self.pages, environ, view)


@pytest.fixture
def shop(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shop]:
    """Without a database."""
    with open_shop(tmp_path_factory.mktemp("shop"), make_tables=False) as opened:
        info = type("Info", (), {"development": False, "cache_seconds": 60, "locales": ("en",)})
        ctx = type("Ctx", (), {"shop": info})
        monkeypatch.setattr(fronts, "plugin_context", lambda: ctx)
        found = Shop()
        found.info = info  # type: ignore[attr-defined]
        found.app = opened.app  # type: ignore[attr-defined]
        yield found


def test_a_page_is_made_once(shop: Shop) -> None:
    first, second = shop.ask(), shop.ask()
    assert first is second
    assert first is not None
    assert first.bodies["identity"] == HTML
    assert shop.made == 1


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, ()),
        (301, ()),
        (500, ()),
        (200, (("Set-Cookie", "a=1"),)),
        (200, (("set-cookie", "a=1"),)),
        (200, (("Vary", "Cookie"),)),
        (200, (("Cache-Control", "no-store"),)),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(
    shop: Shop, status: int, headers: tuple[tuple[str, str], ...]
) -> None:
    shop.status, shop.headers = status, (*shop.headers, *headers)
    assert [shop.ask(), shop.ask()] == [None, None]
    assert len(shop.pages) == 0
    assert shop.made == 2


def test_a_page_without_a_policy_is_not_kept(shop: Shop) -> None:
    shop.headers = ()
    assert shop.ask() is None


def test_a_page_that_is_for_nobody_else_any_more_is_forgotten(shop: Shop) -> None:
    assert shop.ask() is not None
    [entry] = shop.pages._kept.values()
    entry.dies_at = 0
    shop.status = 404
    assert shop.ask() is None
    assert len(shop.pages) == 0


def test_a_page_with_something_left_out_is_kept_shortly(shop: Shop) -> None:
    shop.ask("/products/whole")
    shop.whole = False
    shop.ask("/products/broken")
    whole, broken = (entry.dies_at for entry in shop.pages._kept.values())
    assert 50 < whole - broken < 60


@pytest.mark.parametrize(("name", "value"), [("development", True), ("cache_seconds", 0)])
def test_nothing_is_kept_where_that_is_not_wanted(shop: Shop, name: str, value: object) -> None:
    setattr(shop.info, name, value)  # type: ignore[attr-defined]
    assert [shop.ask(), shop.ask()] == [None, None]
    assert shop.made == 0, "the core has the page made"


def at_once(shop: Shop, times: int) -> tuple[list[KeptPage | None], list[threading.Thread]]:
    found: list[KeptPage | None] = []

    def ask() -> None:
        with shop.app.app_context():  # type: ignore[attr-defined]
            found.append(shop.ask())

    threads = [threading.Thread(target=ask) for _ in range(times)]
    for thread in threads:
        thread.start()
    return found, threads


def test_of_a_herd_one_makes_the_page(shop: Shop) -> None:
    shop.go.clear()
    found, threads = at_once(shop, 12)
    assert shop.asked.wait(5)
    shop.go.set()
    for thread in threads:
        thread.join(5)
    assert shop.made == 1
    assert len(found) == 12
    assert len({id(one) for one in found}) == 1


def test_while_it_is_made_anew_others_get_what_was_right_just_now(shop: Shop) -> None:
    before = shop.ask()
    [entry] = shop.pages._kept.values()
    entry.dies_at = 0
    shop.asked.clear()
    shop.go.clear()
    _, [maker] = at_once(shop, 1)
    assert shop.asked.wait(5)
    assert shop.ask() is before
    shop.go.set()
    maker.join(5)
    assert shop.ask() is not before
    assert shop.made == 2


def test_a_view_that_fails_holds_nobody_up(shop: Shop) -> None:
    def view() -> MadePage:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            front(shop.pages, {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, view)
    assert shop.ask("/") is not None
