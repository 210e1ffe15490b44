"""The outermost layer: request id, preflights, security headers and the access log.

It is WSGI middleware and not flask hooks for two reasons: it also covers what flask never sees, and
adding a dozen headers to a plain list costs a microsecond where flask's would cost ten.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from structlog.contextvars import bind_contextvars, clear_contextvars

from shopwright.http.security import request_ids
from shopwright.http.security.access_log import log_request
from shopwright.http.security.cors import Cors
from shopwright.http.security.headers import add_security_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Guard:
    """Wraps a WSGI application; see the module."""

    def __init__(self, app: WSGIApplication, *, cors: Cors, access_log: bool) -> None:
        self._app = app
        self._cors = cors
        self._access_log = access_log

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request_id = request_ids.assign(environ)
        clear_contextvars()
        bind_contextvars(request_id=request_id)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers.append((request_ids.HEADER, request_id))
            self._cors.add_headers(environ, headers)
            add_security_headers(environ, headers)
            if self._access_log:
                log_request(environ, status, time.perf_counter() - started)
            return start_response(status, headers, exc_info)

        if self._cors.is_preflight(environ):
            start("204 No Content", self._cors.preflight_headers())
            return ()
        return self._app(environ, start)
