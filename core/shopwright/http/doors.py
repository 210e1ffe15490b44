"""`open_doors`: everything that a shop answers, on one app."""

from __future__ import annotations

from importlib.metadata import version

from flask import Flask

from shopwright.http import auth, security
from shopwright.http.front import Fronted
from shopwright.http.health import health
from shopwright.http.pages import error_page, root
from shopwright.http.plugins import keep_plugins, mount_plugins
from shopwright.http.rest import admin, docs, kit, store, webhooks
from shopwright.http.rest.idempotency import DatabaseIdempotency
from shopwright.http.rest.store.media import blueprint as media_files
from shopwright.http.rules import QuickRule
from shopwright.http.security import SecuritySettings
from shopwright.platform.config import Settings
from shopwright.platform.runtime import runtime


def open_doors(app: Flask) -> None:
    """Mount every door on `app`, whose runtime is attached already."""
    app.url_rule_class = QuickRule
    with app.app_context():
        settings = runtime().settings
    app.config["SHOPWRIGHT_VALIDATE_RESPONSES"] = settings.environment == "test"
    auth.init_app(app)
    app.wsgi_app = Fronted(app)  # type: ignore[method-assign]  # the guards are around it
    guards = security.init_app(app, _security(settings))
    kit.init_app(
        app,
        resolve_actor=auth.resolve_actor,
        idempotency=DatabaseIdempotency(),
        limits=guards.limits,
        trusted_origins=guards.trusted_origins,
        error_page=error_page,
    )
    for api in (*store.APIS, *admin.APIS, webhooks.api):
        app.register_blueprint(api.blueprint)
    app.register_blueprint(health)
    app.register_blueprint(media_files)
    with app.app_context():
        mount_plugins(app, runtime().plugins)
    keep_plugins(app)
    docs.init_app(app, version=version("shopwright"), plugins=lambda: runtime().registry.ids)
    # Last, so that a plugin that owns the root comes first.
    app.add_url_rule("/", "root", root)


def _security(settings: Settings) -> SecuritySettings:
    return SecuritySettings(
        allowed_hosts=settings.allowed_hosts,
        trusted_proxies=settings.trusted_proxies,
        cors_origins=settings.cors_origins,
        rate_limits=settings.rate_limits,
        rate_limit_storage=settings.redis_url or "memory://",
        access_log=settings.environment != "test",
    )
