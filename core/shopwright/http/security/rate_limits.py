"""Rate limits, declared per endpoint and checked where they are declared.

Nothing here runs for an endpoint without a limit, so that a cached read pays no round trip to
Redis. When the storage is down, counting goes on in this process's memory: limits become laxer,
and no request fails because of them.

The counting is done by `limits`, the library below Flask-Limiter: see docs/decisions/0025.
"""

from __future__ import annotations

import functools
import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

import structlog
from flask import request
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter

from shopwright.platform.errors import TooMany
from shopwright.platform.messengers import Messengers

_PREFIX = "shopwright-limit"
_PAUSE = 5.0  # seconds before a storage that failed is asked again
_WHOLE_SECONDS = 1.0  # a storage that hangs, or whose answers drip, must not hang the shop
_log = structlog.get_logger("shopwright.limits")


@dataclass(frozen=True, slots=True)
class LimitRule:
    """Rates such as `5/minute,50/day`, counted per address or per signed-in actor.

    `local` rules are counted by each process for itself: five microseconds instead of sixty, for
    what only has to stop a flood.
    """

    rates: tuple[RateLimitItem, ...]
    by: Literal["ip", "actor"] = "ip"
    local: bool = False

    @classmethod
    def parse(cls, text: str, *, local: bool = False) -> LimitRule:
        """Read `"10/minute"`, `"10/minute;by=ip"` or `"5/minute,50/day;by=actor"`."""
        rates, _, by = text.replace(" ", "").partition(";by=")
        try:
            items = tuple(parse_many(rates))
        except ValueError:
            raise TypeError(f"limit {text!r} must look like '10/minute;by=ip'") from None
        if by not in ("", "ip", "actor"):
            raise TypeError(f"limit {text!r}: by={by} must be ip or actor")
        return cls(items, cast(Literal["ip", "actor"], by or "ip"), local)


class RateLimits:
    """Counts requests against rules. One per application, made by `security.init_app`.

    `storage_url` is `redis://...` for counts that all processes share, or `memory://`.
    """

    def __init__(self, storage_url: str = "memory://") -> None:
        self._local = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._storage = _open(storage_url)
        self._is_elsewhere = not isinstance(self._storage, MemoryStorage)
        self._shared = SlidingWindowCounterRateLimiter(self._storage)
        self._messengers = Messengers("limits", threads=4)
        self._down_until = 0.0

    def check(self, scope: str, rule: LimitRule, actor_key: Callable[[], str]) -> None:
        """Count one request under `scope`; raises `TooMany` (429) when it is one too many.

        `actor_key` is called for `by=actor` only; where it is empty the address counts.
        """
        key = (actor_key() if rule.by == "actor" else "") or _address(request.remote_addr)
        if rule.local or time.monotonic() < self._down_until:
            _count(self._local, rule, scope, key)
            return
        try:
            self._count_shared(rule, scope, key)
        except (StorageError, TimeoutError) as error:
            self._down_until = time.monotonic() + _PAUSE
            _log.warning("rate limit storage is down, counting in memory", error=str(error))
            _count(self._local, rule, scope, key)

    def _count_shared(self, rule: LimitRule, scope: str, key: str) -> None:
        if self._is_elsewhere:
            count = functools.partial(_count, self._shared, rule, scope, key)
            self._messengers.ask(count, seconds=_WHOLE_SECONDS)
        else:
            _count(self._shared, rule, scope, key)

    def reset(self) -> None:
        """Forget all counts."""
        self._storage.reset()
        self._local.storage.reset()


def _count(limiter: RateLimiter, rule: LimitRule, scope: str, key: str) -> None:
    for rate in rule.rates:
        if not limiter.hit(rate, _PREFIX, scope, key):
            reset = limiter.get_window_stats(rate, _PREFIX, scope, key).reset_time
            raise TooMany(
                "Too many requests; slow down and try again in a moment.",
                retry_after=max(1, round(reset - time.time())),
            )


def _open(storage_url: str) -> Storage:
    options: dict[str, Any] = {"wrap_exceptions": True}
    if not storage_url.startswith("memory"):
        options |= {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    if storage_url.startswith("unix:"):
        storage_url = f"redis+{storage_url}"  # what `limits` calls a Redis on a Unix socket
    return cast(Storage, storage_from_string(storage_url, **options))


@functools.lru_cache(maxsize=4096)
def _address(address: str | None) -> str:
    """Who counts as one: an IPv4 address, or the /64 that an IPv6 customer gets as a whole."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
