"""The API's description at /api/openapi.json and its pages for people at /api/docs.

Both are made from the declarations at the first request and kept, compressed, until another set of
plugins is enabled. The pages need neither network nor scripts; a script adds the filter and copy buttons.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint, Flask, Response, request

from shopwright.http.problems import problem
from shopwright.http.rest.docs.pages import Pages
from shopwright.http.rest.kit.conditional import entity_tag, held_by_client, not_modified
from shopwright.http.rest.kit.encoding import choose, compress
from shopwright.http.rest.kit.openapi import openapi_document

OPENAPI = "/api/openapi.json"
DOCS = "/api/docs"
OPEN_RULES = (
    OPENAPI,
    DOCS,
    f"{DOCS}/problems",
    f"{DOCS}/<slug>",
    f"{DOCS}/assets/<name>",
)
"""The routes that `unclassified(app, allow=...)` may find: they are open to everyone."""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_ASSETS = {
    "docs.css": "text/css; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
    "docs.svg": "image/svg+xml",
}
_HTML = "text/html; charset=utf-8"
_STATIC = Path(__file__).parent / "static"
_REVALIDATE = "public, no-cache"
_FOREVER = "public, max-age=31536000, immutable"  # their address changes with their content


def init_app(
    app: Flask,
    *,
    title: str = "Shopwright API",
    version: str,
    description: str = "",
    plugins: Callable[[], Collection[str]] = tuple,
) -> None:
    """Add the routes. What is declared by the time of the first request is described; of plugins,
    those that `plugins()` names.
    """
    library = _Library(app, title, version, description, plugins)
    blueprint = Blueprint("api_docs", __name__)

    def openapi() -> Response:
        return _send(library.get("openapi", library.openapi), "application/json", _REVALIDATE)

    def overview() -> Response:
        return _send(library.get("overview", library.pages.overview), _HTML, _REVALIDATE)

    def problems() -> Response:
        return _send(library.get("problems", library.pages.problems), _HTML, _REVALIDATE)

    def group(slug: str) -> Response:
        if all(slug != found.slug for found in library.pages.groups):
            return problem(404, "not_found", "There is no such page in the documentation.")
        text = library.get(f"group {slug}", lambda: library.pages.group(slug) or "")
        return _send(text, _HTML, _REVALIDATE)

    def asset(name: str) -> Response:
        if name not in _ASSETS:
            return problem(404, "not_found", "There is no such file.")
        return _send(library.get(name, lambda: _asset(name)), _ASSETS[name], _FOREVER)

    views: tuple[Callable[..., Response], ...] = (openapi, overview, problems, group, asset)
    for rule, view in zip(OPEN_RULES, views, strict=True):
        blueprint.add_url_rule(rule, view_func=view)
    app.register_blueprint(blueprint)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Content in every encoding, with its ETag."""

    tag: str
    forms: dict[str | None, bytes]

    @classmethod
    def of(cls, text: str) -> _Kept:
        data = text.encode()
        forms: dict[str | None, bytes] = {None: data}
        forms |= {name: compress(data, name) for name in ("br", "gzip")}
        return cls(hashlib.blake2b(data, digest_size=12).hexdigest(), forms)


@dataclass(slots=True)
class _Library:
    """Makes each page once for each set of plugins."""

    app: Flask
    title: str
    version: str
    description: str
    plugins: Callable[[], Collection[str]]
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _pages: Pages | None = None
    _plugins: frozenset[str] = frozenset()
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self, name: str, make: Callable[[], str]) -> _Kept:
        plugins = frozenset(self.plugins())
        with self._lock:
            if plugins != self._plugins:
                self._kept, self._pages, self._plugins = {}, None, plugins
            found = self._kept.get(name)
            if found is None:
                found = self._kept[name] = _Kept.of(make())
        return found

    def openapi(self) -> str:
        document = openapi_document(
            self.app,
            title=self.title,
            version=self.version,
            description=self.description,
            plugins=self._plugins,
        )
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

    @property
    def pages(self) -> Pages:
        with self._lock:
            if self._pages is None:
                document = json.loads(self.get("openapi", self.openapi).forms[None])
                assets = {
                    name: f"{DOCS}/assets/{name}?{_Kept.of(_asset(name)).tag[:8]}"
                    for name in _ASSETS
                }
                self._pages = Pages(document, base=DOCS, assets=assets)
            return self._pages


def _asset(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")


def _send(kept: _Kept, content_type: str, cache: str) -> Response:
    held = held_by_client(kept.tag)
    if held is not None:
        return not_modified(held, cache, "Accept-Encoding")
    encoding = choose(request.headers.get("Accept-Encoding"))
    response = Response(kept.forms[encoding], content_type=content_type)
    response.headers["ETag"] = entity_tag(kept.tag, encoding)
    response.headers["Cache-Control"] = cache
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Content-Security-Policy"] = _POLICY
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response
