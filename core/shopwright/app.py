"""`create_app()`: config -> database -> plugins -> doors."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Flask

from shopwright.commerce import models
from shopwright.commerce.consumers import register_consumers
from shopwright.demo.jobs import register as register_demo
from shopwright.platform.config import Settings, load_settings
from shopwright.platform.db import open_database
from shopwright.platform.events.consumers import Consumers
from shopwright.platform.hooks.health import Health
from shopwright.platform.jobs.broker import Broker
from shopwright.platform.plugins.live import LivePlugins
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import Runtime, attach

__all__ = ["create_app", "models"]


def create_app(
    settings: Settings | None = None, *, registry: Registry | None = None, doors: bool = True
) -> Flask:
    """A shop. `settings` default to environment and file; `registry` to the enabled plugins.

    Without `doors` it answers no requests, and starts quicker: for workers and commands.
    """
    settings = settings or load_settings()
    if not settings.secret_key:
        own_key = _own_secret_key(settings.data_dir)
        settings = settings.model_copy(update={"secret_key": own_key})
    app = Flask("shopwright", static_folder=None, template_folder=None)
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["SECRET_KEY_FALLBACKS"] = list(settings.old_secret_keys)
    runtime = Runtime(
        settings=settings,
        database=open_database(app, settings.database),
        broker=Broker(settings.redis_url),
        consumers=Consumers(),
        plugins=LivePlugins(),
        health=Health({}),
    )
    attach(app, runtime)
    register_consumers(runtime.consumers)
    register_demo(runtime.consumers)
    with app.app_context():
        if registry is None:
            runtime.plugins.load()
        else:
            runtime.plugins.hold(registry)
    if doors:
        from shopwright.http.doors import open_doors  # much to import, and workers need none

        open_doors(app)
    return app


def _own_secret_key(data_dir: Path) -> str:
    """Made at the first start and readable by the owner only."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), "utf-8")
    return path.read_text("utf-8").strip()
