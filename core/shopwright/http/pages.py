"""Where plugins' pages are, and what is shown there when something fails."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias

from flask import Response, current_app, redirect, request
from werkzeug.exceptions import HTTPException

from shopwright.http.rest.docs import DOCS
from shopwright.http.rest.kit import PLUGINS
from shopwright.platform.errors import FAULTS, ShopError
from shopwright.platform.plugins.pages import (
    AdminPages,
    StorefrontRoutes,
    admin_pages,
    storefront_routes,
)
from shopwright.platform.plugins.routes import enter_plugin
from shopwright.platform.runtime import runtime

PageRoutes: TypeAlias = StorefrontRoutes | AdminPages

# The first steps of the core's own addresses: no plugin's page is ever there.
CORE = frozenset({"api", "healthz", "media", "metrics", "readyz"})
_OTHERS = CORE | {"admin", "x"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the addresses of one plugin are. `mount`: what it owns, as plugin.toml says."""

    plugin_id: str
    mount: str

    @property
    def api(self) -> str:
        """The prefix of its API routes."""
        return f"{PLUGINS}/{self.plugin_id}"

    @property
    def storefront(self) -> str:
        """The prefix of its pages for shoppers."""
        return "" if self.mount == "/" else f"/x/{self.plugin_id}"

    @property
    def admin(self) -> str:
        """The prefix of its pages for staff."""
        return "/admin" if self.mount == "/admin" else f"/admin/x/{self.plugin_id}"

    def holds(self, path: str) -> bool:
        """Whether the path, or the rule, is one of the plugin's and nobody else's."""
        own = (self.api, f"/x/{self.plugin_id}", f"/admin/x/{self.plugin_id}")
        if path.startswith(tuple(f"{prefix}/" for prefix in own)):
            return True
        if self.mount == "/":
            return is_for_shoppers(path)
        is_dashboard = _first_step(path) == "admin" and not path.startswith("/admin/x/")
        return self.mount == "/admin" and is_dashboard


def is_for_shoppers(path: str) -> bool:
    """Whether the path is for the owner of the shop's root."""
    return _first_step(path) not in _OTHERS


def root() -> Response:
    """A shop without a storefront shows what there is: its API."""
    return redirect(DOCS)  # type: ignore[return-value]


def error_page(error: HTTPException | ShopError) -> Response | None:
    """How the owner of the address shows a failure to people; None: nobody does, or it fails too."""
    found = _error_page_of(request.path) if _wants_html() else None
    if found is None:
        return None
    plugin_id, pages = found
    hook = admin_pages if isinstance(pages, AdminPages) else storefront_routes
    record = runtime().health.of(plugin_id, f"{hook.name}:error_page")
    started = perf_counter()
    try:
        assert pages.error_page is not None
        enter_plugin(plugin_id)
        response = current_app.make_response(pages.error_page(error))
    except FAULTS as failed:
        record.failed(perf_counter() - started, failed)
        return None
    record.worked(perf_counter() - started)
    if response.status_code == 200:
        response.status_code = _status(error)
    if (retry_after := getattr(error, "retry_after", None)) is not None:
        response.headers.setdefault("Retry-After", str(retry_after))
    return response


def _error_page_of(path: str) -> tuple[str, PageRoutes] | None:
    step = _first_step(path)
    if step in CORE:
        return None
    registry = runtime().registry
    mount = "/admin" if step == "admin" else "/"
    owners = {item.id for item in registry.plugins if item.manifest.mount == mount}
    for_staff, for_shoppers = registry.described(admin_pages), registry.described(storefront_routes)
    found = for_staff if mount == "/admin" else for_shoppers
    return next((item for item in found if item[0] in owners and item[1].error_page), None)


def _wants_html() -> bool:
    accepted = request.accept_mimetypes
    return not accepted or accepted.best_match(("text/html", "application/json")) == "text/html"


def _status(error: HTTPException | ShopError) -> int:
    return error.status if isinstance(error, ShopError) else error.code or 500


def _first_step(path: str) -> str:
    return path.lstrip("/").partition("/")[0]
