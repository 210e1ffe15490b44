"""`Pages`: guests' pages in this process, compressed, and who is making one anew."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event, Lock
from time import monotonic

import brotli  # type: ignore[import-untyped]
from shopwright import Basis, KeptPage

from shopwright_storefront.cache.keys import Key

MOST_BYTES = 32_000_000
STALE_SECONDS = 3.0
"""How long ago a page has to have been right to be shown while another one is being made."""
_OVERHEAD = 2_000
_BROTLI, _GZIP = 5, 6


class Bodies(Mapping[str, bytes]):
    """A page's forms by encoding. It is kept as Brotli; the others are made of that when asked for."""

    __slots__ = ("_brotli", "_gzip", "size")

    def __init__(self, body: bytes) -> None:
        self._brotli = bytes(brotli.compress(body, quality=_BROTLI))
        self._gzip: bytes | None = None
        self.size = 3 * len(self._brotli)

    def __getitem__(self, encoding: str) -> bytes:
        if encoding == "br":
            return self._brotli
        if encoding == "gzip":
            if self._gzip is None:
                self._gzip = gzip.compress(self["identity"], compresslevel=_GZIP, mtime=0)
            return self._gzip
        if encoding == "identity":
            return bytes(brotli.decompress(self._brotli))
        raise KeyError(encoding)

    def __iter__(self) -> Iterator[str]:
        return iter(("br", "gzip", "identity"))

    def __len__(self) -> int:
        return 3


@dataclass(slots=True, kw_only=True)
class Entry:
    """A page that is kept until `dies_at`, or until what it was made of has changed."""

    page: KeptPage
    basis: Basis
    size: int
    dies_at: float
    right_at: float = field(default_factory=monotonic)

    def is_right(self) -> bool:
        """Whether it may be shown."""
        moment = monotonic()
        if moment >= self.dies_at or not self.basis.holds():
            return False
        self.right_at = moment
        return True

    def was_right_just_now(self) -> bool:
        """Whether it may be shown to those who would have to wait for the new one."""
        return monotonic() < self.right_at + STALE_SECONDS


class Turn:
    """Somebody makes a page. Others wait here for what comes of it."""

    __slots__ = ("_over", "page")

    def __init__(self) -> None:
        self._over = Event()
        self.page: KeptPage | None = None

    def end(self) -> None:
        """Let those go on who wait."""
        self._over.set()

    def wait(self, seconds: float) -> KeptPage | None:
        """What was made; None for what is no page for everybody, or takes too long."""
        self._over.wait(seconds)
        return self.page


class Pages:
    """The least recently used go first when `most` bytes are full."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._size = 0
        self._lock = Lock()
        self._kept: OrderedDict[Key, Entry] = OrderedDict()
        self._turns: dict[Key, Turn] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """In bytes, about."""
        return self._size

    def get(self, key: Key) -> Entry | None:
        """What is kept, right or not."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, page: KeptPage, bodies: Bodies, basis: Basis, seconds: float) -> None:
        """Keep it for so long, if it is not too large."""
        size = bodies.size + _OVERHEAD + sum(len(name) for name in basis.names)
        if size > self._most // 8:
            return
        dies_at = monotonic() + seconds
        with self._lock:
            self._drop(key)
            self._kept[key] = Entry(page=page, basis=basis, size=size, dies_at=dies_at)
            self._size += size
            while self._size > self._most:
                self._drop(next(iter(self._kept)))

    def forget(self, key: Key) -> None:
        """It is no page for everybody any more."""
        with self._lock:
            self._drop(key)

    def turn(self, key: Key) -> tuple[Turn, bool]:
        """The turn of who makes the page, and whether that is the caller, who then ends it."""
        with self._lock:
            found = self._turns.get(key)
            if found is not None:
                return found, False
            mine = self._turns[key] = Turn()
            return mine, True

    def end(self, key: Key) -> None:
        """The caller's turn is over."""
        with self._lock:
            turn = self._turns.pop(key)
        turn.end()

    def _drop(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._size -= gone.size
