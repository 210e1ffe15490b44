"""What every request passes, whatever door it takes.

`init_app` wraps the application: trusted proxies outermost, then the guard with the request id, CORS,
security headers and the access log. Rate limits and same-origin checks are applied by the REST
kit, per endpoint.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from shopwright.http.security.cors import Cors
from shopwright.http.security.guard import Guard
from shopwright.http.security.origins import CrossOrigin, require_own_origin
from shopwright.http.security.rate_limits import LimitRule, RateLimits
from shopwright.http.security.request_ids import request_id
from shopwright.http.security.settings import SecuritySettings

__all__ = [
    "CrossOrigin",
    "LimitRule",
    "RateLimits",
    "Security",
    "SecuritySettings",
    "init_app",
    "request_id",
    "require_own_origin",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """What the REST kit needs from here."""

    limits: RateLimits | None
    trusted_origins: frozenset[str]


def init_app(app: Flask, settings: SecuritySettings | None = None) -> Security:
    """Install the guards. Raises `ValueError` for an origin that is none."""
    settings = settings or SecuritySettings()
    cors = Cors(settings.cors_origins)
    wsgi = Guard(app.wsgi_app, cors=cors, access_log=settings.access_log)
    hops = settings.trusted_proxies
    app.wsgi_app = ProxyFix(wsgi, x_for=hops, x_proto=hops, x_host=hops) if hops else wsgi  # type: ignore[method-assign]
    if settings.allowed_hosts:
        app.config["TRUSTED_HOSTS"] = list(settings.allowed_hosts)
    limits = RateLimits(settings.rate_limit_storage) if settings.rate_limits else None
    return Security(limits=limits, trusted_origins=cors.origins)
