"""Pages that plugins bring: where they are, who owns the root, and what is shown when they fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

import pytest
from flask import Blueprint, Flask, abort
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from shopwright import (
    AdminPages,
    Context,
    Forbidden,
    Plugin,
    ShopError,
    StorefrontRoutes,
    Unavailable,
    current_staff,
    hooks,
    plugin_context,
)
from shopwright.commerce.staff import create_owner, create_role, create_staff
from shopwright.http.pages import CORE
from shopwright.http.plugins import mount_plugins
from shopwright.platform.plugins.loading import make_loaded
from shopwright.platform.plugins.manifest import Manifest
from shopwright.platform.plugins.registry import Registry, build, clash
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

Mount = Literal["", "/", "/admin"]
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PASSWORD = "correct horse battery"


def bringing(
    name: str,
    *,
    pages: StorefrontRoutes | None = None,
    admin: AdminPages | None = None,
    mount: Mount = "",
) -> tuple[type[Plugin], Manifest]:
    """A plugin with these pages, and what its plugin.toml says."""

    class Pages(Plugin):
        @hooks.storefront_routes
        def storefront(self, ctx: Context) -> Iterable[StorefrontRoutes]:
            return [pages] if pages else []

        @hooks.admin_pages
        def admin(self, ctx: Context) -> Iterable[AdminPages]:
            return [admin] if admin else []

    Pages.id = name
    text = {"id": name, "name": name, "summary": "for tests", "category": "test", "api": "1.0"}
    return Pages, Manifest.model_validate(text | {"mount": mount})


def registry_with(*plugins: tuple[type[Plugin], Manifest]) -> Registry:
    return build(make_loaded(kind, manifest, {}) for kind, manifest in plugins)


def small(name: str = "gift") -> Blueprint:
    """A page, a form, and what fails."""
    pages = Blueprint(name, __name__)
    pages.get("/", endpoint="home")(lambda: f"{plugin_context().id} at home")
    pages.post("/", endpoint="send")(lambda: "sent")
    pages.get("/refused", endpoint="refused")(lambda: _raise(Forbidden("Not you.")))
    pages.get("/broken", endpoint="broken")(lambda: _raise(ZeroDivisionError()))
    return pages


def shop_pages() -> Blueprint:
    """A storefront's blueprint: a home, anything by a handle, and what fails."""
    pages = small("shop")
    pages.get("/<handle>", endpoint="page")(lambda handle: f"page {handle}")
    pages.route("/<path:path>", endpoint="deep", methods=["GET", "POST", "DELETE"])(_known)
    pages.get("/closed", endpoint="closed")(lambda: _raise(Unavailable("Back at nine.")))
    pages.get("/away", endpoint="away")(lambda: _raise(OperationalError("", {}, _Away())))
    pages.before_request(lambda: calls.append("before"))
    pages.after_request(_mark)
    return pages


class _Away(Exception):
    """What a driver raises when there is no server."""

    sqlstate = "57P01"


calls: list[str] = []


def _raise(error: Exception) -> str:
    raise error


def _known(path: str) -> str:
    return path if path.startswith("deep/") else abort(404)


def _mark(response: object) -> object:
    response.headers["X-Storefront"] = "yes"  # type: ignore[attr-defined]
    return response


def friendly(error: HTTPException | ShopError) -> ResponseReturnValue:
    if getattr(error, "code", None) == 418:
        raise RuntimeError("this page is broken too")
    return f"sorry: {type(error).__name__} in {plugin_context().id}"


STOREFRONT = bringing(
    "storefront", pages=StorefrontRoutes(blueprint=shop_pages(), error_page=friendly), mount="/"
)


def staff_pages() -> Blueprint:
    """A dashboard's blueprint: a page to sign in at, and anything."""
    pages = Blueprint("dashboard", __name__)
    pages.get("/", endpoint="hello")(lambda: f"hello {current_staff().name}")
    pages.get("/login", endpoint="login")(lambda: "who are you?")
    pages.get("/<path:path>", endpoint="any")(lambda path: f"screen {path}")
    return pages


DASHBOARD = bringing(
    "dashboard",
    admin=AdminPages(blueprint=staff_pages(), permissions=None, error_page=friendly),
    mount="/admin",
)
GIFT = bringing(
    "gift",
    pages=StorefrontRoutes(blueprint=small()),
    admin=AdminPages(blueprint=small("gift_admin"), permissions=("orders:read",)),
)


@pytest.fixture
def registry() -> Registry:
    calls.clear()
    return registry_with(STOREFRONT, DASHBOARD, GIFT)


@pytest.fixture
def client(shop: Shop) -> FlaskClient:
    return shop.client()


def test_one_plugin_owns_the_root_and_others_have_their_own_place(client: FlaskClient) -> None:
    assert client.get("/").text == "storefront at home"
    assert client.get("/about").text == "page about"
    assert client.get("/x/gift/").text == "gift at home"


def test_core_addresses_are_never_a_pages(shop: Shop, client: FlaskClient) -> None:
    for path in ("/api/v1/nowhere", "/api", "/media/no.webp", "/x/nobody/a", "/metrics/x"):
        answer = client.get(path, headers=HTML)
        assert answer.status_code == 404, path
        assert "X-Storefront" not in answer.headers
    assert client.get("/healthz").get_json() == {"status": "ok"}
    for path in ("/healthz", "/api/v1/products"):
        wrong = client.delete(path)
        assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, HEAD")
        assert "X-Storefront" not in wrong.headers
    assert client.get("/api/v1/nowhere").mimetype == "application/problem+json"


def test_the_addresses_of_the_core_are_known(shop: Shop) -> None:
    rules = (rule for rule in shop.app.url_map.iter_rules() if "plugin_" not in rule.endpoint)
    assert {rule.rule.split("/")[1] for rule in rules} - {""} == CORE


def test_what_a_plugin_does_before_and_after_is_for_its_own_routes(client: FlaskClient) -> None:
    assert client.get("/about").headers["X-Storefront"] == "yes"
    assert calls == ["before"]
    for path in ("/x/gift/", "/api/v1/products", "/api/v1/nowhere", "/media/x"):
        assert "X-Storefront" not in client.get(path).headers
    assert calls == ["before"]


def test_a_disabled_owner_leaves_the_root_to_the_api(shop: Shop, client: FlaskClient) -> None:
    enabled = runtime().registry
    runtime().registry = replace(
        enabled, plugins=tuple(item for item in enabled.plugins if item.id != "storefront")
    )
    home = client.get("/")
    assert (home.status_code, home.headers["Location"]) == (302, "/api/docs")
    about = client.get("/about", headers=HTML)
    assert (about.status_code, "X-Storefront" in about.headers) == (404, False)
    assert "sorry" not in about.text
    assert calls == []
    runtime().registry = enabled
    assert client.get("/about").text == "page about"


def test_two_owners_of_the_root_are_named_and_the_second_is_left_out() -> None:
    other = bringing("bazaar", pages=StorefrontRoutes(blueprint=small()), mount="/")
    registry = registry_with(STOREFRONT, other)
    assert "and 'bazaar' both own '/'; disable one" in registry.quarantined["storefront"]
    assert registry.ids == ["bazaar"]
    fault = clash([make_loaded(*STOREFRONT, {}), make_loaded(*other, {})])
    assert "both own '/'" in str(fault)


@pytest.mark.parametrize(
    ("path", "status", "shown"),
    [
        ("/deep/water", 200, "deep/water"),
        ("/no/such/page", 404, "sorry: NotFound in storefront"),
        ("/x/gift/nowhere", 404, "sorry: NotFound in storefront"),
        ("/x/nobody/", 404, "sorry: NotFound in storefront"),
        ("/refused", 403, "sorry: Forbidden in storefront"),
        ("/x/gift/refused", 403, "sorry: Forbidden in storefront"),
        ("/broken", 500, "sorry: InternalServerError in storefront"),
        ("/x/gift/broken", 500, "sorry: InternalServerError in storefront"),
        ("/closed", 503, "sorry: Unavailable in storefront"),
        ("/away", 503, "sorry: Unavailable in storefront"),
    ],
)
def test_the_owner_of_the_root_shows_what_failed_below_it(
    client: FlaskClient, path: str, status: int, shown: str
) -> None:
    answer = client.get(path, headers=HTML)
    assert (answer.status_code, answer.text) == (status, shown)


def test_another_method_is_shown_as_such(client: FlaskClient) -> None:
    answer = client.put("/refused", headers=HTML)
    assert (answer.status_code, answer.text) == (405, "sorry: MethodNotAllowed in storefront")


def test_a_maintenance_page_says_when_to_come_back(client: FlaskClient) -> None:
    assert client.get("/closed", headers=HTML).headers["Retry-After"] == "5"


def test_programs_are_told_of_failures_as_ever(client: FlaskClient) -> None:
    answer = client.get("/refused", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")


def test_an_error_page_that_fails_is_counted_and_something_plain_is_sent(
    shop: Shop, client: FlaskClient
) -> None:
    runtime().health.share_at = float("inf")

    def broken(error: HTTPException | ShopError) -> ResponseReturnValue:
        raise RuntimeError("this page is broken too")

    kind, manifest = bringing(
        "storefront", pages=StorefrontRoutes(blueprint=small(), error_page=broken), mount="/"
    )
    runtime().registry = registry_with((kind, manifest))
    assert client.get("/no/page", headers=HTML).status_code == 404
    assert client.get("/refused", headers=HTML).mimetype == "application/problem+json"
    counts = runtime().health.of("storefront", "storefront_routes:error_page").take()
    assert (counts.calls, counts.errors) == (2, 2)


def test_other_sites_cannot_send_forms_to_pages(client: FlaskClient) -> None:
    for path in ("/", "/x/gift/"):
        assert client.post(path).text == "sent"
        assert client.post(path, headers={"Origin": "http://localhost"}).text == "sent"
        refused = client.post(path, headers={"Origin": "https://evil.example"})
        assert refused.status_code == 403
        site = {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}
        assert client.post(path, headers=site).status_code == 403


def signed_in(client: FlaskClient, email: str) -> FlaskClient:
    credentials = {"email": email, "password": PASSWORD}
    assert client.post("/api/v1/admin/session", json=credentials).status_code == 201
    return client


def test_pages_for_staff_are_for_those_who_have_their_rights(
    shop: Shop, client: FlaskClient
) -> None:
    create_owner("olga@example.com", "Olga", PASSWORD)
    create_role("Editors", ["catalog:read"])
    create_staff("ed@example.com", "Ed", PASSWORD, "Editors")
    assert client.get("/admin/x/gift/").status_code == 401
    assert signed_in(client, "olga@example.com").get("/admin/x/gift/").text == "gift at home"
    assert signed_in(shop.client(), "ed@example.com").get("/admin/x/gift/").status_code == 403


def test_a_dashboard_owns_admin_but_not_others_pages_there(shop: Shop, client: FlaskClient) -> None:
    create_owner("olga@example.com", "Olga", PASSWORD)
    assert client.get("/admin/login").text == "who are you?"
    assert client.get("/admin/orders/7").text == "screen orders/7"
    assert signed_in(client, "olga@example.com").get("/admin/").text == "hello Olga"
    assert client.get("/admin/x/gift/").text == "gift at home"


@pytest.mark.parametrize(
    ("path", "status", "shown"),
    [
        ("/admin/", 401, "sorry: SignInRequired in dashboard"),
        ("/admin/x/gift/", 401, "sorry: SignInRequired in dashboard"),
        ("/admin/x/nobody/", 404, "sorry: NotFound in dashboard"),
        ("/admins", 200, "page admins"),
    ],
)
def test_the_owner_of_admin_shows_what_failed_there(
    client: FlaskClient, path: str, status: int, shown: str
) -> None:
    answer = client.get(path, headers=HTML)
    assert (answer.status_code, answer.text) == (status, shown)


def _stealing_an_address() -> StorefrontRoutes:
    pages = Blueprint("thief", __name__)
    pages.get("/api/v1/products")(lambda: "mine")
    return StorefrontRoutes(blueprint=pages)


def _taking_the_dashboards_place() -> StorefrontRoutes:
    pages = Blueprint("thief", __name__)
    pages.get("/admin/login")(lambda: "your password, please")
    return StorefrontRoutes(blueprint=pages)


def _hearing_everything() -> StorefrontRoutes:
    pages = Blueprint("thief", __name__)
    pages.before_app_request(lambda: None)
    return StorefrontRoutes(blueprint=pages)


@pytest.mark.parametrize(
    "make", [_stealing_an_address, _taking_the_dashboards_place, _hearing_everything]
)
def test_an_owner_of_the_root_that_reaches_too_far_is_quarantined(
    make: Callable[[], StorefrontRoutes], shop: Shop
) -> None:
    plugins = runtime().plugins
    plugins.hold(registry_with(bringing("thief", pages=make(), mount="/")))
    mount_plugins(Flask("empty", static_folder=None), plugins)
    assert "ReachesTooFar" in runtime().registry.quarantined["thief"]


def test_rights_that_are_none_are_refused(shop: Shop) -> None:
    pages = AdminPages(blueprint=small("typo"), permissions=("orders",))
    plugins = runtime().plugins
    plugins.hold(registry_with(bringing("typo", admin=pages)))
    mount_plugins(Flask("empty", static_folder=None), plugins)
    assert "must be spelled 'area:action'" in runtime().registry.quarantined["typo"]
