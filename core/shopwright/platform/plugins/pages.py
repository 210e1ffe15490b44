"""The pages that plugins bring: for shoppers, and for staff beside a dashboard's own.

One plugin may own the shop's root, by `mount = "/"` in its plugin.toml, and one `/admin`; the pages
of all others have addresses of their own below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask import Blueprint
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from shopwright.platform.errors import ShopError
from shopwright.platform.hooks import Context, boot_hook

ErrorPage = Callable[[HTTPException | ShopError], ResponseReturnValue]
"""`error_page(error)` answers a failure; `error.code` or `error.status` is what to answer with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePage:
    """What a view answered. `body` is None for what is no HTML or XML, or is sent piece by piece.

    `route` is the rule of its address, for the log.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page of status 200 that is sent as it is: to whoever has it already, as 304.

    `bodies` are its forms by encoding: `br`, `gzip`, and `identity` for it as it is. `etag` names
    its content. The headers do not say its length, its encoding or its ETag.
    """

    etag: str
    headers: tuple[tuple[str, str], ...]
    bodies: Mapping[str, bytes]
    route: str = "-"


Front: TypeAlias = Callable[[dict[str, Any], Callable[[], MadePage]], KeptPage | None]
"""`front(environ, go_on)`: see `StorefrontRoutes`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorefrontRoutes:
    """Pages for shoppers: below `/x/<plugin id>/`, or below `/` for the plugin that owns the root.

    Whatever `blueprint` does before and after requests, it does for its own. An address of the core
    (`/api`, `/media`, ...) is never taken, whatever its rules are. Requests that change something
    are refused when they come from other sites' pages.

    `error_page` is for the owner of the root: it answers HTML requests below `/` that fail, also for
    unknown addresses and for other plugins' pages. Where it raises too, a plain answer is sent.

    `front` is for the owner of the root, too: it is asked before flask for each GET and HEAD below
    `/`, so that a page which was kept costs next to nothing. It answers with a `KeptPage`; or it
    calls `go_on()`, once, which has the view make the page from `environ` as it is then, and
    returns None to send just that. `plugin_context()` is there, a request is not. When it raises,
    the page is made as if there were none; when it does so too often, it has to rest.

    `warm` is called once by each process that serves the shop, before it takes requests: for what
    the first one would have to wait for. `plugin_context()` is there. What it raises is logged.
    Commands, workers and tests do without.
    """

    blueprint: Blueprint
    error_page: ErrorPage | None = None
    front: Front | None = None
    warm: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminPages:
    """Pages for staff: below `/admin/x/<plugin id>/`, or below `/admin` for the plugin that owns that.

    They are for people who signed in as staff and have the rights `permissions`. None lets everybody
    in, and is for the owner of `/admin`, which has a page to sign in at. The rest is as with
    `StorefrontRoutes`.
    """

    blueprint: Blueprint
    permissions: tuple[str, ...] | None = ()
    error_page: ErrorPage | None = None


@boot_hook
def storefront_routes(ctx: Context) -> Iterable[StorefrontRoutes]:
    """Returns a plugin's pages for shoppers; called once, when the shop starts.

    They are below `/x/<plugin id>/` and answer 404 while the plugin is disabled. A view calls
    `plugin_context()` for the settings in force, `current_shopper()` for who looks at it.

        pages = Blueprint("gift_wrap", __name__)

        @pages.get("/papers")
        def papers() -> str:
            return ", ".join(plugin_context().settings.papers)

        class GiftWrap(Plugin):
            @hooks.storefront_routes
            def routes(self, ctx: Context) -> list[StorefrontRoutes]:
                return [StorefrontRoutes(blueprint=pages)]
    """
    raise NotImplementedError


@boot_hook
def admin_pages(ctx: Context) -> Iterable[AdminPages]:
    """Returns a plugin's pages for staff; called once, when the shop starts.

    They are below `/admin/x/<plugin id>/`, for staff with the rights that they name, and answer 404
    while the plugin is disabled. `current_staff()` says who looks at them.

        pages = Blueprint("gift_wrap_admin", __name__)

        @pages.get("/")
        def cards() -> str:
            return f"Hello {current_staff().name}, no card is waiting."

        class GiftWrap(Plugin):
            @hooks.admin_pages
            def pages(self, ctx: Context) -> list[AdminPages]:
                return [AdminPages(blueprint=pages, permissions=("gift_wrap:read",))]

            @hooks.permissions
            def rights(self, ctx: Context) -> list[Permission]:
                return [Permission(name="gift_wrap:read", label="See cards", group="Gift wrap")]
    """
    raise NotImplementedError
