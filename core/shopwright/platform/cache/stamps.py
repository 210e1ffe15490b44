"""Version stamps: what cached answers were made of, so that a change makes them unreachable.

A stamp is a random UUIDv7 in Redis, never a counter: a flushed Redis must not revive an old ETag.
`touch` owes its renewal through the outbox, so it happens after the commit and cannot be lost. With
any stamp the root is renewed, the one that every process looks at, at most once a second: as long
as it is the same, all others are. The process that made the change does not wait for that: it takes
stamps of its own at once. Without Redis each process has only its own stamps, and an answer that
another process cached lives until its time is over.

Who caches what depends on one stamp makes it a part of the key (`current_stamp`). Who learns only
while reading what an answer is made of begins a `Watch`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakKeyDictionary

import redis
import structlog
from sqlalchemy.orm import Session

from shopwright.platform.db import current_transaction
from shopwright.platform.events.outbox import enqueue
from shopwright.platform.ids import uuid7
from shopwright.platform.jobs.broker import Broker
from shopwright.platform.network import network_forbidden
from shopwright.platform.runtime import runtime

RENEW_JOB = "renew_stamps"
_PREFIX = "shopwright:stamp:"
_ROOT = f"{_PREFIX}*"
# Stands for stamps that were never renewed, and goes with them when Redis is flushed.
_BIRTH = f"{_PREFIX}birth"
_LOOK_SECONDS = 1.0
_AWAY_SECONDS = 5.0
_FORGET_SECONDS = 2 * 3600  # longer than anything is cached
_MOST = 50_000
_log = structlog.get_logger()


@dataclass(slots=True)
class _Known:
    """One process's view of one stamp. `shared` is what Redis said last; `root` the root then."""

    value: str
    shared: str | None
    root: str


@dataclass(slots=True)
class _Stamps:
    lock: threading.Lock = field(default_factory=threading.Lock)
    root: _Known = field(default_factory=lambda: _Known(str(uuid7()), None, ""))
    known: dict[str, _Known] = field(default_factory=dict)
    look_at: float = 0.0


_by_shop: WeakKeyDictionary[Broker, _Stamps] = WeakKeyDictionary()


def current_stamp(name: str) -> str:
    """The stamp in force. Take it before reading what is to be cached under it."""
    return current_stamps((name,))[0]


def current_stamps(names: Sequence[str]) -> tuple[str, ...]:
    """Several: those of the core are `catalog`, `tree`, `channels` and `product:ID`.

    `catalog` is renewed with every change of what is sold, `tree` with one of categories or
    collections themselves. A plugin's own are `plugin:ID` and `plugin:ID:NAME` (`ctx.touch`).
    """
    return _values(names)[1]


class Watch:
    """Begun before something is read that is to be cached. `basis` says what it was made of."""

    __slots__ = ("_root",)

    def __init__(self) -> None:
        stamps = _stamps()
        with stamps.lock:
            _ask(stamps, ())
            self._root = stamps.root.value

    def basis(self, names: Iterable[str]) -> Basis | None:
        """How to tell whether it is still right; None when stamps were renewed while it was read.

        Then it may be of before or after the change: show it, and do not keep it.
        """
        wanted, stamps = tuple(sorted(set(names))), _stamps()
        with stamps.lock:
            _ask(stamps, wanted)
            if stamps.root.value != self._root:
                return None
            return Basis(wanted, tuple(stamps.known[name].value for name in wanted), self._root)


class Basis:
    """The stamps that something kept was made of."""

    __slots__ = ("_root", "_values", "names")

    def __init__(self, names: tuple[str, ...], values: tuple[str, ...], root: str) -> None:
        self.names = names
        self._values = values
        self._root = root

    def holds(self) -> bool:
        """Whether none was renewed since. As long as none of all is, that is one comparison."""
        stamps = _stamps()
        if stamps.root.value == self._root and time.monotonic() < stamps.look_at:
            return True
        root, values = _values(self.names)
        if values != self._values:
            return False
        self._root = root
        return True


def touch(*names: str) -> None:
    """Make what is cached under these unreachable once the open transaction has committed."""
    opened = current_transaction()
    touched: dict[str, None] | None = opened.memo.get(RENEW_JOB)
    if touched is None:
        touched = opened.memo[RENEW_JOB] = {}
        opened.before_commit.append(_owe)
        opened.after_commit[RENEW_JOB] = lambda: _replace_own(touched)
    touched.update(dict.fromkeys(names))


def _owe(db: Session) -> None:
    """One job for all of them."""
    enqueue(RENEW_JOB, names=list(current_transaction().memo[RENEW_JOB]))


def renew_stamps(names: Sequence[str]) -> None:
    """The job: give every process new stamps."""
    broker = runtime().broker
    if broker.client is not None:
        pipeline = broker.client.pipeline(transaction=True)
        for name in names:
            pipeline.set(_PREFIX + name, str(uuid7()), ex=_FORGET_SECONDS)
        pipeline.set(_ROOT, str(uuid7()))
        pipeline.execute()
    _replace_own(names)


def _stamps() -> _Stamps:
    broker = runtime().broker
    found = _by_shop.get(broker)
    return found if found is not None else _by_shop.setdefault(broker, _Stamps())


def _values(names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The stamps, and the root under which they were looked at."""
    stamps = _stamps()
    with stamps.lock:
        if time.monotonic() >= stamps.look_at:
            _ask(stamps, _unsure(stamps, names))
        if unsure := _unsure(stamps, names):  # the root was news, or they were never asked for
            _ask(stamps, unsure)
        if any(stamps.known[name].root != stamps.root.value for name in names):
            _ask(stamps, names)
        return stamps.root.value, tuple(stamps.known[name].value for name in names)


def _unsure(stamps: _Stamps, names: Sequence[str]) -> list[str]:
    known, root = stamps.known, stamps.root.value
    return [name for name in names if (one := known.get(name)) is None or one.root != root]


def _replace_own(names: Iterable[str]) -> None:
    stamps = _stamps()
    with stamps.lock:
        root = stamps.root.value = str(uuid7())
        for name in names:
            known = stamps.known.get(name)
            if known is not None:
                known.value, known.root = str(uuid7()), root
        stamps.look_at = 0.0


def _ask(stamps: _Stamps, names: Sequence[str]) -> None:
    """Look at Redis. What it says replaces stamps of our own only when it is news."""
    shared, wait = _shared(names)
    _hear(stamps.root, shared[0])
    root = stamps.root.value
    if len(stamps.known) > _MOST:
        stamps.known.clear()
    for name, value in zip(names, shared[1:], strict=True):
        known = stamps.known.get(name)
        if known is None:
            stamps.known[name] = _Known(value or str(uuid7()), value, root)
        else:
            _hear(known, value)
            known.root = root
    stamps.look_at = time.monotonic() + wait


def _hear(known: _Known, shared: str | None) -> None:
    if shared is not None and shared != known.shared:
        known.value = known.shared = shared


def _shared(names: Sequence[str]) -> tuple[list[str | None], float]:
    """The root and these as all processes see them, in one look; None for all without Redis."""
    broker = runtime().broker
    nothing: list[str | None] = [None] * (1 + len(names))
    if network_forbidden.get() is not None:  # what this process knows has to do
        return nothing, 0.0
    if broker.client is None:
        return nothing, _AWAY_SECONDS
    try:
        root, birth, *values = broker.ask(partial(_read, names=names))
    except redis.RedisError:
        _log.debug("no stamps: redis is away", stamps=names)
        return nothing, _AWAY_SECONDS
    return [root.decode(), *((value or birth).decode() for value in values)], _LOOK_SECONDS


def _read(client: redis.Redis, names: Sequence[str]) -> list[bytes]:
    pipeline = client.pipeline(transaction=True)
    pipeline.set(_ROOT, str(uuid7()), nx=True)
    pipeline.set(_BIRTH, str(uuid7()), nx=True)
    pipeline.mget([_ROOT, _BIRTH, *(_PREFIX + name for name in names)])
    return list(pipeline.execute()[2])
