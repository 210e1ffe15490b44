"""What the owner of the root keeps of its pages is sent before flask is asked."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, request, stream_with_context
from shopwright import (
    Context,
    KeptPage,
    MadePage,
    Plugin,
    StorefrontRoutes,
    current_cart,
    current_shopper,
    hooks,
    plugin_context,
    read_cookie,
)
from shopwright.app import create_app
from shopwright.platform.config import Settings
from shopwright.platform.db.schema import create_all
from shopwright.platform.plugins.loading import make_loaded
from shopwright.platform.plugins.manifest import Manifest
from shopwright.platform.plugins.registry import build
from shopwright.platform.plugins.routes import enter_plugin
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop

Go = Callable[[], MadePage]
PAGE = b"<h1>Mugs</h1>" * 200
KEPT = KeptPage(
    etag="abc",
    headers=(("Content-Type", "text/html"), ("Cache-Control", "public, no-cache")),
    bodies={"identity": PAGE, "gzip": gzip.compress(PAGE)},
    route="/kept",
)


def pages() -> Blueprint:
    """Some pages that say what they were asked for."""
    found = Blueprint("shop", __name__)
    found.get("/<name>")(lambda name: f"{name} {request.query_string.decode()}")
    found.get("/streamed", endpoint="streamed")(_streamed)
    return found


def _streamed() -> Any:
    return stream_with_context(iter(["one ", "two"])), {"Content-Type": "text/html"}


Ask = Callable[..., Any]


@pytest.fixture
def ask(tmp_path: Path) -> Iterable[Callable[[Any], Ask]]:
    """A shop whose root is owned by a plugin with this front; how to ask it."""
    opened = []

    def asking(front: Any, **options: Any) -> Ask:
        class Owner(Plugin):
            id = "owner"

            @hooks.storefront_routes
            def storefront(self, ctx: Context) -> Iterable[StorefrontRoutes]:
                return [StorefrontRoutes(blueprint=pages(), front=front)]

        text = {"id": "owner", "name": "Owner", "summary": "for tests", "category": "test"}
        manifest = Manifest.model_validate(text | {"api": "1.0", "mount": "/"})
        values: dict[str, Any] = {"data_dir": tmp_path, "environment": "test", "secret_key": "k"}
        settings = Settings(**values | {"rate_limits": False} | options)
        app = create_app(settings, registry=build(make_loaded(Owner, manifest, {}) for _ in "1"))
        running = Shop.running(app)
        shop = running.__enter__()
        opened.append(running)
        create_all(runtime().database.engine)
        return shop.client().open

    yield asking
    for running in opened:
        running.__exit__(None, None, None)


def kept(environ: dict[str, Any], go_on: Go) -> KeptPage | None:
    """A front that has one page."""
    return KEPT if environ["PATH_INFO"] == "/kept" else None


def test_a_kept_page_is_sent_in_the_form_that_the_browser_takes(ask: Callable[..., Ask]) -> None:
    asking = ask(kept)
    plain = asking("/kept")
    assert (plain.status_code, plain.data) == (200, PAGE)
    assert plain.headers["ETag"] == '"abc"'
    assert plain.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Request-ID" in plain.headers
    small = asking("/kept", headers={"Accept-Encoding": "br, gzip"})
    assert gzip.decompress(small.data) == PAGE
    assert small.headers["ETag"] == '"abc-gzip"'
    assert small.headers["Content-Length"] == str(len(small.data))
    head = asking("/kept", method="HEAD")
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(PAGE)))


def test_who_has_it_already_gets_304(ask: Callable[..., Ask]) -> None:
    asking = ask(kept)
    for held in ('"abc"', '"abc-br"', '"other", W/"abc"', "*"):
        answer = asking("/kept", headers={"If-None-Match": held})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert "Content-Type" not in answer.headers
    assert asking("/kept", headers={"If-None-Match": '"abd"'}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/kept"), ("GET", "/api/v1/me"), ("GET", "/healthz"), ("GET", "/admin/kept")],
)
def test_it_is_asked_for_nothing_else(ask: Callable[..., Ask], method: str, path: str) -> None:
    asked: list[str] = []

    def front(environ: dict[str, Any], go_on: Go) -> None:
        asked.append(environ["PATH_INFO"])

    ask(front)(path, method=method)
    assert not asked


def test_the_view_sees_what_the_front_left_of_the_request(ask: Callable[..., Ask]) -> None:
    made: list[MadePage] = []

    def front(environ: dict[str, Any], go_on: Go) -> None:
        assert plugin_context().id == "owner"
        environ["QUERY_STRING"] = "page=2"
        made.append(go_on())

    answer = ask(front)("/mugs?page=2&utm_source=mail")
    assert answer.text == "mugs page=2"
    assert made[0].status == 200
    assert made[0].body == b"mugs page=2"
    assert made[0].route == "/<name>"


def test_what_is_sent_piece_by_piece_passes(ask: Callable[..., Ask]) -> None:
    made: list[MadePage] = []
    answer = ask(lambda environ, go_on: made.append(go_on()))("/streamed")
    assert answer.text == "one two"
    assert made[0].body is None


@pytest.mark.parametrize("after", [True, False])
def test_a_front_that_fails_costs_nothing_but_its_speed(
    ask: Callable[..., Ask], after: bool
) -> None:
    calls: list[int] = []

    def front(environ: dict[str, Any], go_on: Go) -> None:
        calls.append(1)
        if after:
            go_on()
        raise ZeroDivisionError

    asking = ask(front)
    for _ in range(30):
        assert asking("/mugs").text == "mugs "
    assert len(calls) == 20, "it rests when it has failed too often"


def test_a_host_that_the_shop_does_not_answer_to_gets_no_kept_page(
    ask: Callable[..., Ask],
) -> None:
    asking = ask(kept, allowed_hosts=("shop.example",))
    assert asking("/kept", headers={"Host": "shop.example"}).status_code == 200
    assert asking("/kept", headers={"Host": "evil.example"}).status_code == 400


def test_what_depends_on_the_shopper_says_so(ask: Callable[..., Ask]) -> None:
    asking = ask(kept)
    app = asking.__self__.application  # type: ignore[attr-defined]

    def policy(read: Callable[[], object], **headers: str) -> str | None:
        with app.test_request_context(headers=headers):
            enter_plugin("owner")
            read()
            return app.process_response(app.make_response("page")).headers.get("Cache-Control")

    assert policy(current_shopper) is None
    assert policy(current_cart) == "no-store"
    assert policy(lambda: read_cookie("seen")) is None
    assert policy(lambda: read_cookie("seen"), Cookie="owner_seen=1") == "no-store"
