"""`theme dev --shop`: a theme that is being made, on the pages of a shop in development."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any
from urllib.parse import parse_qs

from flask import Flask
from werkzeug.wrappers import Response
from werkzeug.wsgi import ClosingIterator

from shopwright_storefront.dev.inspector import inspected
from shopwright_storefront.dev.overlay import findings_overlay, overlay
from shopwright_storefront.dev.server import DevServer
from shopwright_storefront.dev.toolbar import costs, toolbar
from shopwright_storefront.dev.workshop import Workshop, with_tools
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.services import Services
from shopwright_storefront.render.view import Rendered, View
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.findings import ThemeInvalid
from shopwright_storefront.views.data import ShopData
from shopwright_storefront.views.links import ShopLinks
from shopwright_storefront.views.page import SEEN
from shopwright_storefront.views.state import state

_MOST = 50


class ShopServer:
    """A WSGI application: the shop, drawn by the workshop's theme, with the tools on its pages."""

    def __init__(self, app: Flask, workshop: Workshop) -> None:
        self._app = app
        self._workshop = workshop
        self._tools = DevServer(workshop)
        self._seen: dict[str, View] = {}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """See PEP 3333."""
        path = environ.get("PATH_INFO", "/")
        if path == "/_theme/inspect":
            return self._inspected(environ)(environ, start)
        if path.startswith(("/_theme/", "/assets/theme/")):
            return self._tools(environ, start)
        try:
            with self._workshop.at_work() as engine, self._app.app_context():
                state().designing = engine
        except ThemeInvalid as invalid:
            told = with_tools("<!doctype html><body></body>", findings_overlay(invalid.findings))
            return Response(told, 500, mimetype="text/html")(environ, start)
        response = self._of_shop(environ)
        if SEEN in environ and response.mimetype == "text/html":
            self._add_tools(response, path, engine, *environ[SEEN])
        return response(environ, start)

    def _of_shop(self, environ: dict[str, Any]) -> Response:
        """Not by werkzeug's own helper: that hands on a copy of `environ`, in which pages tell."""
        begun: list[Any] = []
        chunks = self._app(environ, lambda *told: begun.append(told))  # type: ignore[arg-type]
        with closing(ClosingIterator(chunks)) as body:
            content = b"".join(body)
        status, headers = begun[-1][:2]
        return Response(content, status, headers)

    def _add_tools(
        self, response: Response, path: str, engine: Engine, view: View, drawn: Rendered
    ) -> None:
        if len(self._seen) >= _MOST:
            self._seen.clear()
        self._seen[path] = view
        used = costs(engine.theme, engine.services.assets, drawn.html, drawn.steps)
        tools = overlay(drawn.failures) + toolbar(engine.theme, None, view.template, used)
        response.set_data(with_tools(response.get_data(as_text=True), tools))
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("ETag", None)

    def _inspected(self, environ: dict[str, Any]) -> Response:
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("path", ["/"])[0]
        view = self._seen.get(asked)
        if view is None:
            return Response("Load the page again first.", 404)
        return Response(str(inspected(view)), mimetype="text/html")


def shop_workshop(chain: Chain) -> Workshop:
    """A workshop whose pages get what the shop has."""
    return Workshop(chain, _of_shop)


def _of_shop(assets: Assets) -> Services:
    return Services(assets=assets, data=ShopData(), links=ShopLinks())
