"""The web server of `shopwright theme dev`, for the designer's own browser."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from markupsafe import escape
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from shopwright_storefront.dev import gallery
from shopwright_storefront.dev.goods import Goods
from shopwright_storefront.dev.inspector import inspected
from shopwright_storefront.dev.overlay import findings_overlay
from shopwright_storefront.dev.workshop import Choice, Workshop, with_tools
from shopwright_storefront.themes.assets import BUNDLE
from shopwright_storefront.themes.findings import ThemeInvalid
from shopwright_storefront.views.preview import own_path

Answer = Response
_COOKIE = "shopwright_theme_dev"
_STATIC = Path(__file__).parent / "static"
_MORPH = Path(__file__).parent.parent / "base/assets/js/morph.js"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_WIDTHS = range(240, 2561)
_RULES = Map(
    [
        Rule("/_theme/", endpoint="index"),
        Rule("/_theme/objects", endpoint="objects"),
        Rule("/_theme/emails", endpoint="mails"),
        Rule("/_theme/part/<path:name>", endpoint="part"),
        Rule("/_theme/inspect", endpoint="inspect"),
        Rule("/_theme/choose", endpoint="choose"),
        Rule("/_theme/width/<int:width>", endpoint="width"),
        Rule("/_theme/events", endpoint="events"),
        Rule("/_theme/static/<name>", endpoint="static"),
        Rule("/_theme/pictures/<int:number>.svg", endpoint="picture"),
        Rule("/live", endpoint="live"),
        Rule("/assets/theme/<fingerprint>/<path:name>", endpoint="asset"),
    ],
    strict_slashes=False,
)


class DevServer:
    """A WSGI application: the made-up shop, and the tools below `/_theme/`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """See PEP 3333."""
        request = Request(environ)
        response = self._answer(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response(environ, start)

    def _answer(self, request: Request) -> Answer:
        if request.host.partition(":")[0] not in ("localhost", "127.0.0.1", "[::1]"):
            return Response("Open it as localhost.", 403)
        if request.method not in ("GET", "HEAD"):
            return redirect(
                own_path(request.path if request.path.startswith("/account") else "/cart"), 303
            )
        try:
            endpoint, values = _RULES.bind_to_environ(request.environ).match()
            answer: Answer = getattr(self, f"_{endpoint}")(request, **values)
            return answer
        except NotFound:
            return self._page(request)
        except ThemeInvalid as invalid:
            return _html(
                with_tools("<!doctype html><body></body>", findings_overlay(invalid.findings))
            )
        except HTTPException as error:
            return Response(error.description, error.code)

    def _page(self, request: Request) -> Answer:
        if request.path.startswith(("/_theme", "/assets", "/api", "/favicon")):
            return Response("There is nothing here.", 404)
        wanted = request.args.get("sections")
        if wanted is not None:
            parts = self._workshop.parts(request.path, wanted.split(","), _choice(request))
            return Response(json.dumps(parts), mimetype="application/json")
        return _html(self._workshop.page(request.path, _choice(request)))

    def _live(self, request: Request) -> Answer:
        """What scripts ask for on every page."""
        known = {"signed_in": False, "greeting": "", "cart_count": 0}
        return Response(json.dumps(known), mimetype="application/json")

    def _index(self, request: Request) -> Answer:
        with self._workshop.at_work() as engine:
            return _html(gallery.index(engine.theme))

    def _mails(self, request: Request) -> Answer:
        with self._workshop.at_work() as engine:
            return _html(gallery.mails(engine.theme))

    def _objects(self, request: Request) -> Answer:
        return _html(gallery.objects())

    def _part(self, request: Request, name: str) -> Answer:
        with self._workshop.at_work() as engine:
            here = self._workshop.scene(engine, _choice(request))
            drawn = gallery.part(engine, here, name)
        return _html(drawn) if drawn is not None else Response("There is no such part.", 404)

    def _inspect(self, request: Request) -> Answer:
        path = own_path(request.args.get("path", "/"))
        return _html(str(inspected(self._workshop.inspected(path, _choice(request)))))

    def _choose(self, request: Request) -> Answer:
        kept = {**_kept(request), request.args.get("name", ""): request.args.get("value", "")}
        response = redirect(own_path(request.args.get("to", "/")), 303)
        response.set_cookie(_COOKIE, urlencode(kept), samesite="Lax")
        return response

    def _width(self, request: Request, width: int) -> Answer:
        if width not in _WIDTHS:
            raise NotFound
        to = escape(own_path(request.args.get("to", "/")))
        return _html(
            f'<!doctype html><title>{width}</title><body style="margin:0;background:#52525b">'
            f'<p style="font:14px system-ui;margin:8px;text-align:center"><a style="color:#fff" '
            f'href="{to}">{width} px wide; back to full width</a></p><iframe src="{to}" '
            f'style="display:block;margin:auto;border:0;background:#fff;width:{width}px;'
            f'height:calc(100vh - 40px)" title="The page"></iframe>'
        )

    def _events(self, request: Request) -> Answer:
        stream = _encoded(self._workshop.listeners.stream(self._workshop.ended))
        return Response(stream, mimetype="text/event-stream")

    def _static(self, request: Request, name: str) -> Answer:
        file = _MORPH if name == "morph.js" else _STATIC / quote(name)
        if not file.is_file():
            raise NotFound
        return Response(file.read_bytes(), mimetype=_TYPES[file.suffix])

    def _picture(self, request: Request, number: int) -> Answer:
        return Response(Goods.drawing(number), mimetype="image/svg+xml")

    def _asset(self, request: Request, fingerprint: str, name: str) -> Answer:
        with self._workshop.at_work() as engine:
            assets = engine.services.assets
            if name == BUNDLE:
                return Response(assets.bundle, mimetype="text/css")
            found = engine.theme.chain.find(f"assets/{name}") if assets.has(name) else None
        if found is None:
            return Response("The theme has no such file.", 404)
        media_type = _TYPES.get(found[1].suffix) or mimetypes.guess_type(name)[0]
        return Response(found[1].read_bytes(), mimetype=media_type or "application/octet-stream")


def _choice(request: Request) -> Choice:
    kept = _kept(request)
    return Choice(
        fixture=kept.get("fixture", "default"),
        locale=kept.get("locale", "en"),
        outlines=bool(kept.get("outlines")),
    )


def _kept(request: Request) -> dict[str, str]:
    asked = parse_qs(request.cookies.get(_COOKIE, ""))
    return {name: values[0] for name, values in asked.items()}


def _encoded(texts: Iterator[str]) -> Iterator[bytes]:
    for text in texts:
        yield text.encode()


def _html(text: str) -> Answer:
    return Response(text, mimetype="text/html")
