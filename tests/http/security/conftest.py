"""A tiny application behind the guards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from shopwright.http import problems, security
from shopwright.http.security import SecuritySettings


@pytest.fixture
def guarded() -> Callable[..., FlaskClient]:
    """A client of an application with the given security settings."""

    def make(**settings: Any) -> FlaskClient:
        app = Flask("guarded")
        security.init_app(app, SecuritySettings(**settings))
        problems.init_app(app)

        @app.get("/api/hello/<name>")
        def hello(name: str) -> Response:
            return Response(name, content_type="text/plain")

        @app.get("/api/page")
        def page() -> Response:
            policy = {"Content-Security-Policy": "default-src 'self'"}
            return Response("<p>", headers=policy, content_type="text/html")

        @app.get("/api/where")
        def where() -> dict[str, str | None]:
            from flask import request

            return {"address": request.remote_addr, "url": request.host_url}

        @app.get("/api/broken")
        def broken() -> Response:
            raise RuntimeError("secret")

        return app.test_client()

    return make
