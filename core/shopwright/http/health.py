"""Is it up, can it serve, and how does it do: for balancers and for Prometheus.

- `/healthz`: the process answers. It asks nobody else, so that a slow database does not get every
  web process restarted.
- `/readyz`: it can serve, that is, the database answers. Redis only speeds the shop up: without it
  pages are served and jobs wait, so its absence is told but takes no process out of service.
- `/metrics`: for Prometheus on the same machine, or with an API key that may read settings.
"""

from __future__ import annotations

import os

import redis
import structlog
from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shopwright.http.auth import current_caller
from shopwright.http.rest.kit import staff
from shopwright.platform.db import read
from shopwright.platform.errors import Forbidden
from shopwright.platform.runtime import runtime

health = Blueprint("health", __name__)
_METRICS_ACCESS = staff("settings:read")
_LOOPBACK = ("127.", "::1", "::ffff:127.")
_log = structlog.get_logger()


@health.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _uncached(jsonify(status="ok"))


@health.get("/readyz")
def readyz() -> Response:
    """The database answers; Redis is reported beside it."""
    database, broker = _database(), _redis()
    response = jsonify(
        status="ok" if database == "ok" else "unavailable", database=database, redis=broker
    )
    response.status_code = 200 if database == "ok" else 503
    return _uncached(response)


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus' text format, over all processes where there are several."""
    if not _is_local() and not current_caller().permits(_METRICS_ACCESS):
        raise Forbidden("Metrics are for this machine, or for an API key with 'settings:read'.")
    registry: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return _uncached(Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST))


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_local() -> bool:
    """Whether the request was made on this machine, and not handed on by a proxy that runs on it."""
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and (request.remote_addr or "").startswith(_LOOPBACK)


def _database() -> str:
    try:
        with read() as db:
            db.execute(text("SELECT 1"))
    except SQLAlchemyError:
        _log.exception("the database does not answer")
        return "away"
    return "ok"


def _redis() -> str:
    broker = runtime().broker
    if broker.client is None:
        return "none"
    try:
        broker.ask(redis.Redis.ping)
    except redis.RedisError as error:
        _log.warning("redis does not answer", error=str(error))
        return "away"
    return "ok"
