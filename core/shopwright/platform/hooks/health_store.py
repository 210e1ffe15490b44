"""Plugins' health in Redis: counts that all processes add to, for a week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis

from shopwright.platform.clock import now

_NAMES = "shopwright:hook-health"
_SLOWEST = "shopwright:hook-health:slowest"
_KEPT = 7 * 24 * 3600


@dataclass(slots=True)
class Counts:
    """What happened since the last time; `seconds` and `slowest` in seconds."""

    calls: int = 0
    errors: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    last_error: str = ""
    last_error_at: datetime | None = None
    rests_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HookHealth:
    """How one plugin did in one hook, or as one provider, over the last week at most.

    `rests_until` is there while its breaker is open: it is left out, or its deliveries wait.
    """

    plugin: str
    hook: str
    calls: int
    errors: int
    seconds: float
    slowest: float
    last_error: str
    last_error_at: datetime | None
    rests_until: datetime | None


def add(client: redis.Redis, news: Mapping[tuple[str, str], Counts]) -> None:
    """Add counts in one round trip."""
    if not news:
        return
    pipeline = client.pipeline(transaction=False)
    for (plugin, hook), counts in news.items():
        name = f"{plugin}|{hook}"
        key = f"{_NAMES}:{name}"
        pipeline.sadd(_NAMES, name)
        pipeline.hincrby(key, "calls", counts.calls)
        pipeline.hincrbyfloat(key, "seconds", counts.seconds)
        pipeline.zadd(_SLOWEST, {name: counts.slowest}, gt=True)
        if counts.errors and counts.last_error_at is not None:
            pipeline.hincrby(key, "errors", counts.errors)
            pipeline.hset(key, "last_error", counts.last_error)
            pipeline.hset(key, "last_error_at", counts.last_error_at.isoformat())
        rests = counts.rests_until.isoformat() if counts.rests_until else ""
        pipeline.hset(key, "rests_until", rests)
        pipeline.expire(key, _KEPT)
    pipeline.expire(_NAMES, _KEPT)
    pipeline.expire(_SLOWEST, _KEPT)
    pipeline.execute()


def read(client: redis.Redis) -> list[HookHealth]:
    """All that is known."""
    names = sorted(_text(name) for name in client.smembers(_NAMES))
    pipeline = client.pipeline(transaction=False)
    for name in names:
        pipeline.hgetall(f"{_NAMES}:{name}")
        pipeline.zscore(_SLOWEST, name)
    answers = pipeline.execute()
    return [
        _health(name, answers[2 * index], answers[2 * index + 1] or 0.0)
        for index, name in enumerate(names)
        if answers[2 * index]
    ]


def _health(name: str, raw: Mapping[Any, Any], slowest: float) -> HookHealth:
    plugin, _, hook = name.partition("|")
    found = {_text(key): _text(value) for key, value in raw.items()}
    rests = _moment(found.get("rests_until"))
    return HookHealth(
        plugin=plugin,
        hook=hook,
        calls=int(found.get("calls", 0)),
        errors=int(found.get("errors", 0)),
        seconds=float(found.get("seconds", 0)),
        slowest=slowest,
        last_error=found.get("last_error", ""),
        last_error_at=_moment(found.get("last_error_at")),
        rests_until=rests if rests and rests > now() else None,
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
