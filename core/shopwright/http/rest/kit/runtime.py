"""What `init_app` sets up once per application and every request uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Request, current_app

if TYPE_CHECKING:
    from shopwright.http.rest.kit.access import Actor
    from shopwright.http.rest.kit.idempotency import IdempotencyStore
    from shopwright.http.security.rate_limits import LimitRule, RateLimits

EXTENSION = "shopwright.rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """The kit's collaborators; see `init_app` for their meaning."""

    resolve_actor: Callable[[Request], Actor]
    idempotency: IdempotencyStore | None
    limits: RateLimits | None
    default_limit: LimitRule | None
    trusted_origins: frozenset[str]


def runtime() -> Runtime:
    """The kit's set-up in the current application."""
    try:
        return cast(Runtime, current_app.extensions[EXTENSION])
    except KeyError:
        raise RuntimeError(
            "the REST kit is not set up: call kit.init_app(app, resolve_actor=...) first"
        ) from None
