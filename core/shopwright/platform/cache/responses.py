"""Ready answers for guests: bytes, compressed at most once per encoding, kept in this process.

An answer is found by its address and the stamp it was made under, and dies after
`settings.cache_seconds` in any case.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from weakref import WeakKeyDictionary

from shopwright.platform.db import Database
from shopwright.platform.runtime import runtime

_MAX_BYTES = 32 * 1024 * 1024
_OVERHEAD = 500  # of one entry, in bytes, roughly


class CachedAnswer:
    """Bytes and their ETag, with their compressed forms made when first asked for."""

    __slots__ = ("data", "dies_at", "encodings", "etag", "size")

    def __init__(
        self,
        data: bytes,
        etag: str,
        dies_at: float,
        compress: Mapping[str, Callable[[bytes], bytes]],
    ) -> None:
        self.data = data
        self.etag = etag
        self.dies_at = dies_at
        self.encodings: Mapping[str, bytes] = Encodings(data, compress)
        self.size = 2 * len(data) + _OVERHEAD  # with the compressed forms


class Encodings(Mapping[str, bytes]):
    """Compressed forms by their encoding's name; each is computed once."""

    __slots__ = ("_compress", "_data", "_made")

    def __init__(self, data: bytes, compress: Mapping[str, Callable[[bytes], bytes]]) -> None:
        self._data = data
        self._compress = compress
        self._made: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._compress[name](self._data)
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._compress

    def __iter__(self) -> Iterator[str]:
        return iter(self._compress)

    def __len__(self) -> int:
        return len(self._compress)


class ResponseCache:
    """The least recently used answers go first when `max_bytes` are full."""

    def __init__(self, *, max_bytes: int = _MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._lock = threading.Lock()
        self._entries: OrderedDict[tuple[str, ...], CachedAnswer] = OrderedDict()

    def get(self, key: tuple[str, ...]) -> CachedAnswer | None:
        """The living answer under `key`."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if time.monotonic() >= entry.dies_at:
            self._drop(key)
            return None
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
        return entry

    def put(
        self,
        key: tuple[str, ...],
        data: bytes,
        *,
        etag: str,
        seconds: float,
        compress: Mapping[str, Callable[[bytes], bytes]],
    ) -> CachedAnswer:
        """Keep `data` for `seconds`; returns the entry. Too large ones are not kept."""
        entry = CachedAnswer(data, etag, time.monotonic() + seconds, compress)
        if seconds <= 0 or entry.size > self._max_bytes // 8:
            return entry
        with self._lock:
            replaced = self._entries.pop(key, None)
            self._bytes += entry.size - (replaced.size if replaced else 0)
            self._entries[key] = entry
            while self._bytes > self._max_bytes:
                _, oldest = self._entries.popitem(last=False)
                self._bytes -= oldest.size
        return entry

    def __len__(self) -> int:
        return len(self._entries)

    def _drop(self, key: tuple[str, ...]) -> None:
        with self._lock:
            entry = self._entries.pop(key, None)
            if entry is not None:
                self._bytes -= entry.size


_caches: WeakKeyDictionary[Database, ResponseCache] = WeakKeyDictionary()


def response_cache() -> ResponseCache:
    """The cache of the shop that the calling code runs in."""
    database = runtime().database
    found = _caches.get(database)
    if found is None:
        found = _caches.setdefault(database, ResponseCache())
    return found
