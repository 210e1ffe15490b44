"""What the owner of the shop's root answers before flask is asked: pages that it has kept."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.sansio.utils import host_is_trusted

from shopwright.http.pages import is_for_shoppers
from shopwright.http.rest.kit.conditional import entity_tag, named
from shopwright.http.rest.kit.encoding import choose
from shopwright.http.security.access_log import ROUTE
from shopwright.platform.errors import FAULTS
from shopwright.platform.plugins.pages import Front, KeptPage, MadePage, storefront_routes
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.plugins.routes import enter_plugin
from shopwright.platform.runtime import runtime

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_NAME = f"{storefront_routes.name}:front"
_SLOW = 5.0  # seconds; it may have waited for somebody else's page
_OF_CONTENT = frozenset({"content-type", "content-language"})
_TEXTS = ("text/html", "application/xml", "application/atom+xml")


class Fronted:
    """Wraps flask, inside of the guards, and of what keeps a request to its plugins."""

    def __init__(self, app: Flask) -> None:
        self._wsgi = app.wsgi_app
        self._config = app.config
        self._known: tuple[Registry, tuple[str, Front] | None] | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        owner = self._owner() if self._is_asked(environ) else None
        if owner is None:
            return self._wsgi(environ, start_response)
        plugin_id, front = owner
        record = runtime().health.of(plugin_id, _NAME)
        if record.rests():
            return self._wsgi(environ, start_response)
        made = _Made(self._wsgi, environ)
        started = perf_counter()
        try:
            enter_plugin(plugin_id)
            kept = front(environ, made)
        except FAULTS as error:
            if error is made.raised:  # the view's, not the front's
                raise
            record.failed(perf_counter() - started - made.seconds, error)
            kept = None
        else:
            record.worked(perf_counter() - started - made.seconds, slow=_SLOW)
        return made.send(start_response) if kept is None else _send(kept, environ, start_response)

    def _is_asked(self, environ: WSGIEnvironment) -> bool:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return False
        hosts = self._config["TRUSTED_HOSTS"]
        if hosts and not _is_trusted(environ.get("HTTP_HOST", ""), tuple(hosts)):
            return False  # flask refuses it
        return is_for_shoppers(environ.get("PATH_INFO", ""))

    def _owner(self) -> tuple[str, Front] | None:
        """Looked for once for each registry."""
        registry = runtime().registry
        if self._known is None or self._known[0] is not registry:
            roots = {item.id for item in registry.plugins if item.manifest.mount == "/"}
            fronts = (
                (plugin_id, routes.front)
                for plugin_id, routes in registry.described(storefront_routes)
                if routes.front is not None and plugin_id in roots
            )
            self._known = registry, next(fronts, None)
        return self._known[1]


class _Made:
    """Calls flask at most once; what it answered is sent, if nothing else is."""

    def __init__(self, wsgi: WSGIApplication, environ: WSGIEnvironment) -> None:
        self._wsgi = wsgi
        self._environ = environ
        self._status = ""
        self._headers: list[tuple[str, str]] = []
        self._pieces: Iterable[bytes] = ()
        self._page: MadePage | None = None
        self.seconds = 0.0
        self.raised: BaseException | None = None

    def __call__(self) -> MadePage:
        if self._page is None:
            started = perf_counter()
            try:
                self._pieces = self._wsgi(self._environ, self._start)
            except BaseException as error:
                self.raised = error
                raise
            self._page = self._described()
            self.seconds = perf_counter() - started
        return self._page

    def send(self, start_response: StartResponse) -> Iterable[bytes]:
        """It, as it was answered."""
        self()
        start_response(self._status, self._headers)
        return self._pieces

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        self._status, self._headers = status, headers
        rule = getattr(self._environ.get("werkzeug.request"), "url_rule", None)
        if rule is not None:  # flask takes the request away again
            self._environ[ROUTE] = rule.rule

    def _described(self) -> MadePage:
        named = {name.lower(): value for name, value in self._headers}
        body = None
        if named.get("content-type", "").startswith(_TEXTS) and "content-length" in named:
            body = b"".join(self._pieces)
            if close := getattr(self._pieces, "close", None):
                close()
            self._pieces = (body,)
        return MadePage(
            status=int(self._status[:3]),
            headers=tuple(self._headers),
            body=body,
            route=self._environ.get(ROUTE, "-"),
        )


def _send(
    kept: KeptPage, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    environ[ROUTE] = kept.route
    held = environ.get("HTTP_IF_NONE_MATCH")
    tag = named(held, kept.etag) if held is not None else None
    headers = [*kept.headers, ("Vary", "Accept-Encoding")]
    if tag is not None:
        plain = [pair for pair in headers if pair[0].lower() not in _OF_CONTENT]
        start_response(f"304 {HTTP_STATUS_CODES[304]}", [*plain, ("ETag", tag)])
        return ()
    encoding = choose(environ.get("HTTP_ACCEPT_ENCODING"), kept.bodies)
    body = kept.bodies[encoding or "identity"]
    headers += [("ETag", entity_tag(kept.etag, encoding)), ("Content-Length", str(len(body)))]
    if encoding is not None:
        headers.append(("Content-Encoding", encoding))
    start_response("200 OK", headers)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


@functools.lru_cache(maxsize=256)
def _is_trusted(host: str, trusted: tuple[str, ...]) -> bool:
    return host_is_trusted(host, trusted)
