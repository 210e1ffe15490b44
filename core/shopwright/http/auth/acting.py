"""Doing what a request asks for in the name of its caller.

Events, the audit log and timelines copy the actor in force. In a request that is never the shop
itself: it is a guest until the credentials have been read, which only happens where something may
be written, or where the endpoint wants somebody to be signed in. A public read costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from flask import Flask, current_app, g, request

from shopwright.http.auth.resolve import current_caller
from shopwright.http.rest.kit import endpoint_of
from shopwright.platform.actor import GUEST, acting_as
from shopwright.platform.errors import Unauthenticated

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_STACK = "shopwright.acting"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Acting:
    """WSGI middleware around `app`, with a hook inside that names the caller."""

    def __init__(self, app: Flask) -> None:
        self._wsgi: WSGIApplication = app.wsgi_app
        app.wsgi_app = self  # type: ignore[method-assign]
        app.before_request(_name_the_caller)
        app.teardown_request(_forget_the_caller)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with ExitStack() as stack:
            stack.enter_context(acting_as(GUEST))
            environ[_STACK] = stack
            return self._wsgi(environ, start_response)


def _name_the_caller() -> None:
    stack: ExitStack | None = request.environ.get(_STACK)
    if stack is None or not _matters():
        return
    try:
        stack.enter_context(acting_as(current_caller().actor))
    except Unauthenticated:
        # The endpoint says so itself where it wants to know; elsewhere a guest goes on.
        return


def _matters() -> bool:
    if request.method not in _SAFE:
        return True
    endpoint = endpoint_of(current_app.view_functions.get(request.endpoint or ""))
    return endpoint is not None and endpoint.access.kind != "public"


def _forget_the_caller(_error: BaseException | None) -> None:
    """An application context may outlive the request (in tests); its callers must not."""
    g.pop("actor", None)
    g.pop("_login_user", None)
