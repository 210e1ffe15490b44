"""`Runtime`: what one running shop consists of, and how code finds the one it runs in.

The Flask application context is the carrier: a web request, a job, a sweeper's pass and a command
line call each push one. Commerce reads `runtime().settings`, never Flask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, current_app

if TYPE_CHECKING:
    from shopwright.platform.config import Settings
    from shopwright.platform.db import Database
    from shopwright.platform.events.consumers import Consumers
    from shopwright.platform.hooks.health import Health
    from shopwright.platform.jobs.broker import Broker
    from shopwright.platform.plugins.live import LivePlugins
    from shopwright.platform.plugins.registry import Registry

_KEY = "shopwright"


@dataclass(slots=True, kw_only=True)
class Runtime:
    """The parts of one shop in one process."""

    settings: Settings
    database: Database
    broker: Broker
    consumers: Consumers
    plugins: LivePlugins
    health: Health
    shop_id: str = ""

    @property
    def registry(self) -> Registry:
        """The plugins that the running request or job keeps to. Replaced as a whole, never changed."""
        return self.plugins.registry

    @registry.setter
    def registry(self, registry: Registry) -> None:
        self.plugins.hold(registry)


def attach(app: Flask, runtime: Runtime) -> None:
    """Make `runtime` the one that code inside `app`'s context finds."""
    app.extensions[_KEY] = runtime


def runtime() -> Runtime:
    """The shop that the calling code runs in; needs an application context."""
    found: Runtime = current_app.extensions[_KEY]
    return found
