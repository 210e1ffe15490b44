"""`Feeds`: files of the whole catalog, kept compressed. Making one takes seconds in a large shop."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from shopwright import Basis, Watch

LEAST_SECONDS = 300.0
"""So long one is sent as it is, whatever changes: nobody can have it made over and over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The file, in gzip; `etag` names what is in it."""

    packed: bytes
    etag: str


@dataclass(slots=True)
class _Entry:
    """A feed, and the turn of who makes it."""

    feed: Feed | None = None
    basis: Basis | None = None
    made_at: float = 0.0
    turn: Lock = field(default_factory=Lock)

    def is_right(self) -> bool:
        if self.feed is None:
            return False
        is_young = monotonic() < self.made_at + LEAST_SECONDS
        return is_young or (self.basis is not None and self.basis.holds())


class Feeds:
    """Those of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[Hashable, _Entry] = {}

    def get(self, key: Hashable, make: Callable[[], Feed], *names: str) -> Feed:
        """What `make` returned; `names` are the stamps of what it reads.

        One request makes it. Others get the one before, or wait where there is none.
        """
        with self._lock:
            entry = self._kept.setdefault(key, _Entry())
        if entry.is_right() or not entry.turn.acquire(blocking=entry.feed is None):
            assert entry.feed is not None
            return entry.feed
        try:
            if entry.feed is None or not entry.is_right():
                watch = Watch()
                feed = make()
                entry.basis, entry.made_at, entry.feed = watch.basis(names), monotonic(), feed
            return entry.feed
        finally:
            entry.turn.release()
