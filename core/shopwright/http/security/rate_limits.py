"""Rate limits: thin over Flask-Limiter, declared per endpoint, checked where they are declared.

Nothing here runs for an endpoint without a limit, so that a cached read pays no round trip to
Redis. When the storage is down, counting goes on in this process's memory: limits become laxer,
and no request fails because of them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

from flask import Flask, request
from flask_limiter import Limiter, RateLimitExceeded
from limits import parse_many

from shopwright.platform.errors import TooMany


@dataclass(frozen=True, slots=True)
class LimitRule:
    """Rates such as `5/minute,50/day`, counted per address or per signed-in actor."""

    rates: str
    by: Literal["ip", "actor"] = "ip"

    @classmethod
    def parse(cls, text: str | None) -> LimitRule | None:
        """Read `"10/minute"`, `"10/minute;by=ip"` or `"5/minute,50/day;by=actor"`."""
        if text is None:
            return None
        rates, _, by = text.replace(" ", "").partition(";by=")
        try:
            parse_many(rates)
        except ValueError:
            raise TypeError(f"limit {text!r} must look like '10/minute;by=ip'") from None
        if by not in ("", "ip", "actor"):
            raise TypeError(f"limit {text!r}: by={by} must be ip or actor")
        return cls(rates, cast(Literal["ip", "actor"], by or "ip"))


class RateLimits:
    """Counts requests against rules. One per application, made by `security.init_app`."""

    def __init__(self, app: Flask, *, storage_url: str = "memory://", enabled: bool = True) -> None:
        self._limiter = Limiter(
            key_func=_address,
            storage_uri=storage_url,
            storage_options=_storage_options(storage_url),
            strategy="moving-window" if storage_url.startswith("memory") else "fixed-window",
            in_memory_fallback_enabled=True,
            swallow_errors=True,
            key_prefix="shopwright-limit",
            enabled=enabled,
        )
        # The extension hooks itself into every request unless it finds itself already there.
        app.extensions.setdefault("limiter", set()).add(self._limiter)
        self._limiter.init_app(app)
        self._enabled = enabled
        self._gates: dict[str, Callable[[], None]] = {}

    def check(self, scope: str, rule: LimitRule, actor_key: Callable[[], str]) -> None:
        """Count one request under `scope`; raises `TooMany` (429) when it is one too many."""
        if not self._enabled:
            return
        gate = self._gates.get(scope)
        if gate is None:
            gate = self._gates[scope] = self._gate(scope, rule, actor_key)
        try:
            gate()
        except RateLimitExceeded:
            raise TooMany(
                "Too many requests; slow down and try again in a moment.",
                retry_after=self._retry_after(),
            ) from None

    def reset(self) -> None:
        """Forget all counts."""
        self._limiter.reset()

    def _gate(
        self, scope: str, rule: LimitRule, actor_key: Callable[[], str]
    ) -> Callable[[], None]:
        def by_actor() -> str:
            return actor_key() or _address()

        def gate() -> None:
            pass

        gate.__module__, gate.__qualname__ = __name__, scope
        return self._limiter.limit(
            rule.rates,
            key_func=by_actor if rule.by == "actor" else _address,
        )(gate)

    def _retry_after(self) -> int:
        current = self._limiter.current_limit
        if current is None:
            return TooMany.default_retry_after
        return max(1, math.ceil(current.reset_at - time.time()))


def _storage_options(storage_url: str) -> dict[str, Any]:
    """A storage that hangs must not hang the shop."""
    if storage_url.startswith(("redis", "valkey")):
        return {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    return {}


def _address() -> str:
    return request.remote_addr or "unknown"
