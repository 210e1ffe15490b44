"""Version stamps: what cached answers are keyed by, so that a publish makes them all unreachable.

A stamp is a random UUIDv7 in Redis, never a counter: a flushed Redis must not revive an old ETag.
`touch` owes its renewal through the outbox, so it happens after the commit and cannot be lost;
every process looks at Redis at most once a second. The process that made the change does not wait
for that: it takes a stamp of its own at once. Without Redis each process has only its own stamps,
and an answer that another process cached lives until its time is over.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import redis
import structlog

from shopwright.platform.db import current_transaction
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.ids import uuid7
from shopwright.platform.jobs.broker import Broker
from shopwright.platform.runtime import runtime

RENEW_JOB = "renew_stamp"
_PREFIX = "shopwright:stamp:"
_LOOK_SECONDS = 1.0
_AWAY_SECONDS = 5.0
_log = structlog.get_logger()


@dataclass(slots=True)
class _Known:
    """One process's view of one stamp. `shared` is what Redis said last."""

    value: str
    shared: str | None
    look_at: float


@dataclass(slots=True)
class _Stamps:
    lock: threading.Lock = field(default_factory=threading.Lock)
    known: dict[str, _Known] = field(default_factory=dict)


_by_shop: WeakKeyDictionary[Broker, _Stamps] = WeakKeyDictionary()


def current_stamp(name: str) -> str:
    """The stamp in force. Take it before reading what is to be cached under it."""
    broker = runtime().broker
    stamps = _by_shop.setdefault(broker, _Stamps())
    known = stamps.known.get(name)
    if known is not None and time.monotonic() < known.look_at:
        return known.value
    with stamps.lock:
        return _look(broker, stamps.known, name).value


def touch(name: str) -> None:
    """Make what is cached under `name` unreachable once the open transaction has committed."""
    opened = current_transaction()
    key = f"stamp:{name}"
    if key not in opened.after_commit:
        opened.after_commit[key] = lambda: _replace_own(name)
        enqueue(RENEW_JOB, name=name)


def renew_stamp(name: str) -> None:
    """The job: give every process a new stamp."""
    broker = runtime().broker
    fresh = str(uuid7())
    if broker.client is not None:
        broker.client.set(_PREFIX + name, fresh)
    _replace_own(name)


def _replace_own(name: str) -> None:
    stamps = _by_shop.setdefault(runtime().broker, _Stamps())
    with stamps.lock:
        known = stamps.known.get(name)
        if known is not None:
            known.value = str(uuid7())


def _look(broker: Broker, known: dict[str, _Known], name: str) -> _Known:
    """Ask Redis. What it says replaces a stamp of our own only when it is news."""
    found = known.get(name)
    moment = time.monotonic()
    if found is not None and moment < found.look_at:
        return found
    shared, wait = _ask(broker, name)
    if found is None:
        found = known[name] = _Known(shared or str(uuid7()), shared, 0.0)
    elif shared is not None and shared != found.shared:
        found.value = found.shared = shared
    found.look_at = moment + wait
    return found


def _ask(broker: Broker, name: str) -> tuple[str | None, float]:
    client = broker.client
    if client is None:
        return None, _AWAY_SECONDS
    key = _PREFIX + name
    try:
        pipeline = client.pipeline(transaction=False)
        pipeline.set(key, str(uuid7()), nx=True)
        pipeline.get(key)
        return str(pipeline.execute()[1].decode()), _LOOK_SECONDS
    except redis.RedisError:
        _log.debug("no stamp: redis is away", stamp=name)
        return None, _AWAY_SECONDS
